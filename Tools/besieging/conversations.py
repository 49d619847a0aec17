"""Conversations that hypothesis makes up: frames in pieces, too long, given up, on connections that are ended in every way. What
was said whole is answered, once; what was said after something wrong is not.
"""

import socket
import struct

import shared  # noqa: F401
import wire
from crowd import AT_ONCE, REPLY
from honest import HANG
from idling import IDLE_BYTES
from judge import Bounds
from siege import siege
from ways import frame

import hypothesis
from hypothesis.internal.conjecture import engine
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule, run_state_machine_as_test

CONVERSATIONS, SHORT_CONVERSATIONS, STEPS = 400, 40, 50
FRAME_BYTES, BUDGET = 1 << 20, 256 << 10
INVALID_ARGUMENT, UNIMPLEMENTED = 3, 12
# Unread answers must not hold a conversation up: so few questions fit into any socket's buffers.
QUESTIONS = 200
SHRINKING_SECONDS = 60


class Line:
    """One connection, with what it said: `owed` has the numbers of whole requests with the statuses that they must get, `rest` is
    what the last frame lacks."""

    def __init__(self, place):
        self.socket = wire.connect(place, HANG)
        self.owed, self.rest, self.number, self.is_bad = {}, b"", 0, False
        self.status = 0

    def say(self, data):
        """False where vouchd has closed it, as it may once something was wrong."""
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def answers(self, until_end):
        """The statuses by number, of as many as are owed, or of all until the end."""
        seen, data = [], b""
        while until_end or len(seen) < len(self.owed):
            try:
                part = self.socket.recv(1 << 16)
            except ConnectionResetError:
                part = b""
            if not part:
                break
            data += part
            while len(data) >= REPLY.size and len(data) >= REPLY.size + REPLY.unpack_from(data)[2]:
                status, _, length, number = REPLY.unpack_from(data)
                seen.append((number, status))
                data = data[REPLY.size + length:]
        return seen, data


def make_machine(places, counts):
    class Conversation(RuleBasedStateMachine):
        lines = Bundle("lines")

        def __init__(self):
            super().__init__()
            self.open = []

        @rule(target=lines, place=st.sampled_from(range(len(places))))
        def begin(self, place):
            line = Line(places[place])
            self.open.append(line)
            return line

        @rule(line=lines, count=st.integers(1, 20), method=st.sampled_from(["GetStatus", "GetAccount", "ListCovers", None]))
        def ask(self, line, count, method):
            """Whole requests; of a method that is not there, too."""
            for _ in range(count):
                if line.is_bad or line.rest or line.number >= QUESTIONS:
                    return
                line.number += 1
                if method:
                    data = frame(method, line.number)
                else:
                    data = struct.pack("<III", 4711, 0, line.number)
                line.say(data)
                line.owed[line.number] = 0 if method else UNIMPLEMENTED

        @rule(line=lines, size=st.sampled_from([0, 1, 300, 5000, 70_000, FRAME_BYTES - 8]), part=st.integers(1, 16))
        def begin_frame(self, line, size, part):
            """A frame of which the end is kept back. Fields that nobody knows are passed over, unless they are more than a request
            may unpack to."""
            if line.is_bad or line.rest or line.number >= QUESTIONS:
                return
            line.number += 1
            data = frame("GetStatus", line.number, b"\xc2\x3e" + number_of(size) + bytes(size))
            cut = max(1, len(data) * part // 17)
            line.say(data[:cut])
            line.rest, line.status = data[cut:], INVALID_ARGUMENT if size > BUDGET else 0

        @rule(line=lines, share=st.integers(1, 4))
        def go_on(self, line, share):
            """Some more of it, or the rest."""
            if line.is_bad or not line.rest:
                return
            cut = max(1, len(line.rest) * share // 4)
            line.say(line.rest[:cut])
            line.rest = line.rest[cut:]
            if not line.rest:
                line.owed[line.number] = line.status

        @rule(line=lines, length=st.sampled_from([FRAME_BYTES + 1, 1 << 31, (1 << 32) - 1]), after=st.binary(max_size=50))
        def say_too_much(self, line, length, after):
            if line.is_bad or line.rest:
                return
            line.is_bad = True
            line.say(struct.pack("<III", 0, length, 1) + after)
            counts["frames too long"] += 1

        @rule(line=lines)
        def hear(self, line):
            if not line.is_bad:
                self.judge(line, until_end=False)

        @rule(line=consumes(lines), is_abrupt=st.booleans())
        def hang_up(self, line, is_abrupt):
            """Without a word; nobody hears what it was owed."""
            if is_abrupt:
                line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            line.socket.close()
            self.open.remove(line)
            counts["hung up"] += 1

        @rule(line=consumes(lines))
        def end(self, line):
            """Says that nothing more comes: what is owed is answered, and then it is closed."""
            try:
                line.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            self.judge(line, until_end=True)
            line.socket.close()
            self.open.remove(line)
            counts["ended in order"] += 1

        def judge(self, line, until_end):
            seen, rest = line.answers(until_end)
            # What was heard is not waited for once more, whatever is wrong with it.
            owed, line.owed = sorted(line.owed.items()), {}
            assert not rest, f"an answer that is not whole: {rest[:40].hex()}"
            assert sorted(seen) == owed, f"{owed} were owed (numbers with their statuses), and {sorted(seen)} answered"
            counts["answered"] += len(seen)

        def teardown(self):
            try:
                for line in list(self.open):
                    if line.is_bad:
                        # It is closed by the other side, after what it was owed.
                        self.judge(line, until_end=True)
                    else:
                        self.judge(line, until_end=False)
            finally:
                for line in self.open:
                    line.socket.close()
            counts["conversations"] += 1

    return Conversation


def number_of(size):
    """As protobuf writes numbers."""
    data = bytearray()
    while size > 0x7F:
        data.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes(data) + bytes([size])


@siege("conversations", "frames in pieces, too long, given up, made up by hypothesis: what was said whole is answered, once")
def conversations(siege):
    siege.start()
    siege.begin(siege.way())
    machine = make_machine([siege.way(), siege.daemon.socket], siege.seen)
    machine = hypothesis.seed(siege.seed)(machine)
    engine.MAX_SHRINKING_SECONDS = SHRINKING_SECONDS
    count = SHORT_CONVERSATIONS if siege.is_short else CONVERSATIONS
    try:
        run_state_machine_as_test(machine, settings=settings(
            max_examples=count, stateful_step_count=STEPS, deadline=None, database=None, print_blob=True,
            phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck), report_multiple_bugs=False))
    except Exception as error:
        siege.measured.wrong += [str(error), *getattr(error, "__notes__", [])]
    siege.end_of_siege()
    siege.sent = f"{siege.seen['conversations']} conversations"
    siege.finish(Bounds(STEPS * (FRAME_BYTES + IDLE_BYTES), STEPS, f"{STEPS} connections, each with a frame under way",
                        {"answered": count, "frames too long": count // 10, "ended in order": count // 10, "log: frame too long": 1}))
