// One thread and one loop: read all that is ready, judge it, make it durable together, and only then answer. While a sync
// runs, the next group gathers in the sockets.
#define _GNU_SOURCE
#include "bare.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "state.h"

// A signal that comes just before a wait is seen after it.
enum { WAIT_MILLISECONDS = 200 };
enum { EVENTS = 512, CONNECTIONS = 32768, STATUS_UNIMPLEMENTED = 12, STATUS_INVALID = 3, STATUS_EXHAUSTED = 8 };
// A frame is never longer.
enum { IN_ROOM = 1 << 20 };

struct buffer {
  uint8_t *bytes;
  size_t filled, room;
};

struct connection {
  struct buffer in, out;
  size_t sent;
  bool waits_for_room, is_touched;
};

struct bare {
  uint32_t reply_bytes;
  struct state *state;
  struct log log;
  int epoll, listener;
  struct connection *connections[CONNECTIONS];
  int touched[CONNECTIONS];
  int touched_count;
  uint64_t now;
  struct answer answers[BATCH_MAXIMUM];
};

static volatile sig_atomic_t is_over;

static void end(int number) {
  (void)number;
  is_over = 1;
}

static bool make_room(struct buffer *buffer, size_t more) {
  if (buffer->room - buffer->filled >= more) return true;
  size_t room = buffer->room ? buffer->room : 1 << 16;
  while (room - buffer->filled < more) room *= 2;
  uint8_t *bytes = realloc(buffer->bytes, room);
  if (!bytes) return false;
  buffer->bytes = bytes;
  buffer->room = room;
  return true;
}

static void drop(struct bare *bare, int socket) {
  struct connection *line = bare->connections[socket];
  bare->connections[socket] = NULL;
  free(line->in.bytes);
  free(line->out.bytes);
  free(line);
  close(socket);
}

static void watch(struct bare *bare, int socket, bool for_room, int operation) {
  struct epoll_event event = {.events = EPOLLIN | (for_room ? EPOLLOUT : 0), .data.fd = socket};
  epoll_ctl(bare->epoll, operation, socket, &event);
}

static void welcome(struct bare *bare) {
  int one = 1, socket = accept4(bare->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) return;
  struct connection *line = socket < CONNECTIONS ? calloc(1, sizeof *line) : NULL;
  if (!line) {
    close(socket);
    return;
  }
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  bare->connections[socket] = line;
  watch(bare, socket, false, EPOLL_CTL_ADD);
}

// Judges the items of a batch in their order and appends its reply. All of them stand in the log's one group.
static bool judge_batch(struct bare *bare, struct connection *line, const uint8_t *frame, uint32_t length) {
  uint32_t method, request;
  memcpy(&method, frame, 4);
  memcpy(&request, frame + 8, 4);
  const uint8_t *message = frame + REQUEST_HEADER;
  const int found = count_items(message, length);
  const uint32_t count = found > 0 ? (uint32_t)found : 0;
  if (!make_room(&line->out, REPLY_HEADER + 64 + (size_t)count * 80)) return false;
  uint8_t *to = line->out.bytes + line->out.filled, *after;
  struct log *log = &bare->log;
  if (count == 0 || count > BATCH_MAXIMUM) {
    after = write_status(to, method, request, STATUS_INVALID);
  } else if (method == METHOD_ISSUES && !state_has_room(bare->state, count)) {
    after = write_status(to, method, request, STATUS_EXHAUSTED);
  } else {
    if (LOG_GROUP_MAXIMUM - log->filled < (size_t)count * RECORD_MAXIMUM && log_sync(log, bare->now)) return false;
    log->filled += state_judge(bare->state, method == METHOD_ISSUES, message, length, bare->now,
                               log->group + log->filled, bare->answers);
    after = write_batch_reply(to, method, request, bare->answers, count);
  }
  line->out.filled += (size_t)(after - to);
  return true;
}

