"""Whether a history of many clients is strictly serialisable: there is one order in which everything can have happened, it
goes as real time goes, and done again in that order it gives the same answers.

The order is that of the journal. A command stands where its entry stands, a question at the sequence that its reply names,
a refused command somewhere between the last thing that anybody had been told when it was sent and the sequence of its reply
(it is judged within a group, and its reply names the group's end).
"""

import time

import wire
from history import key_of, one_line, wall
from model import Book
from rules import No

# Refused for what the manager lacks, not by the rules.
BY_THE_MACHINE = {"disk_full"}


# Told of a command that was sealed before its party was forgotten, and decided after.
OVERTAKEN = {"account_closed", "already_enrolled"}
# Where there is no party there is no key to seal by: that is said before anybody looks whether the id was used.
SEALED_BEFORE = {"UpdateAccount", "ForgetParty"}


def account_of(request):
    return request.party.code if hasattr(request, "party") else request.account


class Findings:
    """What is wrong, in sentences; and what was looked at."""

    def __init__(self):
        # Of what was acknowledged and is not so; of all the rest.
        self.lost, self.broken = [], []
        self.acknowledged = self.refused = self.questions = self.unanswered = self.entries = 0
        self.lacked = 0

    def all(self):
        return self.lost + self.broken

    def add(self, other):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def check(ops, journal):
    """`ops`: of all clients. `journal`: every entry there is, from the first."""
    findings = Findings()
    findings.entries = len(journal)
    order = Order(ops, journal, findings)
    order.check_journal()
    order.check_acknowledged()
    if not findings.all():
        order.check_real_time()
        order.replay()
    return findings


