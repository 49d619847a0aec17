"""The rows of the table: what is measured, what of it is the goal, and what came of it. Pure: runs go in, words come out."""

import dataclasses
import statistics
from typing import Callable, Optional

# How far the limit of a row may swing between rounds, highest by lowest, before no verdict can be built on it.
STEADY = 1.5

# What the bare daemon did on the machine that the absolute goals were set on, and how much of it must be there for an
# absolute to count.
SEEN = {"bare 64 × 1": 124_000, "bare 8 × 256": 1_900_000}
ENOUGH = 0.9


@dataclasses.dataclass
class Row:
    figure: str
    # Of one round (a dictionary of runs by name): the figure, and what it is set against. KeyError: not in this round.
    value: Callable
    goal: float
    unit: str = "/s"
    limit: Optional[Callable] = None
    limit_name: str = "–"
    # Whether the goal is of the ratio or of the figure; whether more is better.
    by_ratio: bool = False
    at_least: bool = True
    # Nothing is faster than this limit: a ratio past 1 then tells of a machine that was not the same for both.
    is_bound: bool = False
    # The bare run that shows whether the machine is one that the absolute was meant for.
    machine: Optional[str] = None
    # The run without which there is no such row.
    needs: str = ""


def collect(row, rounds):
    """The figures of all rounds that have the row, and the limits beside them."""
    values, limits = [], []
    for one in rounds:
        try:
            value, limit = row.value(one), row.limit(one) if row.limit else None
        except (KeyError, TypeError):
            continue
        if row.limit and not limit:
            continue
        values.append(value)
        limits.append(limit)
    return values, limits


def machine_share(row, rounds):
    """How much of what was seen the bare daemon reaches here; None where that is not asked or not known."""
    rates = [one[row.machine]["ops_per_second"] for one in rounds if row.machine and row.machine in one]
    return statistics.median(rates) / SEEN[row.machine] if rates else None


def verdict(row, values, limits, share):
    """One of `met`, `short`, `machine too slow`, `too noisy`."""
    if row.by_ratio:
        ratio = statistics.median(value / limit for value, limit in zip(values, limits))
        if max(limits) > STEADY * min(limits) or row.is_bound and ratio > 1:
            return "too noisy"
        reached = ratio
    else:
        reached = statistics.median(values)
    if reached >= row.goal if row.at_least else reached <= row.goal:
        return "met"
    # A machine that is too slow for the goal has not shown that the goal is out of reach.
    if not row.by_ratio and row.machine and (share is None or share < ENOUGH):
        return "machine too slow"
    return "short"


def judge(row, rounds, missing):
    """The row as it is written: to the table, and as JSON. `missing` says by run why it is not there."""
    values, limits = collect(row, rounds)
    found = {"figure": row.figure, "unit": row.unit, "goal": goal_text(row), "limit": row.limit_name}
    if not values:
        return {**found, "verdict": f"not measured: {missing.get(row.needs, 'no such run')}"}
    found |= {"measured": statistics.median(values), "lowest": min(values), "highest": max(values), "rounds": len(values)}
    if row.limit:
        # Of each round's own two, so that a noise that met both divides out.
        found |= {
            "limit_measured": statistics.median(limits),
            "ratio": statistics.median(value / limit for value, limit in zip(values, limits)),
        }
    return {**found, "verdict": verdict(row, values, limits, machine_share(row, rounds))}


def amount(value, unit):
    """A figure with its unit, as short as it can be told."""
    if unit == "ns":
        return f"{value / 1e3:.0f} µs" if value < 1e6 else f"{value / 1e6:.1f} ms"
    if unit == "B":
        return f"{value:,.0f} B" if value < 1e6 else f"{value / 1e6:,.0f} MB"
    if unit == "s":
        return f"{value:.2f} s"
    if unit == "×":
        return f"{value:.2f}"
    return f"{value:,.0f}"


def goal_text(row):
    sign = "≥" if row.at_least else "≤"
    return f"{sign} {row.goal:g} ×" if row.by_ratio else f"{sign} {amount(row.goal, row.unit)}"


HEAD = ["figure", "goal", "measured", "lowest – highest", "limit", "limit's", "ratio", ""]


def table(found):
    lines = [HEAD]
    for row in found:
        if "measured" not in row:
            lines.append([row["figure"], row["goal"], "–", "–", row["limit"], "–", "–", row["verdict"]])
            continue
        unit = row["unit"]
        bound = amount(row["limit_measured"], unit) if "ratio" in row else "–"
        ratio = f"{row['ratio']:.2f}" if "ratio" in row else "–"
        lines.append([
            row["figure"], row["goal"], amount(row["measured"], unit),
            f"{amount(row['lowest'], unit)} – {amount(row['highest'], unit)}", row["limit"], bound, ratio, row["verdict"],
        ])
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    text = {0, 4, 7}
    return "\n".join(
        "  ".join(c.ljust(w) if i in text else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip()
        for line in lines)
