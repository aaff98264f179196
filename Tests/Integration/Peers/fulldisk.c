// A disk that is full while a file exists: every write below SCHAKEL_FULL_FOLDER then fails with ENOSPC. Preloaded into
// the hub.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { longest_path = 512 };

static const char *folder;
static const char *flag;
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);

__attribute__((constructor)) static void begin(void) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    folder = getenv("SCHAKEL_FULL_FOLDER");
    flag = getenv("SCHAKEL_FULL_WHILE");
}

static int is_full(int descriptor) {
    if (!folder || !flag || access(flag, F_OK) != 0) return 0;
    char link[64], path[longest_path];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(link, path, longest_path - 1);
    if (count <= 0) return 0;
    path[count] = 0;
    // The index of a write-ahead log lies in memory.
    return strncmp(path, folder, strlen(folder)) == 0 && !strstr(path, "-shm");
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    if (is_full(descriptor)) {
        errno = ENOSPC;
        return -1;
    }
    return real_pwrite(descriptor, bytes, count, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (is_full(descriptor)) {
        errno = ENOSPC;
        return -1;
    }
    return real_write(descriptor, bytes, count);
}
