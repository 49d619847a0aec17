"""Faults at calls of the operating system: strace stands between vouchd and the kernel, and strikes at the n-th call."""

import preload
from kinds import kind, until
from places import Loop

STRACE = ["strace", "-f", "-qqq", "-o", "/dev/null"]
# Stops at the calls that are struck alone, and not when they return: good for errors, not for signals.
LIGHTLY = ["--seccomp-bpf"]

LOG, DATABASE, ANY = "log", "database", "any file"
# Each by its name: which calls, of which files, and up to the how manieth.
POINTS = {
    "a record of the log is written": ("pwrite64", LOG, 200),
    "a segment of the log is set aside": ("fallocate", ANY, 3),
    "a segment of the log is named, made ready or let go": ("rename,unlink", ANY, 4),
    "a file or directory is synced": ("fsync", ANY, 8),
    "the log is synced": ("fdatasync", LOG, 12),
    "a fold writes pages": ("pwrite64,pwritev,writev", DATABASE, 60),
    "a fold is synced": ("fdatasync", DATABASE, 12),
    "a file is opened": ("openat", ANY, 200),
    "a file is read at the start": ("pread64", ANY, 30),
    "a file is made longer or shorter": ("ftruncate", ANY, 3),
}


def files(daemon, which):
    """The options that narrow strace down to some files; those of the log that may come are named ahead."""
    if which == DATABASE:
        return ["-P", daemon.data / "data.mdb"]
    if which == LOG:
        log = daemon.data / "log"
        names = {*log.iterdir(), *(log / f"spare-{number}" for number in range(1, 9))}
        return [word for name in sorted(names) for word in ("-P", name)]
    return []


def arm(daemon, point, number, what):
    """Has `what` happen at the n-th such call of any thread from the next start on."""
    calls, which, _ = POINTS[point]
    lightly = [] if what.startswith("signal") else LIGHTLY
    daemon.before = [*STRACE, *lightly, "-e", f"trace={calls}", "-e", f"inject={calls}:{what}:when={number}", *files(daemon, which)]


@kind("kill-io", "kill -9 at a named call: " + "; ".join(POINTS), needs=["strace"])
def kill_io(round, seconds):
    """A call that does not come leaves the death to a signal, as it may be the next call that matters."""
    round.load()
    points = list(POINTS)
    for turn in until(seconds):
        if turn % len(points) == 0:
            round.dice.shuffle(points)
        point = points[turn % len(points)]
        round.daemon.kill()
        arm(round.daemon, point, round.dice.randint(1, POINTS[point][2]), "signal=SIGKILL")
        round.daemon.start()
        struck = round.daemon.wait(round.dice.uniform(1.0, 2.0))
        round.count(f"killed as {point}" if struck else "killed by -9, as the call did not come")
        round.daemon.kill()
        round.daemon.before = []
        round.back()


@kind("kill-power", "kill -9 at a named call, started again, and then the power is cut", Loop, needs=["strace"])
def kill_power(round, seconds):
    """What a start finds may be in the cache alone: whoever is told of it must not lose it. Mostly where nothing goes past
    the cache, as on some file systems."""
    library = str(preload.build(round.directory))
    round.load(count=2, width=1)
    for _ in until(seconds):
        point = round.dice.choice(["the log is synced"] * 5 + list(POINTS))
        indirect = point == "the log is synced" or round.dice.random() < 0.3
        round.daemon.environment = {"LD_PRELOAD": library, "TORTURE_INDIRECT": "1"} if indirect else {}
        round.daemon.kill()
        arm(round.daemon, point, round.dice.randint(1, POINTS[point][2]), "signal=SIGKILL")
        round.daemon.start()
        struck = round.daemon.wait(round.dice.uniform(1.0, 2.0))
        round.pause()
        round.daemon.kill()
        round.daemon.before = []
        # Whoever was not answered asks once more, and nobody asks for anything new.
        round.back()
        round.run_for(round.dice.uniform(0.0, 0.3))
        round.place.cut_power()
        round.daemon.kill()
        round.place.restore_power()
        round.count((f"killed as {point}" if struck else "killed by -9, as the call did not come") + ", then a power cut")
        round.back()
        round.pause(False)


class Errors:
    """Which call is struck next: each point's first, second, … in turn, over all rounds of a run."""

    next = dict.fromkeys(POINTS, 1)


@kind("io-error", "EIO at each of these calls in turn, then a power cut", Loop, needs=["strace"])
def io_error(round, seconds):
    """vouchd must refuse or end, and what it acknowledged must be there; EIO once, or from then on."""
    round.load()
    points = list(POINTS)
    round.dice.shuffle(points)
    for turn in until(seconds):
        point = points[turn % len(points)]
        number = Errors.next[point]
        Errors.next[point] = number % POINTS[point][2] + 1
        forever = round.dice.random() < 0.3
        round.daemon.kill()
        arm(round.daemon, point, f"{number}+" if forever else number, "error=EIO")
        round.daemon.start()
        ended = round.daemon.wait(round.dice.uniform(0.5, 1.5))
        round.count(f"EIO when {point}: " + ("ended" if ended else "went on"))
        # What it was told was not written is not there: else the cache would have it.
        round.place.cut_power()
        round.daemon.kill()
        round.daemon.before = []
        round.place.restore_power()
        round.back()
