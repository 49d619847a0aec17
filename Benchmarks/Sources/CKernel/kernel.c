// The harness's door to the kernel.
#define _GNU_SOURCE
#include "kernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static int closing(int socket) {
  int reason = errno;
  close(socket);
  errno = reason;
  return -1;
}

static int no_delay(int socket) {
  int one = 1;
  return setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static struct sockaddr_in loopback(uint16_t port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int kernel_connect(const char *path, uint16_t port) {
  int s = socket(path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (s < 0) return -1;
  if (path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
      errno = ENAMETOOLONG;
      return closing(s);
    }
    strcpy(address.sun_path, path);
    if (connect(s, (struct sockaddr *)&address, sizeof address)) return closing(s);
  } else {
    struct sockaddr_in address = loopback(port);
    if (connect(s, (struct sockaddr *)&address, sizeof address) || no_delay(s)) return closing(s);
  }
  if (fcntl(s, F_SETFL, O_NONBLOCK)) return closing(s);
  return s;
}

int kernel_listen(uint16_t *port) {
  int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (s < 0) return -1;
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(s, (struct sockaddr *)&address, length) || getsockname(s, (struct sockaddr *)&address, &length) ||
      listen(s, 4096))
    return closing(s);
  *port = ntohs(address.sin_port);
  return s;
}

int kernel_accept(int listener) {
  int s = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (s < 0) return -1;
  return no_delay(s) ? closing(s) : s;
}

int kernel_await(int socket, int milliseconds) {
  struct pollfd one = {.fd = socket, .events = POLLIN};
  return poll(&one, 1, milliseconds);
}

int kernel_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

int kernel_watch(int epoll, int socket, uint32_t token, bool for_room, bool is_new) {
  struct epoll_event event = {.events = EPOLLIN | (for_room ? EPOLLOUT : 0), .data.u32 = token};
  return epoll_ctl(epoll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
}

int kernel_wait(int epoll, struct kernel_ready *ready, int64_t nanoseconds) {
  struct epoll_event events[KERNEL_READY_MAXIMUM];
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  int count = epoll_pwait2(epoll, events, KERNEL_READY_MAXIMUM, nanoseconds < 0 ? NULL : &time, NULL);
  if (count < 0 && errno == EINTR) return 0;
  for (int i = 0; i < count; i++) {
    // An error or a hang-up is found by reading.
    ready[i].readable = events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR);
    ready[i].writable = events[i].events & EPOLLOUT;
    ready[i].token = events[i].data.u32;
  }
  return count;
}

int kernel_sharpen_timers(void) { return prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); }

bool kernel_is_memory(const char *directory) {
  struct statfs status;
  return statfs(directory, &status) == 0 && status.f_type == TMPFS_MAGIC;
}
