// Signals and crashes while the terminal is taken over. Private to this target.

#ifndef CTERMINAL_GUARD_H
#define CTERMINAL_GUARD_H

#include <stddef.h>
#include <termios.h>

// Remembers the signal handlers of now; call it before ncurses installs its own.
void cterminal_guard_prepare(void);
// Puts the remembered handlers back.
void cterminal_guard_restore(void);
// Installs the handlers. `restore` stays valid until cterminal_guard_end.
void cterminal_guard_start(
    int terminal, const struct termios *modes, const char *restore, size_t length);
// Puts the former handlers back, but for SIGHUP and SIGTERM, which no longer do anything, and prints
// what was written to standard output and standard error meanwhile.
void cterminal_guard_end(void);
// Takes a CTERMINAL_SIGNAL_… out of what cterminal_take_signals will answer.
void cterminal_guard_forget(int flag);
// Whether SIGTSTP stops the process: shells without job control ignore it on purpose.
int cterminal_guard_can_stop(void);
// Stops the process, or its whole process group, by SIGTSTP; returns after SIGCONT, at once if that
// has come already.
void cterminal_guard_stop(int whole_group);

#endif
