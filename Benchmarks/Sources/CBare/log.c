// The log.
#define _GNU_SOURCE
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// So large that a run seldom comes round, so small that laying it out is no wait.
static const size_t LOG_SIZE = 512 << 20;

#if defined(__x86_64__)
#include <nmmintrin.h>
__attribute__((target("sse4.2"))) static uint32_t checksum(const uint8_t *bytes, size_t length) {
  uint64_t sum = ~0u;
  for (; length >= 8; bytes += 8, length -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    sum = _mm_crc32_u64(sum, word);
  }
  return ~(uint32_t)sum;
}
#elif defined(__aarch64__)
#include <arm_acle.h>
__attribute__((target("+crc"))) static uint32_t checksum(const uint8_t *bytes, size_t length) {
  uint32_t sum = ~0u;
  for (; length >= 8; bytes += 8, length -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    sum = __crc32cd(sum, word);
  }
  return ~sum;
}
#endif

int log_open(struct log *log, const char *path) {
  *log = (struct log){.size = LOG_SIZE, .filled = LOG_HEADER};
  log->group = malloc(LOG_GROUP_MAXIMUM);
  log->file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (!log->group || log->file < 0) return -1;
  // Whatever ends this process, its file goes with it.
  if (unlink(path)) return -1;
  memset(log->group, 0, LOG_GROUP_MAXIMUM);
  for (size_t position = 0; position < LOG_SIZE; position += LOG_GROUP_MAXIMUM) {
    if (pwrite(log->file, log->group, LOG_GROUP_MAXIMUM, (off_t)position) != LOG_GROUP_MAXIMUM) return -1;
  }
  return fsync(log->file);
}

int log_sync(struct log *log, uint64_t now) {
  size_t length = log->filled;
  if (length == LOG_HEADER) return 0;
  uint32_t head[2] = {(uint32_t)length, checksum(log->group + LOG_HEADER, length - LOG_HEADER)};
  uint64_t body[2] = {++log->groups, now};
  memcpy(log->group, head, 8);
  memcpy(log->group + 8, body, 16);
  if (log->position + length > log->size) log->position = 0;
  ssize_t written = pwrite(log->file, log->group, length, (off_t)log->position);
  if (written != (ssize_t)length) return written < 0 ? -1 : (errno = EIO, -1);
  log->position += length;
  log->filled = LOG_HEADER;
  return fdatasync(log->file);
}
