"""What is said while it goes on, and the table at the end."""

import sys
import textwrap
import time

from meter import MIB

HEADS = ("siege", "what was sent", "memory, MiB", "descriptors", "served", "closed and refused, by reason", "verdict")
# The widest a column may be; what is longer goes on in the next line.
WIDEST = (20, 34, 20, 17, 9, 44, 8)


class Report:
    def __init__(self):
        self.began, self.rows, self.broken = time.monotonic(), [], []
        self.is_terminal = sys.stderr.isatty()

    def begin(self, kind):
        if self.is_terminal:
            print(f"\r\033[K{self.time()}  {kind.name} …", end="", file=sys.stderr, flush=True)

    def say(self, line):
        if self.is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        print(f"{self.time()}  {line}", flush=True)

    def time(self):
        seconds = int(time.monotonic() - self.began)
        return f"{seconds // 60:3d}:{seconds % 60:02d}"

    def add(self, played):
        self.rows.append(row(played))
        verdict = f"BROKEN, and kept in {played.directory}" if played.findings else f"withstood: {played.sent}"
        self.say(f"{played.kind.name:<20} {verdict}")
        if played.findings:
            self.broken.append(played)
            for sentence in played.findings[:12]:
                print(textwrap.indent(sentence[:4000], "         "), flush=True)

    def skip(self, kind, reason):
        self.rows.append((kind.name, f"SKIPPED: {reason}", "", "", "", "", "–"))
        self.say(f"{kind.name}: SKIPPED: {reason}")

    def show(self):
        print()
        for line in lines([HEADS, *self.rows]):
            print(line)


def row(played):
    measured, bounds = played.measured, played.bounds
    memory = descriptors = ""
    if bounds:
        base, most = measured.base_memory / MIB, (measured.base_memory + bounds.memory) / MIB
        memory = f"{base:.0f} → {measured.peak_memory / MIB:.0f} (≤ {most:.0f})"
        descriptors = f"{measured.base_descriptors} → {measured.peak_descriptors:,} → {measured.last_descriptors}"
    seen = ", ".join(f"{name} {number:,}" for name, number in sorted(measured.seen.items()) if number)
    served = f"{measured.served_during:,}" + (f" (waited {measured.told_to_wait:,})" if measured.told_to_wait else "")
    return played.kind.name, played.sent, memory, descriptors, served, seen, "BROKEN" if played.findings else "held"


def lines(rows):
    """The rows with their columns aligned."""
    cells = [[textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, WIDEST)] for cells in rows]
    widths = [max(len(line) for row in cells for line in row[column]) for column in range(len(HEADS))]
    for row in cells:
        for number in range(max(map(len, row))):
            yield "  ".join((cell[number] if number < len(cell) else "").ljust(width) for cell, width in zip(row, widths)).rstrip()
