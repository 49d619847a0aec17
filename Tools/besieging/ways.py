"""Ways to a manager other than a Unix socket: plain TCP, TLS with a certificate or with none."""

import random
import socket
import ssl

import shared  # noqa: F401  (makes `wire` importable)
import wire


def free_port():
    """A port on loopback that stays one's own while nobody listens there: below those that the kernel gives out."""
    while True:
        port = random.randrange(10_000, 32_768)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Plain:
    """TCP. `buffer`: how much the kernel keeps for who does not read, in bytes."""

    def __init__(self, host, port, buffer=None):
        self.host, self.port, self.buffer = host, port, buffer

    def open(self):
        """A socket that is not connected yet."""
        opened = socket.socket(socket.AF_INET)
        if self.buffer:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.buffer)
        return opened

    def connect(self, timeout):
        opened = self.open()
        opened.settimeout(timeout)
        try:
            opened.connect((self.host, self.port))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self.secure(opened)
        except OSError:
            opened.close()
            raise

    def secure(self, opened):
        return opened


class Secure(Plain):
    """TLS 1.3. `identity`: the directory of a certificate; None: it is asked for one and has none."""

    def __init__(self, host, port, authority, identity=None, buffer=None):
        super().__init__(host, port, buffer)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        # Machines' names in certificates are passed over, here as everywhere.
        self.context.check_hostname = False
        self.context.load_verify_locations(authority)
        self.context.set_alpn_protocols(["vouch/1"])
        if identity:
            self.context.load_cert_chain(identity / "certificate.pem", identity / "key.pem")

    def secure(self, opened):
        return self.context.wrap_socket(opened)

    def hello(self):
        """The first bytes of a handshake, as they go over the wire."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        try:
            self.context.wrap_bio(incoming, outgoing).do_handshake()
        except ssl.SSLWantReadError:
            pass
        return outgoing.read()


def frame(name, number, message=b""):
    """A request as it goes over the wire."""
    body = message if isinstance(message, bytes) else message.SerializeToString()
    return wire.struct.pack("<III", wire.METHODS[name].index, len(body), number) + body
