"""Relays between programs: each frame passes through here, and somebody may look at it, hold it, or let its sender die."""

import pathlib
import re
import socket
import ssl
import struct
import threading

PROTOS = pathlib.Path(__file__).resolve().parent.parent.parent / "Protos"

# A request's head: method, length, id. A reply's: status, method, length, id. Little-endian, as vouch.proto says.
REQUEST, REPLY = struct.Struct("<3I"), struct.Struct("<4I")


def methods(proto):
    """The names of a service's methods; a frame names one by its place."""
    return re.findall(r"^  rpc (\w+) ", (PROTOS / proto).read_text(), re.MULTILINE)


def dial(endpoint, identity):
    """Connects to HOST:PORT by TLS, as whom the directory shows."""
    rules = ssl.create_default_context(cafile=identity / "authority.pem")
    rules.load_cert_chain(identity / "certificate.pem", identity / "key.pem")
    rules.set_alpn_protocols(["vouch/1"])
    host, port = endpoint.rsplit(":", 1)
    return rules.wrap_socket(socket.create_connection((host, int(port))), server_hostname=host)


def read_frame(stream, head):
    """One frame: its method and its bytes. None at the stream's end."""
    bytes_of_head = stream.read(head.size)
    if len(bytes_of_head) < head.size:
        return None
    *_, method, length, _ = head.unpack(bytes_of_head)
    body = stream.read(length)
    return (method, bytes_of_head + body) if len(body) == length else None


class Relay:
    """Listens at a Unix socket and passes everything on to a peer by TLS, wherever that is by then.

    `identity(process)` says as whom: it has the callers' keys, so that it sees the frames they send.

    `look(process, method, moment)` is called at three moments of each call: before the peer has heard it, when the peer
    has answered, and when the answer is with the caller. Where it says False, the connection ends there.
    """

    BEFORE, AMID, AFTER = MOMENTS = ("before", "amid", "after")

    def __init__(self, path, peer, proto, identity, look=lambda *_: True):
        self.endpoint, self.peer, self.methods, self.look = f"unix:{path}", peer, methods(proto), look
        self.identity = identity
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        # Closed, it holds every request until it is opened again.
        self.gate = threading.Event()
        self.gate.set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(near,), daemon=True).start()

    def connect(self, near):
        process, *_ = struct.unpack("3i", near.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        try:
            far = dial(self.peer(), self.identity(process))
        except OSError:
            return near.close()
        threading.Thread(target=self.carry, args=(self.requests, near, far, process), daemon=True).start()
        self.carry(self.replies, near, far, process)

    def carry(self, frames, near, far, process):
        """Carries frames one way until there are no more, or somebody is gone; then both sides hear of it."""
        try:
            frames(near, far, process)
        except OSError:
            pass
        for end in (near, far):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def requests(self, near, far, process):
        stream = near.makefile("rb")
        while (frame := read_frame(stream, REQUEST)) and self.look(process, self.methods[frame[0]], self.BEFORE):
            self.gate.wait()
            far.sendall(frame[1])

    def replies(self, near, far, process):
        stream = far.makefile("rb")
        while (frame := read_frame(stream, REPLY)) and self.look(process, self.methods[frame[0]], self.AMID):
            near.sendall(frame[1])
            if not self.look(process, self.methods[frame[0]], self.AFTER):
                return