class Order:
    def __init__(self, ops, journal, findings):
        self.ops, self.journal, self.findings = ops, journal, findings
        self.by_key = {}
        for op in ops:
            if op.id:
                self.by_key.setdefault(op.key, []).append(op)
        self.wall = wall()

    # -- what is there

    def check_journal(self):
        """No gap, no command twice, nothing that nobody asked for, nothing that was refused."""
        broken, seen, last = self.findings.broken, set(), 0
        for place, entry in enumerate(self.journal, 1):
            if entry.sequence != place:
                return broken.append(f"the journal has {entry.sequence} in place {place}")
            if entry.time < last:
                broken.append(f"entry {place} is of an earlier time than the one before")
            last = entry.time
            if entry.actor.role == wire.pb.ROLE_COMMITTER:
                self.check_due(entry)
                continue
            asked = self.by_key.get(key_of(entry))
            if key_of(entry) in seen:
                broken.append(f"took effect twice, the second time as entry {place}: {one_line(entry)}")
            elif not asked:
                broken.append(f"entry {place} is of a command that nobody sent: {one_line(entry)}")
            elif all(op.outcome == "refused" and len(op.attempts) == 1 for op in asked):
                broken.append(f"took effect as entry {place}, though it was refused: {asked[0]}")
            seen.add(key_of(entry))

    def check_due(self, entry):
        """What ended by itself was due by the real clock, whatever the manager's said."""
        is_expiry = entry.kind == wire.pb.ENTRY_KIND_EXPIRED
        due = entry.progress.expires if is_expiry else entry.progress.deadline
        if due > time.time_ns() // 1_000_000:
            self.findings.broken.append(f"ended before its time: {one_line(entry)}")

    def check_acknowledged(self):
        """What was acknowledged is in the journal, as it was acknowledged."""
        findings = self.findings
        for op in self.ops:
            if op.reply is None:
                findings.unanswered += 1
                continue
            if op.outcome == "invalid":
                findings.broken.append(f"called invalid: {op}")
            receipt = op.receipt
            if receipt is None:
                findings.refused += op.id is not None
                findings.questions += op.id is None
                continue
            findings.acknowledged += 1
            if receipt.sequence > len(self.journal):
                findings.lost.append(f"acknowledged, and gone: {op}")
            elif self.journal[receipt.sequence - 1] != receipt:
                there = one_line(self.journal[receipt.sequence - 1])
                findings.lost.append(f"acknowledged, and gone: {op}; in its place is: {there}")
            elif receipt.command != op.id or receipt.sequence > op.reply.sequence:
                findings.broken.append(f"the answer is another's, or names a sequence before its own: {op}")
            elif op.method == "IssueCheck":
                shown = op.reply.accepted.check
                if (shown.id, shown.terms.amount, shown.progress) != (op.id, op.request.terms.amount, receipt.progress):
                    findings.broken.append(f"the check is not the one that was demanded: {op}")

    # -- real time

    def check_real_time(self):
        """What had been told before a request was sent lies before it; what a reply names had been asked for."""
        broken = self.findings.broken
        self.floors()
        asked = [None] * (len(self.journal) + 1)
        for op in self.ops:
            receipt = op.receipt
            if op.reply is not None and op.reply.sequence < self.floor[op][-1]:
                broken.append(f"sees less than was told before it was asked ({self.floor[op][-1]}): {op}")
            if receipt is not None:
                first = min(self.by_key[op.key], key=lambda other: other.call)
                asked[receipt.sequence] = first.call
                if receipt.sequence <= self.floor[first][0]:
                    broken.append(f"took effect before it was asked for ({self.floor[first][0]} had been told): {op}")
        for op in self.ops:
            if op.reply is None:
                continue
            if op.reply.sequence > len(self.journal):
                self.findings.lost.append(f"names a sequence that the journal does not have: {op}")
            elif (asked[op.reply.sequence] or 0) > op.returned:
                broken.append(f"names a sequence that nobody had asked for yet: {op}")

    def floors(self):
        """For each request, when each attempt was sent: the highest sequence that anybody had been told by then."""
        events = []
        for op in self.ops:
            events += [(at, 1, op) for at in op.attempts]
            if op.reply is not None:
                events.append((op.returned, 0, op))
        events.sort(key=lambda event: event[:2])
        told, self.floor = 0, {op: [] for op in self.ops}
        for _, is_call, op in events:
            if is_call:
                self.floor[op].append(told)
            else:
                told = max(told, op.reply.sequence)

    # -- again, in this order

    def replay(self):
        """Every entry is what the rules make of its command there, and every answer what they make of its question."""
        book, waiting, open_ops = Book(), {}, []
        for op in self.ops:
            if op.reply is None or op.receipt is not None:
                continue
            if op.outcome == "refused" and op.reply.refused.name in BY_THE_MACHINE:
                self.findings.lacked += 1
                continue
            start = self.floor[op][-1] if op.id else op.reply.sequence
            waiting.setdefault(start, []).append(op)
        for place in range(len(self.journal) + 1):
            if place and not self.take(book, self.journal[place - 1]):
                return
            later = self.journal[place].time if place < len(self.journal) else None
            open_ops = [op for op in open_ops + waiting.pop(place, []) if not self.is_right(book, op, place, later)]

    def take(self, book, entry):
        """Goes on by one entry; whether the rules agree with it."""
        is_own = entry.actor.role == wire.pb.ROLE_COMMITTER
        wrong = []
        for op in [None] if is_own else self.asked_for(entry):
            try:
                expected = book.lapse(entry) if is_own else book.judge(op.method, op.request, entry.time)
            except No as refusal:
                wrong.append(f"the rules refuse entry {entry.sequence} ({refusal}): {one_line(entry)}")
                continue
            expected.sequence, expected.fingerprint, expected.detail = entry.sequence, entry.fingerprint, entry.detail
            if is_own:
                expected.command = entry.command
            if expected == entry:
                book.apply(None if is_own else op.method, None if is_own else op.request, entry)
                return True
            wrong.append(f"entry {entry.sequence} is {one_line(entry)}, and by the rules it would be {one_line(expected)}")
        self.findings.broken.append(wrong[0])
        return False

    def asked_for(self, entry):
        """Of the requests with this id, those that may have taken effect: one that was acknowledged so; else those that nobody
        heard of, of which one must do."""
        ops = self.by_key[key_of(entry)]
        return [op for op in ops if op.receipt is not None][:1] or [op for op in ops if op.reply is None] or ops[:1]

    def is_right(self, book, op, place, later):
        """Whether the answer is right here. Told otherwise at the last place where it could have been, it is wrong."""
        returned = (op.returned + self.wall) // 1_000_000 + 1
        moments = {max(book.time, (op.attempts[-1] + self.wall) // 1_000_000), max(book.time, returned), book.time}
        if later is not None:
            moments.add(later)
        told = None
        for now in moments:
            told = self.differs(book, op, now)
            if told is None:
                return True
        if place < op.reply.sequence:
            return False
        self.findings.broken.append(f"by the rules the answer would be {told}: {op}")
        return True

    @staticmethod
    def differs(book, op, now):
        """What the rules say instead; None where they say the same."""
        try:
            right = book.judge(op.method, op.request, now) if op.id else book.answer(op.method, op.request, now)
        except No as refusal:
            told = op.reply.refused.name if op.outcome == "refused" else None
            if op.method in SEALED_BEFORE and told == "unknown_account" and account_of(op.request) not in book.accounts:
                return None
            return None if told == str(refusal) or str(refusal) == "party_forgotten" and told in OVERTAKEN else f"no, {refusal}"
        if op.outcome != "accepted" or op.id:
            return "yes"
        for name, value in right.items():
            seen = op.reply.accepted
            for part in name.split("."):
                seen = getattr(seen, part)
            if name == "entries":
                seen = [entry.sequence for entry in seen]
            if seen != value:
                return f"{name} {one_line(value)}, not {one_line(seen)}"
        return None
