#define _GNU_SOURCE

#include "CTerminalGuard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif
#include <sys/stat.h>
#include <unistd.h>

#include "CTerminal.h"

static atomic_int pending = 0;
static atomic_int guarding = 0;
static int wake_pipe[2] = {-1, -1};

static int terminal = -1;
static struct termios found_modes;
static const char *restore_text = NULL;
static size_t restore_length = 0;

// MARK: - Noise on standard output and standard error

static int noise = -1;
static int found_streams[2] = {-1, -1};

// A file that nobody else can open and that is gone when it is closed.
static int nameless_file(void) {
#ifdef __linux__
    return memfd_create("terminal-noise", MFD_CLOEXEC);
#else
    char path[] = "/tmp/terminal-noise-XXXXXX";
    int file = mkstemp(path);
    if (file < 0) return -1;
    unlink(path);
    fcntl(file, F_SETFD, FD_CLOEXEC);
    return file;
#endif
}

// Whatever a library prints would spoil the picture: it waits in a file until the terminal is back.
static void noise_start(void) {
    noise = nameless_file();
    if (noise < 0) return;
    for (int stream = 0; stream < 2; stream++) {
        if (!isatty(stream + 1)) continue;
        found_streams[stream] = fcntl(stream + 1, F_DUPFD_CLOEXEC, 3);
        if (found_streams[stream] >= 0) dup2(noise, stream + 1);
    }
}

// Calls only what a signal handler may call.
static void noise_end(void) {
    for (int stream = 0; stream < 2; stream++) {
        if (found_streams[stream] < 0) continue;
        dup2(found_streams[stream], stream + 1);
        close(found_streams[stream]);
        found_streams[stream] = -1;
    }
    if (noise < 0) return;
    struct stat state;
    const off_t limit = 65536;
    off_t offset = fstat(noise, &state) == 0 && state.st_size > limit ? state.st_size - limit : 0;
    char buffer[4096];
    ssize_t length;
    while ((length = pread(noise, buffer, sizeof buffer, offset)) > 0) {
        if (write(STDERR_FILENO, buffer, (size_t)length) < 0) break;
        offset += length;
    }
    close(noise);
    noise = -1;
}

// MARK: - Waking

static int private_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC | O_NONBLOCK);
#else
    if (pipe(ends) != 0) return -1;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    return 0;
#endif
}

int cterminal_wake_descriptor(void) {
    if (wake_pipe[0] < 0 && private_pipe(wake_pipe) != 0) return -1;
    return wake_pipe[0];
}

void cterminal_wake(void) {
    int error = errno;
    // A full pipe is readable already.
    ssize_t written = write(wake_pipe[1], "", 1);
    (void)written;
    errno = error;
}

int cterminal_take_signals(void) {
    return atomic_exchange(&pending, 0);
}

void cterminal_guard_forget(int flag) {
    atomic_fetch_and(&pending, ~flag);
}

// MARK: - Signals that the main loop handles

static const struct {
    int signal;
    int flag;
} handled[] = {
    {SIGINT, CTERMINAL_SIGNAL_INTERRUPT}, {SIGTERM, CTERMINAL_SIGNAL_TERMINATE},
    {SIGHUP, CTERMINAL_SIGNAL_HANGUP},    {SIGWINCH, CTERMINAL_SIGNAL_RESIZE},
    {SIGTSTP, CTERMINAL_SIGNAL_STOP},     {SIGCONT, CTERMINAL_SIGNAL_CONTINUE},
};
enum { HANDLED = sizeof handled / sizeof *handled };
static struct sigaction found_actions[HANDLED];

static void note(int signal) {
    // Of a stop and a continuation only the later one counts, as for the kernel.
    if (signal == SIGCONT) atomic_fetch_and(&pending, ~CTERMINAL_SIGNAL_STOP);
    if (signal == SIGTSTP) atomic_fetch_and(&pending, ~CTERMINAL_SIGNAL_CONTINUE);
    for (int i = 0; i < HANDLED; i++) {
        if (handled[i].signal == signal) atomic_fetch_or(&pending, handled[i].flag);
    }
    cterminal_wake();
}

static void handle(int index) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    sigaction(handled[index].signal, &action, NULL);
}

