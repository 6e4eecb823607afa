// What the sections for Darwin call, as Darwin's manual pages and headers declare it: enough to type-check
// them on another system, and nothing that could be linked.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef int32_t pid_t;
typedef uint32_t id_t;
typedef uint32_t socklen_t;
typedef long ssize_t;
typedef uint16_t mode_t;
typedef enum { P_ALL, P_PID, P_PGID } idtype_t;
typedef struct __sFILE FILE;

// errno is a call there.
int *__error(void);
char *strerror(int number);
char *realpath(const char *restrict path, char *restrict resolved);
char *strdup(const char *text);
void free(void *pointer);

// <dirent.h>
typedef struct _DIR DIR;
struct dirent {
    uint64_t d_ino;
    uint64_t d_seekoff;
    uint16_t d_reclen;
    uint16_t d_namlen;
    uint8_t d_type;
    char d_name[1024];
};
DIR *opendir(const char *path);
struct dirent *readdir(DIR *folder);
int closedir(DIR *folder);

// <fcntl.h>, <unistd.h>
#define O_NONBLOCK 0x00000004
#define O_CLOEXEC 0x01000000
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define FD_CLOEXEC 1
#define PATH_MAX 1024
int close(int file);
int pipe(int ends[2]);
ssize_t read(int file, void *buffer, size_t size);
ssize_t write(int file, const void *buffer, size_t size);

// <sys/socket.h>
#define SOCK_STREAM 1
#define SOL_SOCKET 0xffff
#define SO_NOSIGPIPE 0x1022
// <sys/resource.h>
#define RLIMIT_NOFILE 8
typedef unsigned long long rlim_t;
struct rlimit {
    rlim_t rlim_cur;
    rlim_t rlim_max;
};
int getrlimit(int, struct rlimit *);
int setrlimit(int, const struct rlimit *);

int setsockopt(int socket, int level, int option, const void *value, socklen_t size);

// <sys/errno.h>
#define EAGAIN 35
#define EMFILE 24
#define ENFILE 23

// <signal.h>, <sys/wait.h>
typedef struct {
    int si_signo;
    int si_errno;
    int si_code;
    pid_t si_pid;
    uint32_t si_uid;
    int si_status;
} siginfo_t;
int waitid(idtype_t type, id_t id, siginfo_t *info, int options);

// <spawn.h>: pointers to what is hidden.
typedef void *posix_spawn_file_actions_t;
typedef void *posix_spawnattr_t;
int posix_spawn_file_actions_init(posix_spawn_file_actions_t _Nullable *_Nonnull actions);
int posix_spawnattr_init(posix_spawnattr_t _Nullable *_Nonnull attributes);

// <pthread.h>
typedef struct _opaque_pthread_t *pthread_t;
typedef struct {
    long __sig;
    char __opaque[56];
} pthread_attr_t;
int pthread_create(
    pthread_t _Nullable *_Nonnull restrict thread, const pthread_attr_t *_Nullable restrict attributes,
    void *_Nullable (*_Nonnull start)(void *_Nullable), void *_Nullable restrict argument);
int pthread_detach(pthread_t _Nonnull thread);

// <mach-o/dyld.h>, <crt_externs.h>
int _NSGetExecutablePath(char *buffer, uint32_t *size);
char ***_NSGetEnviron(void);
