// What vouchd is lied to about, put before the C library: the wall clock, and whether the disk has what it was given.
//
// TORTURE_CLOCK names a file of eight bytes: by how many milliseconds the wall clock is wrong, now.
// TORTURE_LIES is set: syncs do nothing, and files are opened as if nobody had asked for durable writes.
// TORTURE_INDIRECT is set: no file can be opened past the cache, as on some file systems.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *wrong;
static int lies, indirect;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("TORTURE_CLOCK");
  lies = getenv("TORTURE_LIES") != NULL;
  indirect = getenv("TORTURE_INDIRECT") != NULL;
  if (!path) return;
  int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  int file = real_open(path, O_RDONLY | O_CLOEXEC);
  void *map = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  if (map == MAP_FAILED) abort();
  wrong = map;
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, time);
  if (result == 0 && wrong && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += *wrong / 1000;
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  static int (*real)(struct timeval *restrict, void *restrict);
  if (!real) real = dlsym(RTLD_NEXT, "gettimeofday");
  int result = real(time, zone);
  if (result == 0 && wrong) time->tv_sec += *wrong / 1000;
  return result;
}

static int sync_by(const char *name, int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  return lies ? 0 : real(file);
}

int fdatasync(int file) { return sync_by("fdatasync", file); }
int fsync(int file) { return sync_by("fsync", file); }

static int open_by(const char *name, const char *path, int flags, mode_t mode) {
  int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
  if (indirect && flags & O_DIRECT) {
    errno = EINVAL;
    return -1;
  }
  return real(path, lies ? flags & ~(O_SYNC | O_DSYNC | O_DIRECT) : flags, mode);
}

static mode_t mode_of(int flags, va_list *rest) {
  return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(*rest, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, &rest);
  va_end(rest);
  return open_by("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, &rest);
  va_end(rest);
  return open_by("open64", path, flags, mode);
}
