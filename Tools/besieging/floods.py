"""Floods past the bounds that have names: of frames, requests, questions, batches, and of what a message unpacks to."""

import shared  # noqa: F401
import wire
from crowd import Crowd
from deaf import fill
from honest import HANG
from idling import IDLE_BYTES
from judge import Bounds
from meter import MIB
from siege import siege
from ways import frame

FRAME_BYTES, LONG_QUESTIONS, BATCH, BUDGET = 1 << 20, 256, 8192, 256 << 10


@siege("long-frames", "headers that promise more than is taken: each closes its connection")
def long_frames(siege):
    siege.start()
    siege.begin(siege.way())
    count = 4000 if not siege.is_short else 600
    closed = 0
    for start in range(0, count, 200):
        with Crowd(siege.way(), siege.seen) as crowd:
            crowd.come(200)
            for one in crowd.here:
                length = siege.dice.choice([FRAME_BYTES + 1, 1 << 24, 1 << 31, (1 << 32) - 1])
                crowd.say(one, wire.struct.pack("<III", siege.dice.randrange(70), length, 1) + bytes(64))
            closed += 200
            crowd.run(20, until=lambda: siege.seen["closed by vouchd"] >= closed)
    siege.end_of_siege()
    siege.sent = f"{count:,} headers"
    siege.finish(Bounds(200 * IDLE_BYTES, 200, f"`frameBytes` is {FRAME_BYTES >> 20} MiB: what promises more is not waited for",
                        {"closed by vouchd": count, "log: frame too long": 1}))


@siege("in-flight", "more requests of a connection than may be unanswered, on enough of them to fill the queue")
def in_flight(siege):
    """Past `in_flight` a connection is told so; past `queue`, whoever is next. Every request has one answer. Both are set
    low, as a committer that keeps up comes to neither."""
    in_flight, queue = 512, 2048
    siege.start("--in-flight", in_flight, "--queue", queue)
    siege.begin(siege.way())
    count, each = (24, 16_000) if not siege.is_short else (12, 3000)
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        for one in crowd.here:
            crowd.say(one, b"".join(frame("PresentCheck", at, wire.pb.PresentCheckRequest(
                command=wire.new_id(siege.dice), check=bytes(16), seller="SHOP-1")) for at in range(each)))
        crowd.run(HANG, until=lambda: sum(one.answered for one in crowd.here) >= count * each)
        siege.end_of_siege()
        siege.sent = f"{count} × {each:,} commands"
    told = siege.seen["RESOURCE_EXHAUSTED"]
    siege.seen["answered"] = siege.seen["OK"] + told
    siege.finish(Bounds(queue * 1024 + count * MIB, count, f"`queue` is {queue:,} commands of a KiB, `in_flight` {in_flight:,}",
                        {"answered": count * each, "RESOURCE_EXHAUSTED": 1, "OK": 1},
                        never=["closed by vouchd", "INTERNAL", "UNAVAILABLE"]))