void cterminal_guard_prepare(void) {
    for (int i = 0; i < HANDLED; i++) sigaction(handled[i].signal, NULL, &found_actions[i]);
}

void cterminal_guard_restore(void) {
    for (int i = 0; i < HANDLED; i++) sigaction(handled[i].signal, &found_actions[i], NULL);
}

int cterminal_guard_can_stop(void) {
    struct sigaction now;
    return sigaction(SIGTSTP, NULL, &now) == 0 && now.sa_handler != SIG_IGN;
}

void cterminal_guard_stop(int whole_group) {
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    struct sigaction standard = {.sa_handler = SIG_DFL};
    struct sigaction ours;
    if (!cterminal_guard_can_stop()) return;  // no job control
    sigaction(SIGTSTP, &ignored, &ours);
    if (whole_group) kill(0, SIGTSTP);
    sigaction(SIGTSTP, &standard, NULL);
    // The shell may have gone on with the job already: a further stop would be one that it does not
    // know of.
    if (!(atomic_load(&pending) & CTERMINAL_SIGNAL_CONTINUE)) raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    // This stop is over; its SIGCONT needs no second answer.
    atomic_fetch_and(&pending, ~(CTERMINAL_SIGNAL_STOP | CTERMINAL_SIGNAL_CONTINUE));
}

// MARK: - Crashes

static const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGQUIT, SIGSYS};
enum { FATAL = sizeof fatal / sizeof *fatal };
static struct sigaction found_fatal[FATAL];

static void give_back(void) {
    if (atomic_exchange(&guarding, 0) == 0) return;
    ssize_t written = write(terminal, restore_text, restore_length);
    (void)written;
    tcsetattr(terminal, TCSANOW, &found_modes);
    noise_end();
}

// Whether a signal was sent and is no fault of an instruction. The kernel's own on Linux, and those that
// Darwin marks as sent, have codes above 0 too.
static int was_sent(const siginfo_t *info) {
#ifdef __linux__
    return info->si_code <= 0 || info->si_code == SI_KERNEL;
#else
    return info->si_code <= 0 || info->si_code == SI_USER || info->si_code == SI_QUEUE;
#endif
}

// Gives the terminal back first, then lets the former handler (the Swift runtime's, which prints the
// backtrace) see the same signal as if we had not been there.
static void crash(int signal, siginfo_t *info, void *context) {
    (void)context;
    int error = errno;
    give_back();
    for (int i = 0; i < FATAL; i++) {
        if (fatal[i] == signal) sigaction(signal, &found_fatal[i], NULL);
    }
    // A fault happens again when its instruction is repeated; a signal that was sent does not.
    if (was_sent(info)) raise(signal);
    errno = error;
}

static void guard_stack(void) {
    static char stack[65536];
    stack_t found;
    if (sigaltstack(NULL, &found) == 0 && (found.ss_flags & SS_DISABLE)) {
        stack_t ours = {.ss_sp = stack, .ss_size = sizeof stack};
        sigaltstack(&ours, NULL);
    }
}

void cterminal_guard_start(
    int descriptor, const struct termios *modes, const char *restore, size_t length) {
    terminal = descriptor;
    found_modes = *modes;
    restore_text = restore;
    restore_length = length;
    atomic_store(&pending, 0);
    noise_start();
    atomic_store(&guarding, 1);
    for (int i = 0; i < HANDLED; i++) {
        // nohup and shells without job control ignore signals on purpose.
        if (found_actions[i].sa_handler != SIG_IGN) handle(i);
    }
    guard_stack();
    struct sigaction action = {.sa_sigaction = crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &action, &found_fatal[i]);
}

void cterminal_guard_end(void) {
    if (atomic_exchange(&guarding, 0) == 0) return;
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &found_fatal[i], NULL);
    for (int i = 0; i < HANDLED; i++) {
        // A terminal that is closed sends more than one of these, and the program has files to put
        // in order; whoever cannot wait has Ctrl-C.
        int signal = handled[i].signal;
        if (signal == SIGHUP || signal == SIGTERM) continue;
        sigaction(signal, &found_actions[i], NULL);
    }
    tcsetattr(terminal, TCSADRAIN, &found_modes);
    noise_end();
}
