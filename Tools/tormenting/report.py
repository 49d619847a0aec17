"""What is counted, the line that shows progress, and the table at the end."""

import sys
import time


class Report:
    def __init__(self):
        self.began = time.monotonic()
        # Kind → what → how often.
        self.faults = {}
        self.skipped = {}
        self.acknowledged = self.refused = self.questions = self.unanswered = self.entries = 0
        self.lost = self.broken = self.rounds = self.restarts = 0
        self.longest = 0.0
        self.failures = []
        self.is_terminal = sys.stderr.isatty()

    def count(self, kind, what, number=1):
        counts = self.faults.setdefault(kind, {})
        counts[what] = counts.get(what, 0) + number
        self.progress(kind)

    def took(self, daemon):
        # The first start is none again.
        self.restarts += max(0, daemon.starts - 1)
        self.longest = max(self.longest, daemon.longest)

    def judge(self, round):
        found = round.findings
        self.rounds += 1
        self.acknowledged += found.acknowledged
        self.refused += found.refused
        self.questions += found.questions
        self.unanswered += found.unanswered
        self.entries += found.entries
        if round.must_lose:
            self.count(round.kind, "losses found, as they must be", len(found.lost))
        else:
            self.lost += len(found.lost)

    def fail(self, round):
        """Keeps what is wrong with a round, beside its ledger."""
        self.broken += len(round.complaints) - (0 if round.must_lose else len(round.findings.lost))
        (round.directory / "findings").write_text("\n".join(round.complaints) + "\n", encoding="utf-8")
        self.failures.append((round.kind, round.seed, round.directory, len(round.complaints)))
        self.say(f"{round.kind}: WRONG, and kept in {round.directory}")
        for sentence in round.complaints[:5]:
            print(f"         {sentence[:300]}", flush=True)

    # -- shown

    def progress(self, kind):
        if self.is_terminal:
            faults = sum(sum(counts.values()) for counts in self.faults.values())
            print(f"\r\033[K{self.time()}  {kind:<12} round {self.rounds + 1}, {faults} faults, {self.acknowledged:,} acknowledged, "
                  f"{self.lost} lost, {self.broken} broken", end="", file=sys.stderr, flush=True)

    def say(self, line):
        if self.is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        print(f"{self.time()}  {line}", flush=True)

    def time(self):
        seconds = int(time.monotonic() - self.began)
        return f"{seconds // 60:3d}:{seconds % 60:02d}"

    def table(self):
        print(f"\n{'fault':<14}{'what':<68}{'number':>6}")
        for kind, counts in self.faults.items():
            for what, number in counts.items():
                print(f"{kind:<14}{what:<68}{number:>6,}")
        for kind, reason in self.skipped.items():
            print(f"{kind:<14}{'SKIPPED: ' + reason}")
        rows = [("rounds, each with a ledger of its own", self.rounds), ("commands acknowledged", self.acknowledged),
                ("commands refused", self.refused), ("questions answered", self.questions),
                ("requests that nobody heard of again", self.unanswered), ("journal entries done again by the model", self.entries),
                ("restarts", self.restarts), ("commands lost", self.lost), ("invariants broken", self.broken)]
        print()
        for name, number in rows:
            print(f"{name:<58}{number:>10,}")
        print(f"{'longest recovery':<58}{self.longest:>8.2f} s")
