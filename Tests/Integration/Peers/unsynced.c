// Remembers what a process has written and not synced, so that a test can take it back: what a power cut may do.
//
// Preloaded into the hub. Every write to a file below SCHAKEL_UNSYNCED_FOLDER is noted in the file
// SCHAKEL_UNSYNCED_NOTES, with the bytes that stood there before; a sync of the file strikes its notes out. The notes
// are a mapped file, so that they outlive a kill.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { capacity = 512 << 20, longest_path = 256 };

// In the mapped file: the length of what follows, then notes.
struct note {
    uint32_t size;   // of the whole note
    uint32_t active; // 0 once synced
    char path[longest_path];
    int64_t offset;
    int64_t before; // the file's length before the write
    uint32_t count; // of old bytes that follow
    uint32_t padding;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *notes;
static uint64_t *length;
static const char *folder;
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void begin(void) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    folder = getenv("SCHAKEL_UNSYNCED_FOLDER");
    const char *file = getenv("SCHAKEL_UNSYNCED_NOTES");
    if (!folder || !file) return;
    int descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ftruncate(descriptor, capacity) != 0) abort();
    notes = mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (notes == MAP_FAILED) abort();
    length = (uint64_t *)notes;
    if (*length == 0) *length = sizeof(uint64_t);
    close(descriptor);
}

static int path_of(int descriptor, char *path) {
    if (!notes) return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(link, path, longest_path - 1);
    if (count <= 0) return 0;
    path[count] = 0;
    return strncmp(path, folder, strlen(folder)) == 0 && !strstr(path, "-shm");
}

static void take_note(int descriptor, const char *path, int64_t offset, size_t count) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return;
    int64_t old = status.st_size > offset ? status.st_size - offset : 0;
    if (old > (int64_t)count) old = count;
    size_t size = (sizeof(struct note) + old + 7) & ~(size_t)7;
    if (*length + size > capacity) abort();
    struct note *note = (struct note *)(notes + *length);
    memset(note, 0, sizeof *note);
    note->size = size;
    strcpy(note->path, path);
    note->offset = offset;
    note->before = status.st_size;
    note->count = old;
    if (old > 0 && pread(descriptor, (char *)(note + 1), old, offset) != old) note->count = 0;
    note->active = 1;
    *length += size;
}

static void strike_out(int descriptor) {
    char path[longest_path];
    if (!path_of(descriptor, path)) return;
    pthread_mutex_lock(&lock);
    int any = 0;
    for (uint64_t place = sizeof(uint64_t); place < *length;) {
        struct note *note = (struct note *)(notes + place);
        if (note->active && strcmp(note->path, path) == 0) note->active = 0;
        any |= note->active;
        place += note->size;
    }
    if (!any) *length = sizeof(uint64_t);
    pthread_mutex_unlock(&lock);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    char path[longest_path];
    if (!path_of(descriptor, path)) return real_pwrite(descriptor, bytes, count, offset);
    pthread_mutex_lock(&lock);
    take_note(descriptor, path, offset, count);
    ssize_t result = real_pwrite(descriptor, bytes, count, offset);
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    char path[longest_path];
    if (!path_of(descriptor, path)) return real_write(descriptor, bytes, count);
    pthread_mutex_lock(&lock);
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    if (offset >= 0) take_note(descriptor, path, offset, count);
    ssize_t result = real_write(descriptor, bytes, count);
    pthread_mutex_unlock(&lock);
    return result;
}

int fsync(int descriptor) {
    int result = real_fsync(descriptor);
    if (result == 0) strike_out(descriptor);
    return result;
}

int fdatasync(int descriptor) {
    int result = real_fdatasync(descriptor);
    if (result == 0) strike_out(descriptor);
    return result;
}
