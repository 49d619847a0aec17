"""The goals, one a row, in the order in which they are shown. A round is a dictionary of runs by name."""

import statistics

from rows import Row


def rate(name):
    return lambda one: one[name]["ops_per_second"]


def latency(name, percentile):
    return lambda one: one[name]["latency_ns"][percentile]


def echo_and_append(one):
    """Alone, an op costs an echo and then an append."""
    appends = statistics.mean(run["ops_per_second"] for run in one["disk"])
    return 1 / (1 / one["echo 1 × 1"]["ops_per_second"] + 1 / appends)


def bare_beside_sustained(one):
    """The bare daemon with as many accounts, on both sides of the long run."""
    return statistics.mean(run["ops_per_second"] for run in one["bare sustained"])


def full_checks(one, name):
    """How many checks were issued and settled in a whole run, warm-up included."""
    return one[name]["accepted"] / 2


def written(one):
    """What the disk took, by its own count; what the process handed over, where the disk keeps none."""
    run = one["sustained"]
    return run.get("device_written_bytes", run["server_written_bytes"]) / full_checks(one, "sustained")


def kept(one):
    return (one["sustained"]["disk_bytes"] - one["sustained"]["disk_bytes_before"]) / full_checks(one, "sustained")


def goals(sizes):
    """`sizes`: of the ledgers made beforehand, as words: accounts, checks in the small one and in the large one."""
    accounts, few, many = sizes
    large = f"{many} checks, {accounts} accounts"
    crowd, full = "64 × 1", "8 × 256"
    return [
        Row(f"{crowd}", rate("vouch 64 × 1"), 100_000, machine="bare 64 × 1"),
        Row(f"{crowd} by the echo", rate("vouch 64 × 1"), 0.5, limit=rate("echo 64 × 1"), limit_name="echo", by_ratio=True,
            is_bound=True),
        Row(f"{crowd} by grpc-swift-2", rate("vouch 64 × 1"), 5, limit=rate("grpc"), limit_name="grpc-swift-2, in memory",
            by_ratio=True, needs="grpc"),
        Row(f"{crowd} by PostgreSQL's best", rate("vouch 64 × 1"), 6, limit=rate("postgres"), limit_name="PostgreSQL 15",
            by_ratio=True, needs="postgres"),
        Row("1 × 1", rate("vouch 1 × 1"), 0.7, limit=echo_and_append, limit_name="echo + append", by_ratio=True,
            is_bound=True),
        Row(f"{full}", rate("vouch 8 × 256"), 700_000, machine="bare 8 × 256"),
        Row(f"{full} by the bare daemon", rate("vouch 8 × 256"), 0.35, limit=rate("bare 8 × 256"), limit_name="bare daemon",
            by_ratio=True, is_bound=True),
        # An op is half a full check.
        Row(f"batches of 8,000, full checks, {accounts} accounts", lambda one: rate("sustained")(one) / 2, 384_000,
            machine="bare 8 × 256", needs="sustained"),
        Row("batches of 8,000 by the bare daemon, as many accounts", rate("sustained"), 0.35,
            limit=bare_beside_sustained, limit_name="bare daemon", by_ratio=True, is_bound=True, needs="sustained"),
        Row(f"batches of 8,000, p99, {accounts} accounts", latency("sustained", "p99"), 50e6, "ns", at_least=False,
            machine="bare 8 × 256", needs="sustained"),
        Row("short runs of batches of 8,000 by the bare daemon", rate("batch 8000"), 0.35,
            limit=rate("bare batch 8000"), limit_name="bare daemon", by_ratio=True, is_bound=True, needs="batch 8000"),
        Row("batches of 100, 4 connections", rate("batch 100"), 300_000, limit=rate("bare batch 100"),
            limit_name="bare daemon, the same", machine="bare 8 × 256", needs="batch 100"),
        *(Row(f"open loop at 40,000/s, {name}", latency("open", name), goal, "ns", at_least=False, machine="bare 64 × 1",
              needs="open", limit=latency("bare open", name), limit_name="bare daemon")
          for name, goal in (("p50", 0.5e6), ("p99", 2e6), ("p99.9", 10e6))),
        Row(f"{many} checks by {few}", rate("large"), 0.9, limit=rate("small"), limit_name=f"{few} checks", by_ratio=True,
            needs="large"),
        Row(f"RssAnon under load, {large}", lambda one: one["sustained"]["server_anonymous_bytes"], 1e9, "B",
            at_least=False, needs="large"),
        Row(f"written a full check, {accounts} accounts", written, 1500, "B", at_least=False, needs="large"),
        Row("on disk a full check", kept, 500, "B", at_least=False, needs="large"),
        Row(f"start after kill -9, {large}", lambda one: one["restart"]["seconds_to_first_answer"], 2, "s", at_least=False,
            machine="bare 64 × 1", needs="large"),
        Row("random settles, batches of 8,000", rate("settle batch"), 150_000, machine="bare 8 × 256",
            needs="settle batch"),
        Row("random settles, the longest pause", lambda one: one["settle batch"]["longest_pause_ns"], 100e6, "ns",
            at_least=False, machine="bare 8 × 256", needs="settle batch"),
        Row("one hot seller by uniform", rate("hot"), 0.95, limit=rate("vouch 8 × 256"), limit_name="uniform",
            by_ratio=True),
        Row("verify in batches beside writers", rate("beside"), 200_000, machine="bare 8 × 256", needs="beside"),
        Row("writers beside verify, by what is offered", lambda one: one["beside"]["writers_per_second"], 0.97,
            limit=lambda one: one["beside"]["writers_offered_per_second"], limit_name="offered", by_ratio=True,
            needs="beside"),
        Row("64 × 1, attested, by without", rate("vouch 64 × 1"), 0.9, limit=rate("plain 64 × 1"),
            limit_name="without its history", by_ratio=True),
        Row("batches of 1,000, attested, by without", rate("batch 1000"), 0.8, limit=rate("plain batch 1000"),
            limit_name="without its history", by_ratio=True, needs="batch 8000"),
        Row("core loop in Swift by C", rate("core swift"), 0.9, limit=rate("core c"), limit_name="the same in C",
            by_ratio=True, needs="core"),
    ]
