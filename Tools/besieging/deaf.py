"""Readers that never read: whoever asks and takes no answer."""

import shared  # noqa: F401
import wire
from crowd import Crowd
from honest import HANG
from idling import demands
from judge import Bounds
from siege import siege
from ways import frame

UNREAD_BYTES, BACKLOG_BYTES, STALL_SECONDS = 1 << 20, 64 << 20, 30
# How many long questions wait or run at once, and how large an answer of a thousand entries is.
LONG_QUESTIONS, PAGE_BYTES = 256, 1 << 20


def fill(siege, checks=3000):
    """A journal of some thousand entries, so that pages of it are large."""
    with wire.Asking(siege.daemon.socket) as asking:
        asking.accepted("IssueChecks", demands(checks))


@siege("deaf", "readers that ask for pages of a thousand checks again and again, and take none")
def deaf(siege):
    """Where a megabyte waits nothing more is read of it, and after half a minute it is closed."""
    siege.start()
    fill(siege)
    siege.begin(siege.way())
    waves, each = (3, 8) if not siege.is_short else (1, 4)
    count = waves * each
    question = frame("ListChecks", 1, wire.pb.ListChecksRequest(account="RICH-1", limit=1000))
    with Crowd(siege.way(buffer=4096), siege.seen, reads=False) as crowd:
        for _ in range(waves):
            # As many as are taken at once (`longReads`): for each some megabytes wait then, more than the kernel keeps.
            start = len(crowd.here)
            crowd.come(each)
            for one in crowd.here[start:]:
                crowd.say(one, question * (LONG_QUESTIONS // each - 1))
            crowd.run(1 if siege.is_short else 10)
        if not siege.is_short:
            # What vouchd has closed its end of cannot tell them so: that stands behind what they do not read.
            left = siege.meter.descriptors_within(siege.meter.base_descriptors + 1, STALL_SECONDS + HANG) - siege.meter.base_descriptors
            siege.seen["closed by vouchd"] = count - max(0, left - 1)
        siege.end_of_siege()
        siege.sent = f"{count} × {crowd.bytes_sent // len(question) // count} questions"
    reached = {} if siege.is_short else {"closed by vouchd": count, "log: does not read": 1}
    siege.finish(Bounds(count * 2 * UNREAD_BYTES + LONG_QUESTIONS * PAGE_BYTES, count,
                        f"{count} connections of `unreadBytes`, and {LONG_QUESTIONS} long questions (`longReads`) of a page each",
                        reached))


@siege("deaf-to-small", "readers that send small questions and commands without end, and take no answer")
def deaf_to_small(siege):
    """Small answers come in crowds: what is under way when reading stops is bounded by `inFlight`."""
    siege.start()
    siege.begin(siege.way())
    count, questions, commands = (32, 60_000, 6000) if not siege.is_short else (6, 20_000, 2000)
    with Crowd(siege.way(buffer=4096), siege.seen, reads=False) as crowd:
        crowd.come(count)
        for number, one in enumerate(crowd.here):
            if number % 2:
                crowd.say(one, frame("GetStatus", 1) * questions)
            else:
                crowd.say(one, b"".join(frame("PresentCheck", at, wire.pb.PresentCheckRequest(
                    command=wire.new_id(siege.dice), check=bytes(16), seller="SHOP-1")) for at in range(commands)))
        crowd.run(1 if siege.is_short else 8)
        siege.end_of_siege()
        siege.sent = f"{count} × up to {questions:,} requests, {crowd.bytes_sent:,} bytes taken"
    siege.finish(Bounds(count * 4 * UNREAD_BYTES, count,
                        f"{count} connections of `unreadBytes`, and as much of what is under way"))
