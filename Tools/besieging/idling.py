"""Sieges by number: connections that do nothing, and more of them than are taken."""

import time

import shared  # noqa: F401
import wire
from crowd import Crowd
from honest import HANG
from judge import Bounds
from meter import MIB
from siege import siege
from ways import frame

# What a connection that does nothing may take: its channel, its handlers, and the buffer that it is read into.
IDLE_BYTES = 16 << 10
TEN_THOUSAND, USUAL = 10_000, 4096
# Of three thousand checks each: more than a segment of the log takes.
BATCHES = 8


@siege("idle", "10,000 connections that say nothing, where so many may be, then each asks once")
def idle(siege):
    count = TEN_THOUSAND if not siege.is_short else 2500
    siege.start("--connections", count + 100)
    siege.begin(siege.way())
    with Crowd(siege.way(), siege.seen) as over_tcp, Crowd(siege.daemon.socket, siege.seen) as over_unix:
        over_tcp.come(count // 2)
        over_unix.come(count // 2)
        siege.hold(5 if not siege.is_short else 0.5)
        here = over_tcp.here + over_unix.here
        for crowd in (over_tcp, over_unix):
            for one in crowd.here:
                crowd.say(one, frame("GetStatus", 1))
        end = time.monotonic() + 60
        while time.monotonic() < end and any(one.answered == 0 and not one.is_closed for one in here):
            over_tcp.turn(0.01)
            over_unix.turn(0.01)
        siege.end_of_siege()
        siege.sent = f"{over_tcp.count:,} by TCP, {over_unix.count:,} by Unix socket"
    siege.finish(Bounds(count * IDLE_BYTES, count, f"{count:,} connections of {IDLE_BYTES >> 10} KiB",
                        reached={"OK": count}, never=["closed by vouchd"]))


@siege("past-connections", "10,000 connections where 4,096 are taken: more are closed at once, who is there is served")
def past_connections(siege):
    count, usual = (TEN_THOUSAND, USUAL) if not siege.is_short else (1500, 1024)
    siege.start("--connections", usual)
    # Nobody new gets in: that is the bound. Who was there before goes on.
    siege.begin(siege.way(), newcomer=False)
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        crowd.run(20, until=lambda: siege.seen["closed by vouchd"] >= count - usual)
        siege.hold(3 if not siege.is_short else 0.2)
        siege.end_of_siege()
        siege.sent = f"{crowd.count:,} connections, {len(crowd.here):,} taken"
    siege.finish(Bounds(usual * IDLE_BYTES, usual, f"`connections` is {usual:,}",
                        reached={"closed by vouchd": count - usual, "log: too many connections": 1}))


@siege("few-descriptors", "more connections than vouchd may open files: none of its own goes short of them", needs=["prlimit"])
def few_descriptors(siege):
    """`connections` says 4,096, and the system lets it open 256 files. Whoever is turned away for it must not cost the ledger
    what it needs itself: a new segment of the log, a fold."""
    limit = 256
    siege.start(limit=limit)
    siege.begin(siege.daemon.socket, newcomer=False)
    with wire.Asking(siege.daemon.socket, timeout=HANG) as work, Crowd(siege.way(), siege.seen) as crowd:
        work.accepted("GetStatus")
        crowd.come(4 * limit, seconds=5)
        for _ in range(BATCHES):
            try:
                status, reply = work.once("IssueChecks", demands(3000))
            except wire.Lost:
                siege.seen["work was cut off"] += 1
                break
            siege.seen["work done" if status == 0 and len(reply.accepted.entries) == 3000 else "work not done"] += 1
        crowd.run(10, until=lambda: siege.seen["closed by vouchd"] >= 3 * limit)
        siege.end_of_siege()
        siege.sent = f"{crowd.count:,} connections, {len(crowd.here):,} taken; {BATCHES * 3000:,} checks"
    siege.finish(Bounds(64 * MIB, limit, f"the system lets it open {limit} files; some checks are in memory until they are folded",
                        reached={"log: fewer connections": 1, "log: too many connections": 1, "closed by vouchd": 3 * limit,
                                 "work done": BATCHES},
                        never=["work not done", "work was cut off"]))


def demands(count):
    """A batch that takes a megabyte of the log."""
    pb = wire.pb
    terms = pb.CheckTerms(drawer="RICH-1", payee="SHOP-1", amount=1, currency="EUR")
    return pb.IssueChecksRequest(items=[pb.IssueCheckRequest(id=wire.new_id(), memo="x" * 200, terms=terms) for _ in range(count)])