// Judges one frame and appends its reply: nothing leaves yet.
static bool judge(struct bare *bare, struct connection *line, const uint8_t *frame, uint32_t length) {
  uint32_t method, request;
  memcpy(&method, frame, 4);
  memcpy(&request, frame + 8, 4);
  if (method == METHOD_ISSUES || method == METHOD_PRESENTS) return judge_batch(bare, line, frame, length);
  const uint8_t *message = frame + REQUEST_HEADER;
  if (!make_room(&line->out, bare->reply_bytes + 256)) return false;
  struct log *log = &bare->log;
  if (LOG_GROUP_MAXIMUM - log->filled < RECORD_MAXIMUM && log_sync(log, bare->now)) return false;

  uint8_t *to = line->out.bytes + line->out.filled, *after;
  struct demand demand;
  struct answer answer;
  bool is_issue = method == METHOD_ISSUE;
  if (!is_issue && method != METHOD_PRESENT) {
    after = write_status(to, method, request, STATUS_UNIMPLEMENTED);
  } else if (!(is_issue ? read_issue : read_present)(message, length, &demand)) {
    after = write_status(to, method, request, STATUS_INVALID);
  } else if (is_issue && !state_has_room(bare->state, 1)) {
    after = write_status(to, method, request, STATUS_EXHAUSTED);
  } else {
    log->filled += (is_issue ? state_issue : state_present)(bare->state, &demand, bare->now,
                                                             log->group + log->filled, &answer);
    after = write_reply(to, method, request, &demand, &answer, bare->reply_bytes);
  }
  line->out.filled += (size_t)(after - to);
  return true;
}

// Reads what waits on a connection and judges all whole frames. False: the connection is to end, or all is.
static bool serve(struct bare *bare, struct connection *line, int socket) {
  struct buffer *in = &line->in;
  if (!make_room(in, in->filled < IN_ROOM / 2 ? 1 << 16 : IN_ROOM)) return false;
  ssize_t count = recv(socket, in->bytes + in->filled, in->room - in->filled, 0);
  if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
  in->filled += (size_t)count;
  size_t start = 0;
  while (in->filled - start >= REQUEST_HEADER) {
    uint32_t length;
    memcpy(&length, in->bytes + start + 4, 4);
    if (length > IN_ROOM) return false;
    if (in->filled - start - REQUEST_HEADER < length) break;
    if (!judge(bare, line, in->bytes + start, length)) return false;
    start += REQUEST_HEADER + length;
  }
  in->filled -= start;
  if (start > 0) memmove(in->bytes, in->bytes + start, in->filled);
  return true;
}

static void touch(struct bare *bare, int socket) {
  struct connection *line = bare->connections[socket];
  if (line->is_touched) return;
  line->is_touched = true;
  bare->touched[bare->touched_count++] = socket;
}

static void send_touched(struct bare *bare) {
  for (int number = 0; number < bare->touched_count; number++) {
    int socket = bare->touched[number];
    struct connection *line = bare->connections[socket];
    if (!line) continue;
    line->is_touched = false;
    struct buffer *out = &line->out;
    if (out->filled == 0) continue;
    ssize_t count = send(socket, out->bytes + line->sent, out->filled - line->sent, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
      drop(bare, socket);
      continue;
    }
    if (count > 0) line->sent += (size_t)count;
    bool is_rest = line->sent < out->filled;
    if (!is_rest) line->sent = out->filled = 0;
    if (is_rest != line->waits_for_room) watch(bare, socket, is_rest, EPOLL_CTL_MOD);
    line->waits_for_room = is_rest;
  }
  bare->touched_count = 0;
}

static uint64_t wall(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static int loop(struct bare *bare) {
  struct epoll_event events[EVENTS];
  while (!is_over) {
    int count = epoll_wait(bare->epoll, events, EVENTS, WAIT_MILLISECONDS);
    if (count < 0 && errno != EINTR) return errno;
    uint64_t now = wall();
    if (now > bare->now) bare->now = now;
    for (int number = 0; number < count; number++) {
      int socket = events[number].data.fd;
      if (socket == bare->listener) {
        welcome(bare);
      } else if (!bare->connections[socket]) {
        continue;
      } else if (events[number].events & ~EPOLLOUT && !serve(bare, bare->connections[socket], socket)) {
        drop(bare, socket);
      } else {
        touch(bare, socket);
      }
    }
    if (log_sync(&bare->log, bare->now)) return errno;
    send_touched(bare);
  }
  return 0;
}

struct bare *bare_open(int listener, const struct bare_settings *settings) {
  struct bare *bare = calloc(1, sizeof *bare);
  if (!bare) return NULL;
  bare->reply_bytes = settings->reply_bytes;
  bare->listener = listener;
  bare->state = state_create(settings);
  if (!bare->state) {
    errno = ENOMEM;
    return NULL;
  }
  if (log_open(&bare->log, settings->log)) return NULL;
  bare->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (bare->epoll < 0) return NULL;
  watch(bare, listener, false, EPOLL_CTL_ADD);
  return bare;
}

int bare_serve(struct bare *bare, struct bare_books *books) {
  // Without SA_RESTART: a wait ends.
  struct sigaction action = {.sa_handler = end};
  sigaction(SIGTERM, &action, NULL);
  int failure = loop(bare);
  state_books(bare->state, books);
  return failure;
}
