"""Many connections of one process, none of which waits for another."""

import errno
import select
import socket
import struct
import time

import shared  # noqa: F401

REPLY = struct.Struct("<IIII")
# An end with a reset and nothing said, whatever is unread.
AT_ONCE = struct.pack("ii", 1, 0)
STATUSES = {0: "OK", 3: "INVALID_ARGUMENT", 7: "PERMISSION_DENIED", 8: "RESOURCE_EXHAUSTED", 12: "UNIMPLEMENTED",
            13: "INTERNAL", 14: "UNAVAILABLE", 16: "UNAUTHENTICATED"}
ENDS = (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN, errno.ECONNREFUSED, errno.ETIMEDOUT, errno.EHOSTUNREACH)


class One:
    """One connection of the crowd: what it has still to send, and what it has read that is no whole reply yet."""

    __slots__ = ("socket", "out", "sent", "rest", "is_closed", "answered", "connected")

    def __init__(self, opened):
        self.socket, self.out, self.sent, self.rest = opened, b"", 0, b""
        self.is_closed, self.answered, self.connected = False, 0, False


class Crowd:
    """`seen` counts what came of it, by name. `reads`: whether it takes what it is sent."""

    def __init__(self, place, seen, reads=True):
        self.place, self.seen, self.reads = place, seen, reads
        # By descriptor; whoever has gone has made room for another there.
        self.poll, self.all = select.epoll(), {}
        self.count = self.bytes_sent = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # -- coming and going

    def come(self, count, seconds=60, pace=256):
        """Opens so many more connections, a few at a time, as a listener's queue is only so long."""
        deadline = time.monotonic() + seconds
        for start in range(0, count, pace):
            new = [self.one() for _ in range(min(pace, count - start))]
            while any(not one.connected and not one.is_closed for one in new) and time.monotonic() < deadline:
                self.turn(0.05)
        self.turn(0)

    def one(self):
        opened = socket.socket(socket.AF_UNIX) if isinstance(self.place, str) else self.place.open()
        opened.setblocking(False)
        where = self.place if isinstance(self.place, str) else (self.place.host, self.place.port)
        one = One(opened)
        deadline = time.monotonic() + 10
        while True:
            try:
                opened.connect(where)
                one.connected = True
            except BlockingIOError as error:
                # A Unix socket's queue is full: it does not come by itself later.
                if error.errno == errno.EAGAIN and time.monotonic() < deadline:
                    self.turn(0.005)
                    continue
            except OSError:
                pass
            break
        self.count += 1
        self.all[opened.fileno()] = one
        self.poll.register(opened.fileno(), select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP)
        return one

    def adopt(self, connected):
        """Takes a connection in that was made elsewhere."""
        connected.setblocking(False)
        one = One(connected)
        one.connected = True
        self.count += 1
        self.all[connected.fileno()] = one
        self.poll.register(connected.fileno(), select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP)
        return one

    def leave(self, one, at_once=False):
        if one.is_closed:
            return
        one.is_closed = True
        try:
            self.poll.unregister(one.socket.fileno())
            if at_once:
                one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        except (OSError, ValueError):
            pass
        one.socket.close()

    def close(self):
        for one in list(self.all.values()):
            self.leave(one)
        self.poll.close()

    @property
    def here(self):
        return [one for one in self.all.values() if not one.is_closed]

    # -- what goes and comes

    def say(self, one, data):
        """Has it sent as soon as it goes."""
        if not one.is_closed:
            one.out = one.out[one.sent:] + data
            one.sent = 0
            self.poll.modify(one.socket.fileno(), select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP)

    def run(self, seconds, until=lambda: False):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not until():
            self.turn(0.02)

    def turn(self, seconds):
        for number, events in self.poll.poll(seconds, 4096):
            one = self.all[number]
            if one.is_closed:
                continue
            one.connected = True
            if events & select.EPOLLOUT:
                self.send(one)
            if not one.is_closed and self.reads and events & (select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR):
                self.read(one)
            elif not one.is_closed and events & (select.EPOLLHUP | select.EPOLLERR):
                self.gone(one)
            elif not one.is_closed and not self.reads and events & select.EPOLLRDHUP:
                self.gone(one)

    def send(self, one):
        if one.sent < len(one.out):
            try:
                sent = one.socket.send(memoryview(one.out)[one.sent:one.sent + (1 << 20)])
                one.sent += sent
                self.bytes_sent += sent
            except BlockingIOError:
                return
            except OSError:
                return self.gone(one)
        if one.sent >= len(one.out):
            one.out, one.sent = b"", 0
            # Level-triggered: else it would be told for ever that it may send.
            self.poll.modify(one.socket.fileno(), (select.EPOLLIN if self.reads else 0) | select.EPOLLRDHUP)

    def read(self, one):
        try:
            data = one.socket.recv(1 << 18)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            return self.gone(one)
        if not data:
            return self.gone(one)
        self.take(one, data)

    def take(self, one, data):
        """Counts the replies by their status."""
        data, place = one.rest + data, 0
        while len(data) - place >= REPLY.size:
            status, _, length, _ = REPLY.unpack_from(data, place)
            if len(data) - place < REPLY.size + length:
                break
            place += REPLY.size + length
            one.answered += 1
            self.seen[STATUSES.get(status, f"status {status}")] += 1
        one.rest = data[place:]

    def gone(self, one):
        """The other side has ended it."""
        self.seen["closed by vouchd"] += 1
        self.leave(one)
