"""One siege: a vouchd with a ledger of its own, an honest client beside it, what is sent, and the judgement at the end."""

import contextlib
import json
import pathlib
import random
import resource
import shutil
import subprocess
import tempfile
import time

import shared  # noqa: F401
import parties
import wire
from daemon import BINARIES, Daemon
from honest import Honest
from judge import Measured, judge
from meter import Meter
from places import Impossible, Plain as PlainPlace
from ways import Plain, Secure, free_port

SIEGES = {}
# How long descriptors may take to be what they were, in seconds: nothing is waited for that takes longer than a handshake may.
CALM = 30
# More than any siege opens, for both sides.
DESCRIPTORS = 40_000


def siege(name, what, needs=(), short=True):
    """Makes a function a siege. It is given a `Siege` and plays it; it yields its bounds when it knows them. `short`: whether
    it is played in a short run."""
    def keep(play):
        SIEGES[name] = Kind(name, what, needs, short, play)
        return play
    return keep


class Kind:
    def __init__(self, name, what, needs, short, play):
        self.name, self.what, self.needs, self.short, self.play = name, what, needs, short, play


def raise_descriptors(number=DESCRIPTORS):
    """Lets this process and its children open so many files. Raises `Impossible` where the machine does not let us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= number:
        return
    for limits in ((number, max(hard, number)), (min(number, hard), hard)):
        try:
            return resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        except (ValueError, OSError):
            continue


class Authority:
    """The certificates of a run: made once, for all its sieges."""

    made = None

    def __init__(self, directory):
        self.directory = directory
        self.run("init", directory / "authority", "--name", "Siege")

    @classmethod
    def of(cls, directory):
        cls.made = cls.made or cls(directory)
        return cls.made

    def run(self, *arguments):
        done = subprocess.run([BINARIES / "vouch", "ca", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise wire.Failed(f"vouch ca {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")

    def identity(self, *names):
        """The directory of a certificate for these names; made when first asked for."""
        directory = self.directory / "-".join(name.replace("/", "-") for name in names)
        if not directory.exists():
            self.run("issue", *names, "--authority", self.directory / "authority", "--out", directory)
        return directory

    @property
    def file(self):
        return self.directory / "authority" / "authority.pem"


class Siege:
    """What a kind is played on. `settings`: flags of vouchd. `secured`: its TCP port speaks TLS and wants certificates."""

    def __init__(self, kind, seed, is_short, run_directory):
        self.kind, self.is_short, self.run_directory = kind, is_short, run_directory
        self.seed, self.dice = seed, random.Random(seed)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix=f"vouch-siege-{kind.name}-"))
        self.measured, self.bounds, self.sent = Measured(), None, ""
        self.daemon = self.meter = self.honest = None
        self.host, self.port = "127.0.0.1", free_port()
        self.open = contextlib.ExitStack()
        self.findings, self.is_kept = [], False
        # Of histories: how many, and which one again.
        self.count = self.reproduce = None

    @property
    def seen(self):
        return self.measured.seen

    # -- how it is set up

    def start(self, *settings, secured=False, limit=None, network=None):
        """Starts vouchd. `limit`: how many files it may open. `network`: the one it is in; None: ours."""
        self.daemon = Daemon(self.directory, PlainPlace(self.directory))
        self.daemon.create()
        if secured:
            authority = Authority.of(self.run_directory)
            trust = ["--identity", authority.identity("manager")]
        else:
            trust = ["--trust", "loopback"]
        self.daemon.settings = [*trust, *map(str, settings), "--listen", f"{self.host}:{self.port}"]
        if network:
            self.daemon.before = ["nsenter", f"--net=/proc/{network.pid}/ns/net"]
        if limit:
            self.daemon.before = ["prlimit", f"--nofile={limit}:{limit}"]
        self.daemon.must_start()
        # What stood before it has become it.
        self.daemon.before = []
        parties.enrol(self.daemon.socket, self.directory / "history-0")

    def way(self, identity=None, secured=False, buffer=None):
        if not secured:
            return Plain(self.host, self.port, buffer)
        authority = Authority.of(self.run_directory)
        return Secure(self.host, self.port, authority.file, identity and authority.identity(*identity), buffer)

    CUSTOMER = ("terminal/RICH-3", "seller/SHOP-3")

    def begin(self, place=None, newcomer=True, before=None):
        """The honest client begins, and what vouchd has is measured: from now on it is besieged."""
        self.honest = Honest(place or self.daemon.socket, newcomer, before)
        self.honest.must_be_served()
        self.meter = Meter(self.daemon.process.pid)
        self.served_before = self.honest.served

    # -- while it is played

    def must_live(self):
        if not self.daemon.is_running:
            raise wire.Failed("vouchd is gone")

    def hold(self, seconds):
        """Lets the siege last, while the honest client goes on."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.daemon.is_running:
            time.sleep(0.05)
        self.honest.must_be_served()

    def end_of_siege(self):
        """What the honest client was served until here was during the siege."""
        self.honest.must_be_served()
        self.measured.served_during = self.honest.served - self.served_before

    # -- the end

    def finish(self, bounds):
        self.bounds = bounds
        measured, meter = self.measured, self.meter
        measured.last_descriptors = meter.descriptors_within(meter.base_descriptors + 4, CALM)
        try:
            with wire.Asking(self.daemon.socket, timeout=60) as asking:
                measured.answers_afterwards = asking.once("GetStatus", wire.pb.GetStatusRequest())[0] == 0
                for sheet in asking.accepted("GetBalanceSheet").sheets:
                    if sheet.total or sheet.held != sheet.remaining:
                        measured.wrong.append(f"the book is not conserved: {sheet}")
        except (wire.Lost, wire.Failed):
            pass
        measured.wrong += self.honest.stop()
        measured.served, measured.told_to_wait = self.honest.served, self.honest.count(8)
        measured.base_memory, measured.peak_memory = meter.base_memory, meter.peak_memory
        meter.stop()
        measured.base_descriptors, measured.peak_descriptors = meter.base_descriptors, meter.peak_descriptors
        if not self.daemon.is_running:
            measured.ended = self.daemon.process.returncode
        self.read_log()
        self.findings = judge(measured, bounds)

    def log_lines(self):
        return self.daemon.log.read_text(errors="replace").splitlines() if self.daemon.log.exists() else []

    def read_log(self):
        """What vouchd said it closed and refused, by its own words."""
        lines = self.log_lines()
        self.measured.log_lines = len(lines)
        for line in lines:
            for words, name in LOG_REASONS.items():
                if words in line:
                    self.seen[name] += 1
                    break

    def leave(self):
        """Leaves no process; the directory only where something is wrong."""
        self.open.close()
        if self.honest:
            self.honest.kill()
        if self.meter:
            self.meter.is_over.set()
        if self.daemon:
            self.daemon.kill()
        if self.findings:
            self.is_kept = True
            (self.directory / "findings").write_text("\n".join(self.findings) + "\n", encoding="utf-8")
            (self.directory / "measured").write_text(json.dumps(vars(self.measured), indent=1, default=dict) + "\n", encoding="utf-8")
        else:
            shutil.rmtree(self.directory, ignore_errors=True)


