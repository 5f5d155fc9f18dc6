/* Stands between a program and the system (LD_PRELOAD): fails chosen calls on files below a folder, notes
 * what was written and what was synced there, and moves the clock.
 *
 * SHIM_ROOT: the folder. SHIM_LOG: where "W inode offset length", "C inode" and "S inode" are noted.
 * shim_arm, shim_count, shim_clock are called by the program under test (ctypes).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPENS = 1, WRITES = 2, SYNCS = 4, NAMES = 8 };

static atomic_long calls, first_failing = -1, failing;
static atomic_int kinds, error_number;
static atomic_long clock_offset;
static int log_file = -1;

/* From the call with this number on, so many calls of these kinds fail; a negative number fails none. */
void shim_arm(long first, long count, int which, int error) {
    calls = 0;
    kinds = which;
    error_number = error;
    failing = count;
    first_failing = first;
}

/* Calls of the armed kinds since the last shim_arm. */
long shim_count(void) { return calls; }

/* Seconds that the clock of the day is off from now on. */
void shim_clock(long seconds) { clock_offset = seconds; }

static int is_below(const char *path) {
    const char *root = getenv("SHIM_ROOT");
    return root && path && strncmp(path, root, strlen(root)) == 0;
}

static int holds(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* Tell whether this call is to fail; sets errno. */
static int fails(int kind) {
    if (!(kinds & kind)) return 0;
    long number = calls++;
    if (first_failing < 0 || number < first_failing || number >= first_failing + failing) return 0;
    errno = error_number;
    return 1;
}

static void note(const char *what, int file, long offset, long length) {
    const char *name = getenv("SHIM_LOG");
    struct stat about;
    if (!name || fstat(file, &about) != 0) return;
    if (log_file < 0) log_file = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char line[128];
    int size = snprintf(line, sizeof line, "%s %lu %ld %ld\n", what, (unsigned long)about.st_ino, offset, length);
    syscall(SYS_write, log_file, line, size);
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    int changes = is_below(path) && (flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC));
    if (is_below(path) && fails(OPENS)) return -1;
    int file = syscall(SYS_openat, folder, path, flags, mode);
    struct stat about;
    if (file >= 0 && changes && fstat(file, &about) == 0 && about.st_size == 0) note("C", file, 0, 0);
    return file;
}

#define MODE va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more);
int open(const char *path, int flags, ...) { MODE return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_at(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return open_at(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return open_at(folder, path, flags, mode); }

static ssize_t wrote(int file, ssize_t length) {
    if (length > 0) note("W", file, lseek(file, 0, SEEK_CUR) - length, length);
    return length;
}

#define GUARD if (!holds(file)) goto through; if (fails(WRITES)) return -1;
ssize_t write(int file, const void *data, size_t size) {
    GUARD return wrote(file, syscall(SYS_write, file, data, size));
through:
    return syscall(SYS_write, file, data, size);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    GUARD return wrote(file, syscall(SYS_writev, file, parts, count));
through:
    return syscall(SYS_writev, file, parts, count);
}
static ssize_t write_at(int file, const void *data, size_t size, off_t place) {
    if (!holds(file)) return syscall(SYS_pwrite64, file, data, size, place);
    if (fails(WRITES)) return -1;
    ssize_t length = syscall(SYS_pwrite64, file, data, size, place);
    if (length > 0) note("W", file, place, length);
    return length;
}
ssize_t pwrite(int file, const void *data, size_t size, off_t place) { return write_at(file, data, size, place); }
ssize_t pwrite64(int file, const void *data, size_t size, off_t place) { return write_at(file, data, size, place); }
static int resize(int file, off_t size) {
    if (holds(file) && fails(WRITES)) return -1;
    int result = syscall(SYS_ftruncate, file, size);
    if (result == 0 && holds(file)) note("W", file, size, 0);
    return result;
}
int ftruncate(int file, off_t size) { return resize(file, size); }
int ftruncate64(int file, off_t size) { return resize(file, size); }
ssize_t sendfile(int file, int from, off_t *place, size_t size) {
    GUARD return wrote(file, syscall(SYS_sendfile, file, from, place, size));
through:
    return syscall(SYS_sendfile, file, from, place, size);
}
ssize_t copy_file_range(int from, off_t *a, int file, off_t *b, size_t size, unsigned flags) {
    GUARD return wrote(file, syscall(SYS_copy_file_range, from, a, file, b, size, flags));
through:
    return syscall(SYS_copy_file_range, from, a, file, b, size, flags);
}

static int sync_with(int number, int file) {
    if (!holds(file)) return syscall(number, file);
    if (fails(SYNCS)) return -1;
    int result = syscall(number, file);
    if (result == 0) note("S", file, 0, 0);
    return result;
}
int fsync(int file) { return sync_with(SYS_fsync, file); }
int fdatasync(int file) { return sync_with(SYS_fdatasync, file); }

#define NAME(path) if (is_below(path) && fails(NAMES)) return -1;
int rename(const char *old, const char *new) {
    NAME(new) return syscall(SYS_renameat, AT_FDCWD, old, AT_FDCWD, new);
}
int renameat(int a, const char *old, int b, const char *new) {
    NAME(new) return syscall(SYS_renameat, a, old, b, new);
}
int link(const char *old, const char *new) {
    NAME(new) return syscall(SYS_linkat, AT_FDCWD, old, AT_FDCWD, new, 0);
}
int linkat(int a, const char *old, int b, const char *new, int flags) {
    NAME(new) return syscall(SYS_linkat, a, old, b, new, flags);
}
int mkdir(const char *path, mode_t mode) {
    NAME(path) return syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int result = syscall(SYS_clock_gettime, which, now);
    if (result == 0 && which == CLOCK_REALTIME) now->tv_sec += clock_offset;
    return result;
}

time_t time(time_t *kept) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (kept) *kept = now.tv_sec;
    return now.tv_sec;
}
