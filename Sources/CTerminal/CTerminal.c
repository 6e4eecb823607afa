#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1

#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "CTerminalGuard.h"

static SCREEN *screen = NULL;
static FILE *input_file = NULL;
static FILE *output_file = NULL;
static int has_default_colors = 0;
static int has_pairs = 0;
static int mouse_is_on = 0;

static const char mouse_on[] = "\033[?1000h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1000l";

// MARK: - Locale

int cterminal_set_locale(int force_utf8) {
    // LC_CTYPE alone: a decimal comma would break every C library that prints numbers.
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
    if (!force_utf8) return 0;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

// MARK: - Opening and closing

static char restore_text[512];
static size_t restore_length = 0;

static int collect(int byte) {
    if (restore_length < sizeof restore_text) restore_text[restore_length++] = (char)byte;
    return byte;
}

static void collect_capability(const char *name) {
    char *text = tigetstr((char *)name);
    if (text != NULL && text != (char *)-1) tputs(text, 1, collect);
}

// What a crash handler has to send, gathered in advance because it may call nothing of ncurses.
static void collect_restore_text(void) {
    restore_length = 0;
    for (const char *byte = mouse_off; *byte; byte++) collect(*byte);
    const char *names[] = {"sgr0", "op", "rmkx", "cnorm", "rmcup"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) collect_capability(names[i]);
}

static void close_files(void) {
    if (input_file) fclose(input_file);
    if (output_file) fclose(output_file);
    input_file = output_file = NULL;
}

static void close_at_exit(void) {
    cterminal_close();
}

int cterminal_check(const char *name) {
    if (screen) return CTERMINAL_OPENED;
    int error = 0;
    if (setupterm((char *)name, STDOUT_FILENO, &error) != OK) return CTERMINAL_UNKNOWN;
    char *address = tigetstr("cup");
    int can_address = address != NULL && address != (char *)-1;
    del_curterm(cur_term);
    return can_address ? CTERMINAL_OPENED : CTERMINAL_NO_ADDRESSING;
}

// Takes Ctrl-Z for a key. As a signal it stops a parent in the same process group, such as make,
// first; the shell then has the terminal again before the program has given it back.
static void keep_stop_key(void) {
    struct termios modes;
    int descriptor = fileno(output_file);
    if (tcgetattr(descriptor, &modes) != 0 || modes.c_cc[VSUSP] != 0x1A) return;
    modes.c_cc[VSUSP] = _POSIX_VDISABLE;
    if (tcsetattr(descriptor, TCSADRAIN, &modes) == 0) def_prog_mode();
}

int cterminal_open(const char *name, int input, int output) {
    if (screen) return CTERMINAL_OPENED;
    struct termios modes;
    int in = fcntl(input, F_DUPFD_CLOEXEC, 3);
    int out = fcntl(output, F_DUPFD_CLOEXEC, 3);
    if (in < 0 || out < 0 || tcgetattr(out, &modes) != 0) {
        int error = errno;
        if (in >= 0) close(in);
        if (out >= 0) close(out);
        errno = error;
        return CTERMINAL_FAILED;
    }
    input_file = fdopen(in, "r");
    output_file = fdopen(out, "w");
    if (!input_file || !output_file || cterminal_wake_descriptor() < 0) {
        close_files();
        return CTERMINAL_FAILED;
    }
    // The size comes from the terminal itself; LINES and COLUMNS in the environment would freeze it.
    use_env(FALSE);
    use_tioctl(TRUE);
    cterminal_guard_prepare();
    screen = newterm((char *)name, output_file, input_file);
    if (!screen) {
        cterminal_guard_restore();
        close_files();
        return CTERMINAL_UNKNOWN;
    }
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    typeahead(-1);  // the input is read elsewhere: a pending key must not delay a picture
    has_pairs = 0;
    if (has_colors() && start_color() == OK) {
        has_pairs = COLOR_PAIRS > 1;
        has_default_colors = use_default_colors() == OK;
    }
    keep_stop_key();
    collect_restore_text();
    cterminal_guard_start(fileno(output_file), &modes, restore_text, restore_length);
    static int registered = 0;
    if (!registered) registered = atexit(close_at_exit) == 0;
    return CTERMINAL_OPENED;
}

void cterminal_close(void) {
    if (!screen) return;
    cterminal_mouse(0);
    endwin();
    cterminal_guard_end();
    delscreen(screen);
    screen = NULL;
    close_files();
}

// MARK: - Colours

int cterminal_colors(void) {
    return has_pairs ? COLORS : 0;
}

int cterminal_pairs(void) {
    return has_pairs ? COLOR_PAIRS : 0;
}

int cterminal_pair(int foreground, int background) {
    // alloc_pair crashes on a terminal without colours.
    if (!has_pairs || (foreground < 0 && background < 0)) return 0;
    if (!has_default_colors) {
        if (foreground < 0) foreground = COLOR_WHITE;
        if (background < 0) background = COLOR_BLACK;
    }
    int pair = alloc_pair(foreground, background);
    return pair > 0 ? pair : 0;
}

// MARK: - Size

void cterminal_size(int *width, int *height) {
    struct winsize size = {0};
    int known = output_file && ioctl(fileno(output_file), TIOCGWINSZ, &size) == 0;
    *width = known && size.ws_col > 0 ? size.ws_col : screen ? COLS : 80;
    *height = known && size.ws_row > 0 ? size.ws_row : screen ? LINES : 24;
}

void cterminal_resize(int width, int height) {
    if (!screen) return;
    resizeterm(height, width);
    // Terminals move text about on their own when they change size.
    cterminal_repaint();
}

// MARK: - Pictures

static attr_t curses_attributes(int attributes) {
    attr_t result = WA_NORMAL;
    if (attributes & CTERMINAL_BOLD) result |= WA_BOLD;
    if (attributes & CTERMINAL_UNDERLINE) result |= WA_UNDERLINE;
    if (attributes & CTERMINAL_REVERSE) result |= WA_REVERSE;
    if (attributes & CTERMINAL_DIM) result |= WA_DIM;
    return result;
}

static void set_cell(cchar_t *target, const wchar_t *text, const cterminal_cell *cell) {
    int pair = cell->pair;
    setcchar(target, text, curses_attributes(cell->attributes), 0, &pair);
}

void cterminal_put_row(int y, const cterminal_cell *cells, int count) {
    if (!screen || count <= 0) return;
    cchar_t row[2 * count];
    int length = 0;
    for (int i = 0; i < count; i++) {
        const cterminal_cell *cell = &cells[i];
        wchar_t text[CCHARW_MAX + 1] = {0};
        if (wcwidth((wchar_t)cell->text[0]) != cell->width) {
            wcscpy(text, L"\uFFFD");
            set_cell(&row[length++], wcwidth(0xFFFD) == 1 ? text : L"?", cell);
            if (cell->width == 2) set_cell(&row[length++], L" ", cell);
            continue;
        }
        int scalars = 0;
        text[scalars++] = (wchar_t)cell->text[0];
        for (int mark = 1; mark < 6 && cell->text[mark] && scalars < CCHARW_MAX; mark++) {
            if (wcwidth((wchar_t)cell->text[mark]) == 0) {
                text[scalars++] = (wchar_t)cell->text[mark];
            }
        }
        set_cell(&row[length++], text, cell);
    }
    mvadd_wchnstr(y, 0, row, length);
}

// Sends what has changed. curses ignores SIGTSTP meanwhile, and a stop from outside would be lost: the
// shell then has the terminal again while the program goes on. A blocked signal waits instead.
static void send_changes(void) {
    sigset_t stop, found;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &stop, &found);
    wnoutrefresh(stdscr);
    doupdate();
    pthread_sigmask(SIG_SETMASK, &found, NULL);
}

