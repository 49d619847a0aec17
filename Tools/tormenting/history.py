"""What clients saw, written down by them as they see it: each request before it is sent, each answer when it came.

A history is a file outside of everything that is tormented. The clock is the machine's monotonic one, the same for all.
"""

import os
import struct
import time

import wire

CALL, REPLY, LOST = 1, 2, 3
HEADER = struct.Struct("<BBHIqI")


def wall():
    """What makes of a moment of histories one of the wall clock, in nanoseconds. The two clocks are read one after the other, so
    what counts is the reading in which least time passed between."""
    def read():
        before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        return after - before, wall - before

    return min(read() for _ in range(100))[1]


class Recorder:
    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, kind, number, method=0, status=0, body=b""):
        os.write(self.file, HEADER.pack(kind, status, method, number, time.monotonic_ns(), len(body)) + body)

    def close(self):
        os.fsync(self.file)
        os.close(self.file)


class Op:
    """One request of one client, with all the attempts that were made of it."""

    __slots__ = ("client", "number", "method", "request", "attempts", "returned", "status", "reply", "lost")

    def __init__(self, client, number, method, request, call):
        self.client, self.number, self.method, self.request = client, number, method, request
        # When each attempt was sent.
        self.attempts = [call]
        # When the answer came; never, and `reply` is None, where none did.
        self.returned, self.status, self.reply, self.lost = None, None, None, 0

    @property
    def call(self):
        return self.attempts[0]

    @property
    def outcome(self):
        return self.reply.WhichOneof("outcome") if self.reply is not None else None

    @property
    def receipt(self):
        """What a command took effect as; None where this is no command, or it did not."""
        if self.outcome != "accepted":
            return None
        if self.method == "IssueCheck":
            return self.reply.accepted.receipt
        return self.reply.accepted if self.method in COMMANDS else None

    @property
    def id(self):
        """The command's id; None for a question."""
        return getattr(self.request, COMMANDS[self.method]) if self.method in COMMANDS else None

    @property
    def key(self):
        """What makes it the same command as another; None for a question."""
        return key(self.method, self.request) if self.method in COMMANDS else None

    def __str__(self):
        answer = self.reply if self.reply is not None else f"no answer (status {self.status})"
        return f"client {self.client}, request {self.number}: {self.method} {{ {one_line(self.request)} }} → {one_line(answer)}"


# The methods that change something, with the field of their id.
COMMANDS = {"IssueCheck": "id"} | dict.fromkeys(
    ["PresentCheck", "ConfirmDelivery", "CollectCash", "FailDelivery", "ExtendCheck", "VoidCheck", "OpenDispute", "ResolveDispute",
     "RefundCheck", "Fund", "PayOut", "PayIn", "EnrolAccount", "UpdateAccount", "ForgetParty", "EnrolSeller", "EnrolDistributor",
     "SetStatus"], "command")


def key(method, request):
    """Where a command's id is looked for: among the checks, in the history of the check that it is about, or among the changes of
    the registries; an id that was used in one of these is a new one in another."""
    id = getattr(request, COMMANDS[method])
    return id, id if method == "IssueCheck" else getattr(request, "check", b"")


def key_of(entry):
    """The same of an entry of the journal."""
    return entry.command, entry.check


def one_line(message):
    return " ".join(str(message).split())


def read(path, client):
    """The requests in a file, in the order they were first sent."""
    names = {method.index: name for name, method in wire.METHODS.items()}
    with open(path, "rb") as file:
        data = file.read()
    ops, place = {}, 0
    while place + HEADER.size <= len(data):
        kind, status, index, number, at, length = HEADER.unpack_from(data, place)
        body = data[place + HEADER.size:place + HEADER.size + length]
        place += HEADER.size + length
        if kind == CALL and number not in ops:
            name = names[index]
            ops[number] = Op(client, number, name, wire.METHODS[name].request.FromString(body), at)
        elif kind == CALL:
            ops[number].attempts.append(at)
        elif kind == LOST:
            ops[number].lost += 1
        else:
            op = ops[number]
            op.returned, op.status = at, status
            op.reply = wire.METHODS[op.method].reply.FromString(body) if status == 0 else None
    return list(ops.values())
