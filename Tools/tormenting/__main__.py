"""Torments real Vouch programs, and judges what they acknowledged. Started by Tools/torture, which builds them."""

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time

import calls  # noqa: F401  (more kinds)
import moods  # noqa: F401  (more kinds)
import town  # noqa: F401  (more kinds)
import wire
from kinds import KINDS
from places import Impossible, seclude
from report import Report

# How long a kind is played at a stretch, in seconds.
STRETCH = 5.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def arguments():
    parser = argparse.ArgumentParser(prog="Tools/torture", add_help=False)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", nargs="+", default=list(KINDS), metavar="KIND")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--list", action="store_true")
    # Only whether the arguments can be read.
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    unknown = [name for name in wanted.only if name not in KINDS]
    if unknown:
        parser.exit(64, f"Tools/torture: there is no kind '{unknown[0]}'. Tools/torture --list names them all.\n")
    return wanted


def play(kind, seed, report, seconds):
    """One round. What is wrong is told, and its directory kept."""
    try:
        for program in kind.needs:
            if shutil.which(program) is None:
                raise Impossible(f"{program} is not here")
        with kind.Round(kind, seed, report) as round:
            try:
                kind.play(round, seconds)
                round.judge()
            except wire.Failed as failure:
                round.wrong.append(str(failure))
        if round.complaints:
            return report.fail(round)
        found = round.findings
        report.say(f"{kind.name:<12} {found.acknowledged:>6,} acknowledged, {found.refused:>6,} refused, "
                   f"{found.questions:>5,} questions, {found.unanswered:>4,} unheard of; "
                   + (loss(found) if kind.must_lose else "all in order"))
    except Impossible as reason:
        report.skipped[kind.name] = str(reason)
        report.say(f"{kind.name}: SKIPPED: {reason}")


def loss(found):
    return f"{len(found.lost)} lost, and found" if found.lost else "vouchd refuses what the disk has left"


def main():
    wanted = arguments()
    if wanted.list:
        for kind in KINDS.values():
            print(f"  {kind.name:<14}{kind.what}")
        return 0
    if wanted.check:
        return 0
    for number in ENDING:
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    seclude()
    generated = tempfile.mkdtemp(prefix="vouch-torture-wire-")
    report = Report()
    print(f"Tools/torture --seed {wanted.seed}", flush=True)
    try:
        wire.generate(generated)
        end = time.monotonic() + wanted.minutes * 60
        dice, turn = random.Random(wanted.seed), 0
        while turn == 0 or time.monotonic() < end and not wanted.short:
            kinds = [kind for kind in wanted.only if kind not in report.skipped]
            dice.shuffle(kinds)
            if not kinds:
                break
            for name in kinds:
                if turn and time.monotonic() >= end:
                    break
                play(KINDS[name], f"{wanted.seed}/{turn}/{name}", report, STRETCH if not wanted.short else 1.0)
            turn += 1
    finally:
        shutil.rmtree(generated, ignore_errors=True)
    report.table()
    if report.failures:
        print("\nTools/torture: what was promised was not kept. Look at:", file=sys.stderr)
        for kind, seed, directory, number in report.failures:
            print(f"  {directory}: {number} findings ({kind}, seed {seed}; see findings, vouchd.log, history-*, kept)", file=sys.stderr)
        print(f"Again: Tools/torture --seed {wanted.seed} --only {' '.join({failure[0] for failure in report.failures})}",
              file=sys.stderr)
        return 1
    print("\nNothing acknowledged was lost, nothing wrong was served.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
