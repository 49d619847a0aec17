"""Sieges by whoever nobody knows: handshakes without end, keys by guessing, and what is no TLS."""

import contextlib
import threading
import time

import shared  # noqa: F401
import wire
from crowd import Crowd
from judge import Bounds
from siege import siege
from slow import HANDSHAKE_BYTES, STRANGER_BYTES, STRANGERS
from ways import frame

HANDSHAKERS = 8


def storm(siege, threads, body):
    """Has threads do it until the time is over; what they saw is counted."""
    end = time.monotonic() + (1 if siege.is_short else 8)
    lock = threading.Lock()

    def run(number):
        while time.monotonic() < end:
            name = body(number)
            with lock:
                siege.seen[name] += 1

    workers = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@siege("handshakes", "whole handshakes without a certificate, one after the other, as fast as they go")
def handshakes(siege):
    siege.start(secured=True)
    siege.begin(siege.way(siege.CUSTOMER, secured=True))
    way = siege.way(secured=True)

    def shake(_):
        try:
            with way.connect(30) as opened:
                # TLS 1.3: that it is refused comes after the client's side is done.
                opened.sendall(frame("GetStatus", 1))
                return "handshake refused" if opened.recv(16) == b"" else "handshake without a certificate served"
        except OSError:
            return "handshake refused"

    storm(siege, HANDSHAKERS, shake)
    siege.end_of_siege()
    siege.sent = f"{siege.seen['handshake refused']:,} handshakes"
    # A refused connection is read from for a second more.
    siege.finish(Bounds(STRANGERS * STRANGER_BYTES, STRANGERS, f"`strangers` is {STRANGERS}",
                        {"handshake refused": 10}, never=["handshake without a certificate served"]))


@siege("hang-ups", "connections that are reset at once, at every stage of a handshake")
def hang_ups(siege):
    siege.start(secured=True)
    siege.begin(siege.way(siege.CUSTOMER, secured=True))
    way, rounds = siege.way(secured=True), 6 if siege.is_short else 30
    hello, known = way.hello(), 0
    for _ in range(rounds):
        with Crowd(way, siege.seen) as crowd:
            crowd.come(200)
            for one in crowd.here:
                crowd.say(one, hello[:siege.dice.choice([0, 1, 5, 100, len(hello) - 1, len(hello)])])
            crowd.run(0.02)
            for one in crowd.here:
                crowd.leave(one, at_once=siege.dice.random() < 0.7)
                known += 1
    siege.end_of_siege()
    siege.sent = f"{known:,} connections given up"
    siege.finish(Bounds(STRANGERS * STRANGER_BYTES, STRANGERS, f"`strangers` is {STRANGERS}"))


@siege("no-tls", "frames, rubbish and too many bytes where TLS is spoken, and TLS where there is none")
def no_tls(siege):
    siege.start(secured=True)
    siege.begin(siege.way(siege.CUSTOMER, secured=True))
    way, count = siege.way(secured=True), 500 if siege.is_short else 3000
    # A record of TLS that is longer than any, without end.
    flood = b"\x16\x03\x01\x40\x00" + bytes(16384)
    says = [frame("GetStatus", 1), b"GET / HTTP/1.1\r\n\r\n", siege.dice.randbytes(300), flood * 6,
            b"\x16\x03\x01\xff\xff" + siege.dice.randbytes(2000)]
    for start in range(0, count, 250):
        with Crowd(way, siege.seen) as crowd:
            crowd.come(250)
            for one in crowd.here:
                crowd.say(one, siege.dice.choice(says))
            crowd.run(15, until=lambda: siege.seen["closed by vouchd"] >= start + 250)
    siege.end_of_siege()
    siege.sent = f"{count:,} connections"
    siege.finish(Bounds(STRANGERS * STRANGER_BYTES, STRANGERS, f"`strangers` is {STRANGERS}, `handshakeBytes` {HANDSHAKE_BYTES >> 10} KiB",
                        {"closed by vouchd": count, "log: no TLS": 1}))


@siege("guesses", "wrong keys without end, by strangers who say first who they are")
def guesses(siege):
    """Each wrong key is answered late, and after three its connection is closed. The honest client has a certificate."""
    siege.start("--callers", "key", secured=True)
    siege.begin(siege.way(siege.CUSTOMER, secured=True))
    way = siege.way(secured=True)

    def guess(_):
        """Five in one breath. What comes after the third is not judged, and then the connection ends."""
        answers = []
        try:
            with contextlib.closing(wire.Connection(way, 30)) as connection:
                for at in range(5):
                    key = "vouch_" + "".join(siege.dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=70))
                    connection.send(wire.METHODS["Authenticate"].index, at, wire.pb.AuthenticateRequest(key=key).SerializeToString())
                while True:
                    answers.append(connection.receive()[0])
        except (wire.Lost, OSError):
            if set(answers) - {wire.UNAUTHENTICATED}:
                return f"a guess got the status {max(answers)}"
            return "guesser closed" if answers else "guesser not answered"

    storm(siege, 24, guess)
    siege.end_of_siege()
    siege.sent = f"{siege.seen['guesser closed']:,} × 5 keys"
    siege.finish(Bounds(STRANGERS * STRANGER_BYTES, STRANGERS, f"`wrongKeys` is 3, `strangers` {STRANGERS}",
                        {"guesser closed": 24, "log: wrong key": 1}, never=["a guess got the status 0", "guesser not answered"]))
