/* A disk that fails at the n-th call that changes a file below one folder. Loaded with LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char root[PATH_MAX];
static long at, seen;
static int how;

/* Fail call number n (0: never) with error number e; count from here. */
void device_arm(const char *folder, long n, int e) {
    strncpy(root, folder, sizeof root - 1);
    at = n;
    how = e;
    seen = 0;
}

long device_seen(void) { return seen; }

static int fails_path(const char *path) {
    if (!root[0] || !path || strncmp(path, root, strlen(root))) return 0;
    if (++seen != at) return 0;
    errno = how;
    return 1;
}

static int fails_file(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return fails_path(path);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return fails_file(fd) ? -1 : real(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t where) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return fails_file(fd) ? -1 : real(fd, data, size, where);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t where) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return fails_file(fd) ? -1 : real(fd, data, size, where);
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    return fails_file(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return fails_file(fd) ? -1 : real(fd);
}

int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    return fails_file(fd) ? -1 : real(fd, size);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return fails_path(to) ? -1 : real(from, to);
}
