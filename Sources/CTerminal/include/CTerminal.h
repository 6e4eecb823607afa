// The only door to ncursesw. Swift cannot see its macros, attribute constants and global variables,
// and must not depend on them; so everything that the program needs is here, in plain types.
//
// All functions but cterminal_wake are for one thread.

#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stdint.h>

// One screen cell: a base character with its marks, 0-terminated. `width` is 2 for a wide
// character, whose right half has no cell of its own in a row passed to cterminal_put_row.
typedef struct {
    uint32_t text[6];
    int32_t width;
    int32_t attributes; // of CTERMINAL_BOLD…
    int32_t pair;
} cterminal_cell;

enum {
    CTERMINAL_BOLD = 1,
    CTERMINAL_UNDERLINE = 2,
    CTERMINAL_REVERSE = 4,
    CTERMINAL_DIM = 8,
};

// What cterminal_check and cterminal_open can answer.
enum {
    CTERMINAL_OPENED = 0,         // or could be opened
    CTERMINAL_UNKNOWN = 1,        // no description of this terminal is installed
    CTERMINAL_NO_ADDRESSING = 2,  // the terminal cannot place its cursor
    CTERMINAL_FAILED = 3,         // a system call failed; see errno
};

// What may have happened since cterminal_take_signals was called last.
enum {
    CTERMINAL_SIGNAL_INTERRUPT = 1,
    CTERMINAL_SIGNAL_TERMINATE = 2,
    CTERMINAL_SIGNAL_HANGUP = 4,
    CTERMINAL_SIGNAL_RESIZE = 8,
    CTERMINAL_SIGNAL_STOP = 16,
    CTERMINAL_SIGNAL_CONTINUE = 32,
};

// Sets the character type locale: the user's, or with `force_utf8` C.UTF-8 if the user's has another
// codeset. Returns 1 if the codeset is UTF-8 now.
int cterminal_set_locale(int force_utf8);

// Whether a terminal of this type can show a picture, without touching it. `name` is a TERM.
int cterminal_check(const char *name);
// Takes the terminal over: full screen, no echo, signal handlers, crash guard. `name` is a TERM.
int cterminal_open(const char *name, int input, int output);
// Gives the terminal back as it was found. Does nothing if it is not open.
void cterminal_close(void);

int cterminal_colors(void);
int cterminal_pairs(void);
// The number of a colour pair; -1 is the terminal's own colour. 0 if there is no such pair.
int cterminal_pair(int foreground, int background);

// The size that the terminal has now.
void cterminal_size(int *width, int *height);
// Tells ncurses about a new size; everything has to be put again.
void cterminal_resize(int width, int height);

// Replaces the row `y` from the left; a cell whose width the C library disagrees with becomes
// U+FFFD, so that its neighbours stay in place.
void cterminal_put_row(int y, const cterminal_cell *cells, int count);
// Sends what changed, with the cursor at a place or (x < 0) hidden.
void cterminal_flush(int cursor_x, int cursor_y);
// Makes the next flush draw every cell.
void cterminal_repaint(void);
void cterminal_mouse(int on);
// Sends bytes that are not part of the picture.
void cterminal_send(const uint8_t *bytes, int count);

// Stops the process, or its whole process group as Ctrl-Z does, with the terminal given back
// meanwhile; returns when continued. Does nothing where there is no job control.
void cterminal_suspend(int whole_group);
// Takes the terminal again after the process was stopped by other means.
void cterminal_resume(void);

// Gives the terminal to another program, as the shell had it, and takes it again; an interrupt that
// came meanwhile is forgotten.
void cterminal_lend(void);
void cterminal_take_back(void);

// The signals that arrived since the last call, as a set of CTERMINAL_SIGNAL_…
int cterminal_take_signals(void);
// The file descriptor that becomes readable on a signal and after cterminal_wake; never closed.
int cterminal_wake_descriptor(void);
// Makes cterminal_wake_descriptor readable. May be called from any thread.
void cterminal_wake(void);

// The bytes that a key sends, by its terminfo name ("kcuu1"); NULL if the terminal has no such key.
const char *cterminal_key_sequence(const char *name);

#endif
