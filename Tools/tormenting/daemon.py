"""The real vouchd: made, started, tormented, started again."""

import os
import pathlib
import signal
import subprocess
import time

import wire

BINARIES = pathlib.Path(os.environ["VOUCH_BINARIES"])
# How long a start may take, in seconds: far more than it needs.
LIMIT = 120


class Daemon:
    """vouchd with its ledger in `place`; its socket and its log are outside."""

    def __init__(self, directory, place):
        self.directory, self.data = directory, place.path / "data"
        self.socket = str(directory / "vouchd.sock")
        self.log = directory / "vouchd.log"
        self.process = None
        self.starts, self.longest = 0, 0.0
        # What is run before vouchd (strace), with which variables, and how it is set up besides.
        self.before, self.environment = [], {}
        self.settings = ["--trust", "loopback"]

    def create(self):
        made = subprocess.run([BINARIES / "vouchd", "init", "--data", self.data, "--map-gib", "1", "--log-segment-mib", "8"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if made.returncode != 0:
            raise wire.Failed(f"vouchd init: {made.stderr}")

    def start(self, until_it_answers=True):
        """Starts it. Gives the seconds to its first answer; None where it ended before."""
        arguments = ["--data", self.data, "--unix", self.socket, "--map-gib", "1", "--log-segment-mib", "8",
                     "--fold-mib", "1", *self.settings]
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.before, BINARIES / "vouchd", *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=os.environ | self.environment, start_new_session=True)
        if not until_it_answers:
            return None
        while time.monotonic() - began < LIMIT:
            try:
                with wire.Asking(self.socket, timeout=LIMIT) as asking:
                    if asking.once("GetStatus", wire.pb.GetStatusRequest())[0] == 0:
                        took = time.monotonic() - began
                        self.starts, self.longest = self.starts + 1, max(self.longest, took)
                        return took
            except wire.Lost:
                pass
            if self.process.poll() is not None:
                return None
            time.sleep(0.01)
        raise wire.Failed("vouchd does not answer")

    def must_start(self):
        took = self.start()
        if took is None:
            raise wire.Failed(f"vouchd does not start again: it ended with {self.process.returncode}:\n{self.tail()}")
        return took

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def pid(self):
        """vouchd's own process: strace's child where it runs under strace."""
        if not self.before:
            return self.process.pid
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return int(children.read_text().split()[0])
        except (OSError, IndexError):
            return None

    def signal(self, number):
        pid = self.pid()
        if pid is not None:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill(self):
        """Kills it with -9, and waits until it is gone."""
        if self.process is None:
            return
        self.signal(signal.SIGKILL)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait(self, seconds):
        """Whether it ended by itself within so long."""
        try:
            self.process.wait(timeout=seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def tail(self, lines=12):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""
