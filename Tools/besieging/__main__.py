"""Besieges real vouchds, and judges what it cost them. Started by Tools/besiege, which builds them."""

import argparse
import random
import shutil
import signal
import sys
import tempfile
import pathlib

import shared  # noqa: F401
import conversations  # noqa: F401  (sieges)
import deaf  # noqa: F401  (sieges)
import floods  # noqa: F401  (sieges)
import halfopen  # noqa: F401  (sieges)
import histories  # noqa: F401  (sieges)
import idling  # noqa: F401  (sieges)
import siege
import slow  # noqa: F401  (sieges)
import strangers  # noqa: F401  (sieges)
import table
import wire
from places import Impossible

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(KeyboardInterrupt):
    """By a signal. What hypothesis tries lets nothing else through: any other exception is a finding to it."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


def end(number, _):
    raise Ended(number)


def arguments():
    parser = argparse.ArgumentParser(prog="Tools/besiege", add_help=False)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", nargs="+", default=None, metavar="KIND")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--histories", type=int, metavar="N")
    parser.add_argument("--reproduce", metavar="BLOB")
    # Only whether the arguments can be read.
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    unknown = [name for name in wanted.only or [] if name not in siege.SIEGES]
    if unknown:
        parser.exit(64, f"Tools/besiege: there is no kind '{unknown[0]}'. Tools/besiege --list names them all.\n")
    if wanted.reproduce:
        wanted.only = ["histories"]
    return wanted


def main():
    wanted = arguments()
    if wanted.list:
        for kind in siege.SIEGES.values():
            print(f"  {kind.name:<20} {kind.what}")
        return 0
    if wanted.check:
        return 0
    for number in ENDING:
        signal.signal(number, end)
    siege.raise_descriptors()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="vouch-siege-run-"))
    report = table.Report()
    print(f"Tools/besiege --seed {wanted.seed}", flush=True)
    try:
        wire.generate(directory)
        for kind in siege.SIEGES.values():
            if kind.name not in wanted.only if wanted.only else wanted.short and not kind.short:
                continue
            report.begin(kind)
            try:
                report.add(siege.play(kind, wanted.seed, wanted.short, directory, wanted.histories, wanted.reproduce))
            except Impossible as reason:
                report.skip(kind, reason)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    report.show()
    if report.broken:
        print("\nTools/besiege: a siege was not withstood. Look at:", file=sys.stderr)
        for played in report.broken:
            print(f"  {played.directory}: {len(played.findings)} findings ({played.kind.name}; see findings, measured, vouchd.log)",
                  file=sys.stderr)
        print(f"Again: Tools/besiege --seed {wanted.seed} --only {' '.join(played.kind.name for played in report.broken)}", file=sys.stderr)
        return 1
    print("\nEvery siege was withstood: bounded throughout, and whoever was honest was served.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Ended as ended:
        sys.exit(128 + ended.number)
