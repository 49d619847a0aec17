"""One run after the other: vouch-bench and the peers, each of which writes what it measured as JSON."""

import functools
import json
import os
import subprocess
import sys
import tempfile


class Failed(Exception):
    """A run that came to nothing, and why."""


def run(program, *words):
    """One run: what it wrote as JSON."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [program, *map(str, words), "--json", file.name]
        process = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if process.returncode != 0:
            said = f"{process.stdout}{process.stderr}"
            name = os.path.basename(program)
            raise Failed(f"{name} {' '.join(map(str, words))} ended with {process.returncode}:\n{said}")
        sys.stderr.write(process.stderr)
        return json.load(open(file.name, encoding="utf-8"))


def measure(*words):
    return run(os.environ["VOUCH_BENCH"], *words)


@functools.cache
def has_batches(command):
    """Whether a command of vouch-bench can ask about many items at once."""
    process = subprocess.run([os.environ["VOUCH_BENCH"], command, "--help"], capture_output=True, text=True, check=True)
    return "--batch" in process.stdout


class Runner:
    """Runs by kind, for the lengths of this time. `tell` says what goes on."""

    def __init__(self, lengths, directory, tell):
        self.lengths, self.tell = lengths, tell
        self.where = ["--directory", directory] if directory else []

    def _load(self, kind, words):
        seconds = self.lengths[kind]
        return ["--duration", seconds, "--warmup", min(seconds / 4, self.lengths["warmup"]), "--quiet", *words]

    def point(self, connections, in_flight):
        return ["--connections", connections, "--in-flight", in_flight]

    def echo(self, *words):
        self.tell("the echo")
        return measure("echo", *self._load("limit", words))

    def bare(self, *words):
        self.tell("the bare daemon")
        return measure("bare", *self._load("limit", words), *self.where)

    def disk(self):
        self.tell("the disk")
        return measure("disk", "--duration", self.lengths["disk"], *self.where)

    def vouch(self, *words, kind="vouch", what="vouchd"):
        self.tell(what)
        return measure("run", *self._load(kind, words), *self.where)

    def restart(self, *words):
        self.tell("vouchd, killed under load")
        return measure("restart", *self._load("restart", words), *self.where)

    def beside(self, *words):
        self.tell("vouchd, verify beside writers")
        return measure("beside", *self._load("beside", words), *self.where)

    def postgres(self, server, *words):
        self.tell("PostgreSQL")
        return measure("postgres", "--server", server, *self._load("peer", words))

    def grpc(self):
        self.tell("grpc-swift-2")
        seconds = self.lengths["peer"]
        return run(os.environ["GRPC_PEER"], "--duration", seconds, "--warmup", min(seconds / 4, self.lengths["warmup"]))
