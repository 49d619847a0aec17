"""The wire, spoken with Google's protobuf: ids, frames, a connection. Of Vouch's own there is only Protos/ in it."""

import importlib
import pathlib
import random
import socket
import struct
import subprocess
import sys
import time

PROTOS = pathlib.Path(__file__).resolve().parent.parent.parent / "Protos"

# The generated messages, and the methods of the check manager, of shops and of carriers by name; there after `generate`.
pb = order = selling = distribution = None
METHODS, SHOP, CARRIER = {}, {}, {}

UNAVAILABLE, EXHAUSTED, UNAUTHENTICATED = 14, 8, 16
# How long a question waits for a manager that is away, in seconds.
PATIENCE = 20


class Lost(Exception):
    """The connection ended before the answer came."""


def generate(directory):
    """Has protoc write the messages into `directory`, and takes them from there."""
    global pb, order, selling, distribution
    files = [PROTOS / f"{name}.proto" for name in ("vouch", "order", "selling", "distribution")]
    subprocess.run(["protoc", f"--proto_path={PROTOS}", f"--python_out={directory}", *files], check=True)
    sys.path.insert(0, str(directory))
    pb, order, selling, distribution = map(importlib.import_module, ("vouch_pb2", "order_pb2", "selling_pb2", "distribution_pb2"))
    for table, module, service in (
            (METHODS, pb, "CheckManager"), (SHOP, selling, "SellingOffice"), (CARRIER, distribution, "Distribution")):
        for index, method in enumerate(module.DESCRIPTOR.services_by_name[service].methods):
            table[method.name] = Method(module, method, index)


class Method:
    def __init__(self, module, descriptor, index):
        self.name, self.index = descriptor.name, index
        self.request = getattr(module, descriptor.input_type.name)
        self.reply = getattr(module, descriptor.output_type.name)


def new_id(dice=random):
    """48 bits of milliseconds, then randomness, as UUID version 7."""
    tail = bytearray(dice.randbytes(10))
    tail[0] = 0x70 | tail[0] & 0x0F
    tail[2] = 0x80 | tail[2] & 0x3F
    return (time.time_ns() // 1_000_000).to_bytes(6, "big") + bytes(tail)


def connect(place, timeout):
    """A socket to a manager: at the path of a Unix socket, or wherever something else than a path connects to."""
    if not isinstance(place, str):
        return place.connect(timeout)
    connected = socket.socket(socket.AF_UNIX)
    connected.settimeout(timeout)
    try:
        connected.connect(place)
    except OSError:
        connected.close()
        raise
    return connected


class Connection:
    """A connection to a manager."""

    def __init__(self, place, timeout=60):
        try:
            self.socket = connect(place, timeout)
        except OSError as error:
            raise Lost(error) from None
        self.buffer = bytearray()

    def close(self):
        self.socket.close()

    def send(self, index, request, body):
        try:
            self.socket.sendall(struct.pack("<III", index, len(body), request) + body)
        except OSError as error:
            raise Lost(error) from None

    def receive(self):
        """The next reply: status, request id, message."""
        while True:
            if len(self.buffer) >= 16:
                status, _, length, request = struct.unpack_from("<IIII", self.buffer)
                if len(self.buffer) >= 16 + length:
                    body = bytes(self.buffer[16:16 + length])
                    del self.buffer[:16 + length]
                    return status, request, body
            try:
                part = self.socket.recv(1 << 16)
            except OSError as error:
                raise Lost(error) from None
            if not part:
                raise Lost("closed")
            self.buffer += part


class Asking:
    """One question after the other, each until it is answered."""

    def __init__(self, place, timeout=60, methods=METHODS):
        self.place, self.timeout, self.methods, self.connection, self.requests = place, timeout, methods, None, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.connection:
            self.connection.close()

    def once(self, name, message):
        """Status and reply of one attempt."""
        method = self.methods[name]
        if self.connection is None:
            self.connection = Connection(self.place, self.timeout)
        self.requests += 1
        try:
            self.connection.send(method.index, self.requests, message.SerializeToString())
            status, request, body = self.connection.receive()
        except Lost:
            self.connection.close()
            self.connection = None
            raise
        assert request == self.requests, "a reply answers another request"
        return status, method.reply.FromString(body) if status == 0 else None

    def ask(self, name, message=None):
        """The reply; tries for a while while the manager is away or busy."""
        message = message if message is not None else self.methods[name].request()
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                status, reply = self.once(name, message)
                if status == 0:
                    return reply
                if status not in (UNAVAILABLE, EXHAUSTED):
                    raise Failed(f"{name} got the status {status}")
            except Lost as loss:
                status = loss
            if time.monotonic() > deadline:
                raise Failed(f"{name} got no answer within {PATIENCE} s: {status}")
            time.sleep(0.02)

    def accepted(self, name, message=None):
        reply = self.ask(name, message)
        if reply.WhichOneof("outcome") != "accepted":
            raise Failed(f"{name} was not accepted: {reply}")
        return reply.accepted


class Failed(Exception):
    """Something came out otherwise than promised."""