void cterminal_flush(int cursor_x, int cursor_y) {
    if (!screen) return;
    curs_set(cursor_x >= 0 ? 1 : 0);
    move(cursor_x >= 0 ? cursor_y : 0, cursor_x >= 0 ? cursor_x : 0);
    send_changes();
}

void cterminal_repaint(void) {
    if (screen) clearok(curscr, TRUE);
}

void cterminal_mouse(int on) {
    if (!screen || on == mouse_is_on) return;
    mouse_is_on = on;
    const char *text = on ? mouse_on : mouse_off;
    cterminal_send((const uint8_t *)text, (int)strlen(text));
}

void cterminal_send(const uint8_t *bytes, int count) {
    if (!screen) return;
    fflush(output_file);
    while (count > 0) {
        ssize_t written = write(fileno(output_file), bytes, (size_t)count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes += written;
        count -= (int)written;
    }
}

// MARK: - Stopping and going on

void cterminal_suspend(int whole_group) {
    if (!screen || !cterminal_guard_can_stop()) return;
    int mouse = mouse_is_on;
    cterminal_mouse(0);
    pid_t holder = tcgetpgrp(fileno(output_file));
    if (holder < 0 || holder == getpgrp()) {
        endwin();
    } else {
        // The shell has the terminal again and has set its modes; only the picture is ours to end.
        cterminal_send((const uint8_t *)restore_text, (int)restore_length);
    }
    cterminal_guard_stop(whole_group);
    cterminal_resume();
    cterminal_mouse(mouse);
}

static int lent_mouse;

void cterminal_lend(void) {
    if (!screen) return;
    lent_mouse = mouse_is_on;
    cterminal_mouse(0);
    endwin();
}

void cterminal_take_back(void) {
    if (!screen) return;
    cterminal_resume();
    cterminal_mouse(lent_mouse);
    cterminal_guard_forget(CTERMINAL_SIGNAL_INTERRUPT);
}

void cterminal_resume(void) {
    if (!screen) return;
    // Leaving the other screen once more would put the shell's cursor back to where it was before
    // the stop, and the shell would write over its own lines.
    if (!isendwin()) endwin();
    reset_prog_mode();
    int width, height;
    cterminal_size(&width, &height);
    resizeterm(height, width);
    cterminal_repaint();
    send_changes();
}

// MARK: - Keys

const char *cterminal_key_sequence(const char *name) {
    if (!screen) return NULL;
    char *text = tigetstr((char *)name);
    return text == (char *)-1 ? NULL : text;
}
