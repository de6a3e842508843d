/* A disk that fails on demand: preloaded into a child of the disk suite.
 *
 * DISK_SAYS names a file whose first word says what becomes of the journal's file and its log:
 *   sync      fsync and fdatasync fail with EIO
 *   full      writes fail with ENOSPC
 *   short     writes write half, then fail with ENOSPC
 *   die N     the Nth write to the log from the start of the process writes half, and the process ends there
 *   stall N   each sync takes N ms longer
 * Anything else, or no file: all goes well. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int log_writes;

/* Whether the descriptor is the journal's; 2 for its log. */
static int ours(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    char *name = strrchr(path, '/');
    if (!name || strncmp(name, "/journal.db", 11) != 0) return 0;
    return strcmp(name, "/journal.db-wal") == 0 ? 2 : 1;
}

static void word(char *out, size_t size, int *number) {
    out[0] = 0;
    *number = 0;
    const char *path = getenv("DISK_SAYS");
    int saved = errno;
    FILE *file = path ? fopen(path, "r") : NULL;
    if (file) {
        char text[64] = "", format[16];
        snprintf(format, sizeof format, "%%%zus %%d", sizeof text - 1);
        if (fscanf(file, format, text, number) < 1) text[0] = 0;
        snprintf(out, size, "%s", text);
        fclose(file);
    }
    errno = saved;
}

static int sync_fails(int fd) {
    char said[64];
    int number;
    if (!ours(fd)) return 0;
    word(said, sizeof said, &number);
    if (strcmp(said, "stall") == 0) usleep((useconds_t)number * 1000);
    return strcmp(said, "sync") == 0;
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    if (sync_fails(fd)) { errno = EIO; return -1; }
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    if (sync_fails(fd)) { errno = EIO; return -1; }
    return real(fd);
}

/* How much of a write goes through; -1 for all of it. Ends the process after the half if told so. */
static ssize_t allowed(int fd, size_t count, int *ends) {
    char said[64];
    int number, which = ours(fd);
    *ends = 0;
    if (!which) return -1;
    word(said, sizeof said, &number);
    if (strcmp(said, "full") == 0) return 0;
    if (strcmp(said, "short") == 0) return count / 2;
    if (which == 2 && ++log_writes == number && strcmp(said, "die") == 0) {
        *ends = 1;
        return count / 2;
    }
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    int ends;
    ssize_t some = allowed(fd, count, &ends);
    if (some < 0) return real(fd, bytes, count);
    ssize_t written = some > 0 ? real(fd, bytes, some) : 0;
    if (ends) _exit(9);
    if (written > 0) return written;
    errno = ENOSPC;
    return -1;
}

static ssize_t place(const char *name, int fd, const void *bytes, size_t count, off64_t at) {
    ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, name);
    int ends;
    ssize_t some = allowed(fd, count, &ends);
    if (some < 0) return real(fd, bytes, count, at);
    ssize_t written = some > 0 ? real(fd, bytes, some, at) : 0;
    if (ends) _exit(9);
    if (written > 0) return written;
    errno = ENOSPC;
    return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return place("pwrite", fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return place("pwrite64", fd, bytes, count, at); }
