"""Runs vouch-bench against the bare limits, the peers and vouchd in turn, and prints the table of goals. Started by
Tools/bench, which builds them."""

import argparse
import json
import os
import pathlib
import statistics
import sys
import time

import goals
import plan
import plots
import preload
import rows
from runs import Failed, Runner


class Parser(argparse.ArgumentParser):
    """Says what is wrong, and ends with the status of sysexits.h for it."""

    def error(self, message):
        print(f"Tools/bench: {message}. Tools/bench --help says more.", file=sys.stderr)
        sys.exit(64)


def arguments():
    parser = Parser(prog="Tools/bench", add_help=False)
    parser.add_argument("length", nargs="?", choices=["quick"])
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--svg", type=pathlib.Path)
    parser.add_argument("--directory", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path, default=preload.default_cache())
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--no-preload", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds must be at least 1")
    for name in ("directory", "svg"):
        place = getattr(options, name)
        if place and not place.is_dir():
            parser.error(f"--{name}: {place} is no directory")
    if options.json and not options.json.absolute().parent.is_dir():
        parser.error(f"--json: {options.json.parent} is no directory")
    return options


def short(count):
    """1000000 as 1M, 100000 as 0.1M."""
    return f"{count / 1e6:g}M"


class Progress:
    """One line on a terminal that is written over; nothing elsewhere."""

    def __init__(self):
        self.part = ""

    def __call__(self, what):
        if sys.stderr.isatty():
            print(f"\r\033[K{self.part}{what}", end="", file=sys.stderr, flush=True)

    def end(self):
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)


def measure(work, count, progress, options):
    """All runs of one time; those for the percentiles, where they are wanted."""
    progress.part = "first: "
    work.sweep_postgres()
    for number in range(count):
        progress.part = f"round {number + 1} of {count}: "
        work.round()
    progress.part = "last: "
    work.core_loop()
    work.long_runs()
    if not options.svg:
        return []
    return work.percentiles(statistics.median(one["vouch 8 × 256"]["ops_per_second"] for one in work.rounds[:count]))


def main():
    options = arguments()
    if options.check:
        return 0
    lengths = plan.QUICK if options.length else plan.FULL
    count = options.rounds or lengths["rounds"]
    progress = Progress()
    work = plan.Plan(lengths, Runner(lengths, options.directory, progress), options, progress)
    before = os.getloadavg()
    try:
        with work.stack:
            work.prepare()
            start = time.monotonic()
            steps = measure(work, count, progress, options)
            spent = time.monotonic() - start
    except Failed as failure:
        print(f"\nTools/bench: {failure}", file=sys.stderr)
        return 1
    progress.end()

    sizes = [short(lengths[name]) for name in ("accounts", "few", "many")]
    found = [rows.judge(row, work.rounds, work.missing) for row in goals.goals(sizes)]
    after = os.getloadavg()
    print(rows.table(found))
    rate = statistics.median(run["ops_per_second"] for one in work.rounds for run in one.get("disk", []))
    print(f"\nlife workload, medians of {count} rounds, {spent / 60:.1f} minutes; {rate:,.0f} appends/s of 4 KiB; the books"
          " balanced after each run")
    if work.sweep:
        print("PostgreSQL: " + ", ".join(f"{name} {run['ops_per_second']:,.0f}/s" for name, run in work.sweep.items()))
    print(f"load average {before[0]:.1f} before, {after[0]:.1f} after, on {os.cpu_count()} processors")
    if before[0] > 0.5:
        print("The machine was not quiet: others took part of it. The ratios say more than the figures.")
    document = {
        "rows": found, "rounds": work.rounds, "postgres": work.sweep, "percentiles_by_load": steps,
        "load_average": {"before": before, "after": after}, "seconds": spent,
    }
    if options.json:
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.svg:
        plots.write(document, options.svg)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # vouch-bench was told as well, and tidies up after itself.
        sys.exit(130)
