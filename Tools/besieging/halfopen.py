"""Half-open TCP: the other side is gone, and no FIN and no RST ever says so. In network namespaces of their own."""

import ctypes
import os
import signal
import subprocess

import shared  # noqa: F401
import wire
from honest import FORKING
from idling import IDLE_BYTES
from judge import Bounds
from places import Impossible
from siege import siege
from slow import STRANGER_BYTES
from ways import frame

NEW_NETWORK = 0x40000000
NEAR, FAR = "198.18.0.1", "198.18.0.2"


def libc(name, *arguments):
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
        raise Impossible(f"{name}: {os.strerror(ctypes.get_errno())}")


class Network:
    """A network of its own: a process that does nothing but be in it. It ends with that process."""

    def __init__(self):
        if os.geteuid() != 0:
            raise Impossible("a network of its own needs root")
        ready, is_ready = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                libc("unshare", NEW_NETWORK)
                os.write(is_ready, b"y")
                signal.pause()
            except Impossible as reason:
                os.write(is_ready, str(reason).encode())
            finally:
                os._exit(0)
        os.close(is_ready)
        said = os.read(ready, 200)
        os.close(ready)
        if said != b"y":
            self.end()
            raise Impossible(said.decode() or "there are no network namespaces here")

    def enter(self):
        """This process is in it from now on."""
        file = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
        libc("setns", file, NEW_NETWORK)
        os.close(file)

    def run(self, *words):
        done = subprocess.run(["nsenter", f"--net=/proc/{self.pid}/ns/net", *map(str, words)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Impossible(f"{' '.join(words)}: {done.stderr.strip()}")

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def join(near, far):
    """A cable between the two."""
    near.run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(far.pid))
    for network, name, address in ((near, "near", NEAR), (far, "far", FAR)):
        network.run("ip", "address", "add", f"{address}/30", "dev", name)
        network.run("ip", "link", "set", name, "up")
        network.run("ip", "link", "set", "lo", "up")


def besiege(network, known, unknown, count, saying, cut):
    """In a process in the other network: connections in every state, and then nothing is heard of them again."""
    network.enter()
    pb, kept = wire.pb, []
    try:
        for number in range(count):
            way = unknown if number % 3 == 0 else known
            if number % 3 == 0:
                # In the middle of a handshake.
                opened = way.open()
                opened.settimeout(30)
                opened.connect((way.host, way.port))
                opened.sendall(way.hello()[:100])
                kept.append(opened)
                continue
            connection = wire.Connection(known, 30)
            connection.send(wire.METHODS["GetStatus"].index, 1, b"")
            connection.receive()
            kept.append(connection)
            if number % 3 == 2:
                # In the middle of a frame.
                connection.socket.sendall(frame("GetStatus", 1, bytes(500))[:200])
        saying.send("joined")
        cut.wait()
        # Answers that will not arrive are owed to these when the cable is out.
        for connection in kept:
            if isinstance(connection, wire.Connection):
                connection.socket.sendall(frame("ReadJournal", 2, pb.ReadJournalRequest(limit=1000)))
        saying.send("asked")
        signal.pause()
    except (wire.Lost, OSError) as error:
        saying.send(f"{type(error).__name__}: {error}")


@siege("half-open", "TCP over a cable that is taken out: no end of a connection is ever heard of", needs=["ip", "nsenter"])
def half_open(siege):
    """Strangers go when a handshake has taken too long, the known when they have been silent for too long; also where answers
    are owed to them that nobody acknowledges."""
    near, far = siege.open.enter_context(networks()), siege.open.enter_context(networks())
    join(near, far)
    siege.host = NEAR
    # The one is shorter than a handshake may take, the other longer.
    idle_seconds = 2 if siege.is_short else 12
    siege.start("--idle-seconds", idle_seconds, secured=True, network=near)
    honest = siege.way(siege.CUSTOMER, secured=True)
    siege.begin(honest, before=near.enter)
    count = 90 if siege.is_short else 600
    hearing, saying = FORKING.Pipe(duplex=False)
    cut = FORKING.Event()
    known, unknown = siege.way(["terminal/RICH-1", "auditor"], secured=True), siege.way(secured=True)
    crowd = FORKING.Process(target=besiege, args=(far, known, unknown, count, saying, cut), daemon=True)
    crowd.start()
    siege.open.callback(crowd.kill)
    hear(hearing, "joined")
    opened = siege.meter.descriptors() - siege.meter.base_descriptors
    siege.seen["open when the cable is out"] = opened
    cut.set()
    hear(hearing, "asked")
    far.run("ip", "link", "set", "far", "down")
    # Whoever is killed now would say so; nobody hears it.
    crowd.kill()
    siege.hold(0.5)
    siege.seen["still open a moment later"] = siege.meter.descriptors() - siege.meter.base_descriptors
    left = siege.meter.descriptors_within(siege.meter.base_descriptors + 4, 40)
    siege.seen["never heard of again"] = left - siege.meter.base_descriptors if left > siege.meter.base_descriptors + 4 else 0
    siege.end_of_siege()
    siege.sent = f"{count} connections, a third each in a handshake, known, and within a frame"
    siege.finish(Bounds(count * (STRANGER_BYTES + IDLE_BYTES), count,
                        f"{count} connections, `handshake` 10 s, `idle_seconds` {idle_seconds}",
                        {"open when the cable is out": count - 20, "still open a moment later": count // 2},
                        never=["never heard of again"]))


class networks:
    """A network for as long as it lasts."""

    def __enter__(self):
        self.network = Network()
        return self.network

    def __exit__(self, *_):
        self.network.end()


def hear(hearing, word):
    if not hearing.poll(60):
        raise wire.Failed("the crowd on the other side of the cable says nothing")
    said = hearing.recv()
    if said != word:
        raise wire.Failed(f"the crowd on the other side of the cable failed: {said}")