# What vouchd's log says, and what it is called in the table.
LOG_REASONS = {
    "a frame is too long": "log: frame too long",
    "a peer does not read its answers": "log: does not read",
    "too many connections": "log: too many connections",
    "may open too few files": "log: fewer connections",
    "it was the oldest of too many": "log: oldest stranger",
    "it did not say who it is within": "log: handshake too long",
    "bytes before it was known": "log: too many bytes before known",
    "it does not speak TLS": "log: no TLS",
    "it speaks TLS": "log: TLS where there is none",
    "a wrong key": "log: wrong key",
    "a caller was refused": "log: refused otherwise",
    "level=error": "log: errors",
    " error ": "log: errors",
}


def play(kind, seed, is_short, run_directory, count=None, reproduce=None):
    """Plays one siege. What is wrong with it is in its findings."""
    for program in kind.needs:
        if shutil.which(program) is None:
            raise Impossible(f"{program} is not here")
    siege = Siege(kind, seed, is_short, run_directory)
    siege.count, siege.reproduce = count, reproduce
    try:
        kind.play(siege)
    except (wire.Failed, wire.Lost, OSError) as failure:
        siege.findings = [*siege.measured.wrong, f"{type(failure).__name__}: {failure}", siege.daemon.tail(3) if siege.daemon else ""]
    finally:
        siege.leave()
    return siege
