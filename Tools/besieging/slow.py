"""Slowloris: what takes for ever to be said, a byte at a time; and what is never said to its end."""

import time

import shared  # noqa: F401
import wire
from crowd import Crowd
from idling import IDLE_BYTES
from judge import Bounds
from siege import siege
from ways import frame

# How many at once, in a full run and in a short one.
MANY, FEW = 2000, 400
STRANGERS, HANDSHAKE_SECONDS, HANDSHAKE_BYTES = 512, 10, 64 << 10
FRAME_BYTES = 1 << 20
# A TLS connection in the middle of its handshake: two contexts, its buffers, and what it has sent.
STRANGER_BYTES = HANDSHAKE_BYTES + (160 << 10)


def drip(crowd, data, seconds, pause=0.05):
    """Has each say one byte of it after the other until the time is over. How many bytes each has said."""
    deadline, place = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        for one in crowd.here:
            crowd.say(one, data[place:place + 1])
        place = (place + 1) % len(data)
        crowd.run(pause)
    return place


@siege("slow-handshake", "a TLS handshake a byte at a time, by more strangers than there are places")
def slow_handshake(siege):
    """The oldest stranger makes room for the newest; whoever stays is told after ten seconds that it took too long."""
    siege.start(secured=True)
    way = siege.way(secured=True)
    siege.begin(siege.way(siege.CUSTOMER, secured=True))
    count, hello = MANY if not siege.is_short else 2 * STRANGERS, way.hello()
    reached = {"closed by vouchd": count - STRANGERS if siege.is_short else count, "log: oldest stranger": 1}
    with Crowd(way, siege.seen) as crowd:
        crowd.come(count)
        drip(crowd, hello, 1 if siege.is_short else HANDSHAKE_SECONDS + 3)
        crowd.run(HANDSHAKE_SECONDS + 5, until=lambda: siege.seen["closed by vouchd"] >= reached["closed by vouchd"])
        siege.end_of_siege()
        siege.sent = f"{count:,} strangers, {crowd.bytes_sent:,} bytes"
    siege.finish(Bounds(STRANGERS * STRANGER_BYTES, STRANGERS, f"`strangers` is {STRANGERS}, `handshakeBytes` {HANDSHAKE_BYTES >> 10} KiB",
                        reached))


@siege("slow-handshake-late", "the same by fewer than there are places: none is kept for longer than a handshake may take", short=False)
def slow_handshake_late(siege):
    siege.start(secured=True)
    way = siege.way(secured=True)
    siege.begin(siege.way(siege.CUSTOMER, secured=True))
    count = STRANGERS // 2
    with Crowd(way, siege.seen) as crowd:
        crowd.come(count)
        drip(crowd, way.hello(), HANDSHAKE_SECONDS + 1)
        crowd.run(5, until=lambda: siege.seen["closed by vouchd"] >= count)
        siege.end_of_siege()
        siege.sent = f"{count:,} strangers, {crowd.bytes_sent:,} bytes"
    siege.finish(Bounds(count * STRANGER_BYTES, count, f"`handshake` is {HANDSHAKE_SECONDS} s",
                        {"closed by vouchd": count, "log: handshake too long": 1}))


@siege("slow-header", "a frame's header a byte at a time: it is answered when it is whole, and nobody waits for it")
def slow_header(siege):
    siege.start()
    siege.begin(siege.way())
    count, question = MANY if not siege.is_short else FEW, frame("GetStatus", 7)
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        for place in range(len(question) - 1):
            for one in crowd.here:
                crowd.say(one, question[place:place + 1])
            crowd.run(0.1 if siege.is_short else 0.4)
        siege.end_of_siege()
        early = siege.seen["OK"]
        for one in crowd.here:
            crowd.say(one, question[-1:])
        crowd.run(30, until=lambda: siege.seen["OK"] >= count)
        siege.sent = f"{count:,} headers, {crowd.bytes_sent:,} bytes"
    siege.seen["answered too early"] = early
    siege.finish(Bounds(count * IDLE_BYTES, count, f"{count:,} connections, each with less than a header",
                        {"OK": count}, never=["answered too early", "closed by vouchd"]))


@siege("slow-body", "a frame's body a byte at a time, its header promising as much as is taken")
def slow_body(siege):
    siege.start()
    siege.begin(siege.way())
    count = MANY if not siege.is_short else FEW
    promised = wire.struct.pack("<III", wire.METHODS["GetStatus"].index, FRAME_BYTES, 7)
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        for one in crowd.here:
            crowd.say(one, promised)
        drip(crowd, b"\x0a", 1 if siege.is_short else 6)
        siege.end_of_siege()
        siege.sent = f"{count:,} bodies of 1 MiB promised, {crowd.bytes_sent:,} bytes"
    siege.finish(Bounds(count * IDLE_BYTES, count, f"{count:,} connections; what is promised takes no room, only what has come",
                        never=["closed by vouchd", "OK"]))


@siege("half-frames", "frames of a megabyte that lack their last byte")
def half_frames(siege):
    """What has come of a frame is kept until it is whole: each connection may hold one."""
    siege.start()
    siege.begin(siege.way())
    count = 256 if not siege.is_short else 64
    body = wire.struct.pack("<III", wire.METHODS["GetStatus"].index, FRAME_BYTES, 7) + b"\xc2\x3e\xfc\xff\x3f" + bytes(FRAME_BYTES - 6)
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        for one in crowd.here:
            crowd.say(one, body)
        crowd.run(60, until=lambda: crowd.bytes_sent >= count * len(body))
        siege.hold(0.5)
        siege.end_of_siege()
        siege.sent = f"{count:,} × 1 MiB less a byte"
    siege.finish(Bounds(count * 2 * FRAME_BYTES, count, f"{count:,} connections of `frameBytes`, in buffers that double as they grow",
                        never=["closed by vouchd", "OK"]))
