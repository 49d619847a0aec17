"""Runs vouch-bench against the bare limits and vouchd in turn, and prints the medians. Started by Tools/bench, which
builds both."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

# Connections, in flight on each, and what of its limit vouchd should reach at least; none where the goal is set against
# something that is not measured here.
POINTS = [(64, 1, 0.5), (1, 1, 0.7), (8, 256, None)]

# Rounds, then the seconds of a run: of vouchd, of the echo, of the disk; and of warm-up.
QUICK = (3, 4, 3, 2, 1)
FULL = (5, 10, 10, 5, 3)


# How far the limit of a row may swing between rounds, highest by lowest, before no verdict can be built on it.
STEADY = 1.5


class Parser(argparse.ArgumentParser):
    """Says what is wrong, and ends with the status of sysexits.h for it."""

    def error(self, message):
        print(f"Tools/bench: {message}. Tools/bench --help says more.", file=sys.stderr)
        sys.exit(64)


class Failed(Exception):
    """A run that came to nothing, and why."""


def arguments():
    parser = Parser(prog="Tools/bench", add_help=False)
    parser.add_argument("length", nargs="?", choices=["quick"])
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--directory", type=pathlib.Path)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds must be at least 1")
    if options.directory and not options.directory.is_dir():
        parser.error(f"--directory: {options.directory} is no directory")
    if options.json and not options.json.absolute().parent.is_dir():
        parser.error(f"--json: {options.json.parent} is no directory")
    return options


def measure(*words):
    """One run of vouch-bench: what it wrote as JSON."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [os.environ["VOUCH_BENCH"], *map(str, words), "--json", file.name]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            said = f"{run.stdout}{run.stderr}"
            raise Failed(f"vouch-bench {' '.join(map(str, words))} ended with {run.returncode}:\n{said}")
        sys.stderr.write(run.stderr)
        return json.load(open(file.name, encoding="utf-8"))


def one_round(options, seconds, tell):
    """Every point once: its limits and vouchd close together, so that they meet the same machine. The disk, which others
    may use, is measured on both sides of vouchd where it counts."""
    vouchd, echo, disk, warmup = seconds
    where = ["--directory", options.directory] if options.directory else []
    runs = []
    for connections, in_flight, _ in POINTS:
        load = ["--connections", connections, "--in-flight", in_flight, "--warmup", warmup, "--quiet"]
        point = {"connections": connections, "in_flight": in_flight, "disk": []}

        def measure_disk():
            if is_alone(point):
                tell(f"{connections} × {in_flight}: the disk")
                point["disk"].append(measure("disk", "--duration", disk, *where))

        measure_disk()
        tell(f"{connections} × {in_flight}: the echo")
        point["echo"] = measure("echo", "--duration", echo, *load)
        tell(f"{connections} × {in_flight}: vouchd")
        point["vouch"] = measure("run", "--vouchd", os.environ["VOUCHD"], "--duration", vouchd, *load, *where)
        measure_disk()
        runs.append(point)
    return runs


def is_alone(point):
    return point["connections"] * point["in_flight"] == 1


def appends(point):
    return statistics.mean(run["ops_per_second"] for run in point["disk"])


def limit(point):
    """What bounds a point, in ops a second: alone, an op costs an echo and then an append; in a crowd appends are shared,
    and the echo is what is left."""
    echo = point["echo"]["ops_per_second"]
    return 1 / (1 / echo + 1 / appends(point)) if is_alone(point) else echo


def verdict(ratio, goal, limits):
    if goal is None:
        return "no goal"
    # Nothing is faster than its limit: then the machine was not the same for both.
    if max(limits) > STEADY * min(limits) or ratio > 1:
        return "too noisy"
    return "met" if ratio >= goal else "short"


def time(nanoseconds):
    return f"{nanoseconds / 1e3:.0f} µs" if nanoseconds < 1e6 else f"{nanoseconds / 1e6:.1f} ms"


def rows(rounds):
    found = []
    for index, (connections, in_flight, goal) in enumerate(POINTS):
        points = [one[index] for one in rounds]
        figures = [point["vouch"]["ops_per_second"] for point in points]
        limits = [limit(point) for point in points]
        # Of each round's own two, so that a noise that met both divides out.
        ratio = statistics.median(figure / bound for figure, bound in zip(figures, limits))
        found.append({
            "point": f"{connections} × {in_flight}", "ops_per_second": statistics.median(figures), "lowest": min(figures),
            "highest": max(figures),
            "p50_ns": statistics.median(point["vouch"]["latency_ns"]["p50"] for point in points),
            "p99_ns": statistics.median(point["vouch"]["latency_ns"]["p99"] for point in points),
            "limit": "echo + append" if is_alone(points[0]) else "echo", "limit_per_second": statistics.median(limits),
            "ratio": ratio, "goal": goal, "verdict": verdict(ratio, goal, limits),
        })
    return found


def table(found):
    lines = [["figure", "ops/s", "lowest – highest", "p50", "p99", "limit", "limit/s", "ratio", "goal", ""]]
    for row in found:
        lines.append([
            row["point"], f"{row['ops_per_second']:,.0f}", f"{row['lowest']:,.0f} – {row['highest']:,.0f}",
            time(row["p50_ns"]), time(row["p99_ns"]), row["limit"], f"{row['limit_per_second']:,.0f}",
            f"{row['ratio']:.2f}", "–" if row["goal"] is None else f"≥ {row['goal']}", row["verdict"],
        ])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = {0, 5, 9}
    return "\n".join(
        "  ".join(c.ljust(w) if i in text else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip()
        for line in lines)


def main():
    options = arguments()
    if options.check:
        return 0
    count, *seconds = QUICK if options.length else FULL
    count = options.rounds or count
    before = os.getloadavg()

    def tell(what):
        if sys.stderr.isatty():
            print(f"\r\033[Kround {len(rounds) + 1} of {count}, {what}", end="", file=sys.stderr, flush=True)

    rounds = []
    try:
        while len(rounds) < count:
            rounds.append(one_round(options, seconds, tell))
    except Failed as failure:
        print(f"\nTools/bench: {failure}", file=sys.stderr)
        return 1
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)

    found = rows(rounds)
    after = os.getloadavg()
    rate = statistics.median(run["ops_per_second"] for one in rounds for point in one for run in point["disk"])
    print(table(found))
    print(f"\nlife workload, medians of {count}; {rate:,.0f} appends/s of 4 KiB; the books balanced after each run")
    print(f"load average {before[0]:.1f} before, {after[0]:.1f} after, on {os.cpu_count()} processors")
    if before[0] > 0.5:
        print("The machine was not quiet: others took part of it. The ratios say more than the figures.")
    if options.json:
        document = {"rows": found, "rounds": rounds, "load_average": {"before": before, "after": after}}
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # vouch-bench was told as well, and tidies up after itself.
        sys.exit(130)