@siege("batches", "batches as large as they may be, more of them than the queue takes, and batches that are larger")
def batches(siege):
    queue = 10_000
    siege.start("--queue", queue)
    siege.begin(siege.way())
    count, turns = (16, 3) if not siege.is_short else (6, 1)
    pb, item = wire.pb, wire.pb.PresentCheckRequest(check=bytes(16), seller="SHOP-1")

    def batch(size):
        items = []
        for _ in range(size):
            item.command = wire.new_id(siege.dice)
            items.append(pb.PresentCheckRequest.FromString(item.SerializeToString()))
        return pb.PresentChecksRequest(items=items)

    right, larger = frame("PresentChecks", 1, batch(BATCH)), frame("PresentChecks", 2, batch(BATCH + 1))
    # Half a million items that say nothing.
    empty = frame("IssueChecks", 3, b"\x0a\x00" * (FRAME_BYTES // 2))
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        for one in crowd.here:
            crowd.say(one, (right * 2 + larger + empty) * turns)
        crowd.run(HANG, until=lambda: sum(one.answered for one in crowd.here) >= count * turns * 4)
        siege.end_of_siege()
        siege.sent = f"{count * turns * 2} batches of {BATCH:,}, {count * turns} each of {BATCH + 1:,} and {FRAME_BYTES // 2:,}"
    siege.seen["answered"] = siege.seen["OK"] + siege.seen["RESOURCE_EXHAUSTED"]
    siege.finish(Bounds(queue * 1024 + count * 4 * FRAME_BYTES, count,
                        f"`queue` is {queue:,} commands, a batch {BATCH:,}; a frame on each of {count} connections",
                        {"answered": count * turns * 4, "RESOURCE_EXHAUSTED": 1, "OK": count * turns * 2},
                        never=["closed by vouchd", "INTERNAL", "UNAVAILABLE"]))


@siege("questions", "more long questions at once than may wait")
def questions(siege):
    siege.start()
    fill(siege, 3000 if not siege.is_short else 500)
    # It asks for a history itself, which is a long question: it is told to wait, and asks again.
    siege.begin(siege.way())
    count, each = (40, 60) if not siege.is_short else (40, 12)
    pb = wire.pb
    asked = [frame("ReadJournal", 1, pb.ReadJournalRequest(limit=1000)),
             frame("ListChecks", 2, pb.ListChecksRequest(account="RICH-1", limit=1000)),
             frame("GetBalanceSheet", 3), frame("ReadAttested", 4, pb.ReadAttestedRequest(limit=1000))]
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        for one in crowd.here:
            crowd.say(one, b"".join(siege.dice.choice(asked) for _ in range(each)))
        crowd.run(HANG, until=lambda: sum(one.answered for one in crowd.here) >= count * each)
        siege.end_of_siege()
        siege.sent = f"{count} × {each} questions"
    siege.seen["answered"] = siege.seen["OK"] + siege.seen["RESOURCE_EXHAUSTED"]
    siege.finish(Bounds(LONG_QUESTIONS * MIB, count, f"`longReads` is {LONG_QUESTIONS}, each answer up to a MiB",
                        {"RESOURCE_EXHAUSTED": 1, "OK": LONG_QUESTIONS // 2, "answered": count * each},
                        never=["closed by vouchd", "INTERNAL"]))


@siege("arena", "messages that unpack to seventy times their length")
def arena(siege):
    """A frame of submessages with nothing in them; of groups within groups; of one field over and over."""
    siege.start()
    siege.begin(siege.way())
    count, each = (16, 40) if not siege.is_short else (8, 10)
    third = FRAME_BYTES - 64
    bombs = [frame("EnrolAccount", 1, b"\x2a\x00" * (third // 2)), frame("UpdateAccount", 2, b"\x22\x00" * (third // 2)),
             frame("IssueCheck", 3, b"\x12\x00" * (third // 2)), frame("GetStatement", 4, b"\x0a\x00" * (third // 2)),
             frame("UpdateSeller", 5, b"\x22\x7f" + b"x" * 127 + b"\x22\x00" * (third // 2 - 200)),
             frame("IssueCheck", 6, b"\x0b" * third), frame("GetStatus", 7, b"\xf8\x01\x01" * (third // 3))]
    with Crowd(siege.way(), siege.seen) as crowd:
        crowd.come(count)
        for one in crowd.here:
            crowd.say(one, b"".join(siege.dice.choice(bombs) for _ in range(each)))
        crowd.run(HANG, until=lambda: sum(one.answered for one in crowd.here) >= count * each)
        siege.end_of_siege()
        siege.sent = f"{count} × {each} messages of 1 MiB"
    siege.seen["answered"] = sum(one.answered for one in crowd.all.values())
    siege.finish(Bounds(count * 2 * FRAME_BYTES, count,
                        f"a request unpacks to {BUDGET >> 10} KiB (`RequestDecoder.budget`); frames of 1 MiB on {count} connections",
                        {"answered": count * each, "INVALID_ARGUMENT": count}, never=["closed by vouchd", "INTERNAL"]))
