// The harness's door to the kernel: sockets and readiness, where Swift's Glibc has no epoll and addresses need casts.
// Every function answers -1 and sets errno when it fails.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// What became ready: the token it was watched with.
struct kernel_ready {
  uint32_t token;
  bool readable;
  bool writable;
};

// How many are told of at once.
#define KERNEL_READY_MAXIMUM 256

// A connection that does not block and does not delay small writes. `path`: a Unix socket; else loopback at `port`.
int kernel_connect(const char *path, uint16_t port);

// A socket that listens on loopback, at a free port that it puts into `port`.
int kernel_listen(uint16_t *port);

// The next connection, which does not block.
int kernel_accept(int listener);

// Waits until something can be read of a socket, for so many milliseconds at most.
int kernel_await(int socket, int milliseconds);

int kernel_epoll(void);

// Watches a socket, or changes how: for bytes to read, and where asked for room to write.
int kernel_watch(int epoll, int socket, uint32_t token, bool for_room, bool is_new);

// Waits for so many nanoseconds at most; negative: for ever. How many are ready.
int kernel_wait(int epoll, struct kernel_ready *ready, int64_t nanoseconds);

// Lets timers of this thread go off on time: by default the kernel may be 50 µs late.
int kernel_sharpen_timers(void);

// Whether files in a directory are kept in memory only.
bool kernel_is_memory(const char *directory);
