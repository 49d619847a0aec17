"""The plots of a time of measuring: latency percentiles by offered load; throughput and latency over time."""

from chart import Chart, Linear, Logarithmic, Panel

SHOWN = ("p50", "p99", "p99.9")


def thousands(value):
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def duration(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size * 0.999:
            return f"{seconds / size:g} {unit}"
    return f"{seconds * 1e9:g} ns"


def percentiles_by_load(runs, load_average):
    """Runs of the open loop at several rates. One that fell behind its timetable shows it in its latencies."""
    runs = sorted(runs, key=lambda run: run["offered_per_second"])
    lines = {name: [(run["offered_per_second"], run["latency_ns"][name] / 1e9) for run in runs] for name in SHOWN}
    values = [seconds for points in lines.values() for _, seconds in points]
    panel = Panel("latency from the intended moment, by offered load", Logarithmic(min(values), max(values), duration), 330)
    for colour, name in enumerate(reversed(SHOWN)):
        panel.line(name, lines[name], colour, dots=True)
    return Chart(
        "Latency percentiles by load", f"life workload, open loop, one op a request; load average {load_average}",
        "ops/s offered", Linear(runs[-1]["offered_per_second"], thousands), [panel]).svg()


def over_time(run):
    """One run in slices: what it did in each, and how long its requests took."""
    slices, length = run["timeline"], run["slice_seconds"]
    # The last may be cut short.
    if len(slices) > 2:
        slices = slices[:-1]
    moments = [(index + 0.5) * length for index in range(len(slices))]
    rates = [part["ops"] / length for part in slices]
    latencies = {name: [(moment, part[name] / 1e9) for moment, part in zip(moments, slices) if part["ops"]]
                 for name in ("max", "p99", "p50")}
    values = [seconds for points in latencies.values() for _, seconds in points]
    throughput = Panel("ops/s", Linear(max(rates), thousands), 200).line("ops/s", list(zip(moments, rates)), 1, filled=True)
    latency = Panel("latency of requests answered then", Logarithmic(min(values), max(values), duration), 260)
    for (name, points), colour in zip(latencies.items(), ("#9aa5b1", 0, 1)):
        latency.line(name, points, colour)
    batch = f", batches of {run['batch']:,}" if run.get("batch", 1) > 1 else ""
    return Chart(
        "Throughput and latency over time",
        f"{run['workload']} workload, {run['connections']} × {run['in_flight']}{batch}, {run['accounts']:,} accounts; slices"
        f" of {length:g} s; load average {run['load_average']}",
        "seconds", Linear(moments[-1] + length / 2, lambda value: f"{value:g}"), [throughput, latency]).svg()


def write(document, directory):
    """Writes what there is to show."""
    if document["percentiles_by_load"]:
        average = f"{document['load_average']['after'][0]:.1f}"
        text = percentiles_by_load(document["percentiles_by_load"], average)
        (directory / "percentiles-by-load.svg").write_text(text, encoding="utf-8")
    sustained = [one["sustained"] for one in document["rounds"] if "sustained" in one]
    long = sustained or [document["rounds"][0]["vouch 8 × 256"]]
    (directory / "over-time.svg").write_text(over_time(long[0]), encoding="utf-8")
