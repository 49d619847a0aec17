// The one log: laid out and zeroed beforehand, written round and round; a group is one write and one fdatasync.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct log {
  int file;
  size_t size, position;
  // The group that is being gathered: its header, then its records.
  uint8_t *group;
  size_t filled;
  uint64_t groups;
};

enum { LOG_HEADER = 24, LOG_GROUP_MAXIMUM = 8 << 20 };

// 0, or -1 and errno, as the other.
int log_open(struct log *log, const char *path);

// Makes the group durable, if there is one; the next begins empty.
int log_sync(struct log *log, uint64_t now);
