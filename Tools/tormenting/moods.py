"""Faults that no disk has: a wrong clock, a reader that stands still, connections cut at any byte; and a disk that lies."""

import ctypes
import os
import signal
import subprocess
import sys
import time

import cutting
import preload
import wire
from kinds import kind, until
from places import Impossible, Loop
from round import FORKING

YEAR = 365 * 86_400_000


@kind("clock", "the wall clock is a year ahead or behind, while it runs and over a restart")
def clock(round, seconds):
    """Nothing that is not due may end (the checker looks at that), and the alarm shows until the clock is right again."""
    clock = preload.Clock(round.directory)
    round.daemon.kill()
    round.daemon.environment = clock.environment
    round.back()
    round.load()
    for turn in until(seconds):
        round.run_for(round.dice.uniform(0.2, 0.6))
        years = round.dice.choice([1, -1])
        if turn % 2 == 0:
            clock.set(years * YEAR)
            round.count(f"clock {years:+d} year while it runs")
        else:
            round.daemon.kill()
            clock.set(years * YEAR)
            round.back()
            round.count(f"clock {years:+d} year over a restart")
        expect(round, wire.pb.CLOCK_STATE_JUMPED, f"the clock is {years:+d} year wrong, and there is no alarm")
        round.run_for(0.5)
        clock.set(0)
        expect(round, wire.pb.CLOCK_STATE_STEADY, "the clock is right again, and the alarm stands")
        round.look()


def expect(round, state, otherwise):
    deadline = time.monotonic() + 5
    with wire.Asking(round.daemon.socket) as asking:
        while time.monotonic() < deadline:
            if asking.accepted("GetStatus").clock == state:
                return
            time.sleep(0.02)
    round.wrong.append(otherwise)


# -- a reader of the database


class Reader:
    """Another process that reads in the database, and stands still in the middle of it. By the system's liblmdb."""

    CODE = """
import ctypes, sys, time
lmdb, environment, transaction = ctypes.CDLL("liblmdb.so.0"), ctypes.c_void_p(), ctypes.c_void_p()
must = lambda code: code and sys.exit(f"lmdb: {code}")
must(lmdb.mdb_env_create(ctypes.byref(environment)))
must(lmdb.mdb_env_open(environment, sys.argv[1].encode(), 0x20000, 0o600))
must(lmdb.mdb_txn_begin(environment, None, 0x20000, ctypes.byref(transaction)))
print("reading", flush=True)
time.sleep(3600)
"""

    def __init__(self, data):
        self.process = subprocess.Popen([sys.executable, "-c", self.CODE, data], stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "reading\n":
            raise Impossible("liblmdb cannot be used from Python here")
        self.process.send_signal(signal.SIGSTOP)

    def kill(self):
        self.process.kill()
        self.process.wait()


def readers(data):
    """The processes in the database's table of readers."""
    lmdb, environment, lines = ctypes.CDLL("liblmdb.so.0"), ctypes.c_void_p(), []
    lmdb.mdb_env_create(ctypes.byref(environment))
    lmdb.mdb_env_open(environment, os.fsencode(data), 0x20000, 0o600)
    take = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(lambda line, _: lines.append(line) or 0)
    lmdb.mdb_reader_list(environment, take, None)
    lmdb.mdb_env_close(environment)
    return {int(line.split()[0]) for line in lines if line.split()[:1] and line.split()[0].isdigit()}


@kind("reader", "a process stands still in the middle of reading the database, then dies")
def reader(round, seconds):
    """While it stands the file may grow. Once it is dead, its place is cleared by the next start, and pages are used again."""
    round.load()
    file = round.daemon.data / "data.mdb"
    for _ in until(seconds):
        reader = Reader(round.daemon.data)
        try:
            round.run_for(round.dice.uniform(1.0, 2.0))
            grown = file.stat().st_size
            round.look()
        finally:
            reader.kill()
        round.count("reader stopped, then killed")
        round.daemon.kill()
        round.back()
        if reader.process.pid in readers(round.daemon.data):
            round.wrong.append("a dead reader is still in the table after a start")
        round.run_for(1.0)
        if file.stat().st_size > 2 * grown + (4 << 20):
            round.wrong.append(f"data.mdb grew from {grown:,} to {file.stat().st_size:,} bytes after its reader was cleared")


# -- connections


@kind("cut", "the connection is cut after each byte of request and reply in turn; the client asks again with the same id")
def cut(round, seconds):
    """What happens once is seen by the checker: a command is in the journal once, and answered the same."""
    socket = str(round.directory / "cutting.sock")
    cuts = FORKING.Value("L", 0)
    proxy = FORKING.Process(target=cutting.run, args=(socket, round.daemon.socket, cuts), daemon=True)
    proxy.start()
    try:
        round.load(width=1, rate=5000, socket=socket)
        for _ in until(seconds):
            round.run_for(0.25)
        # Every byte has its turn, however long that takes.
        deadline = time.monotonic() + 60
        while cuts.value < 2 * cutting.BYTES and time.monotonic() < deadline:
            round.run_for(0.05)
        round.look()
        round.unload()
    finally:
        proxy.kill()
        proxy.join()
    number = cuts.value
    round.count("connection cut within a request", (number + 1) // 2)
    round.count("connection cut within a reply", number // 2)
    if number < 2 * cutting.BYTES:
        round.wrong.append(f"only {number} connections could be cut, not every byte had its turn")


# -- the proof that losses are found


@kind("lie", "a disk that says it has what it has not, and a power cut: the losses must be found", Loop, must_lose=True)
def lie(round, seconds):
    round.daemon.kill()
    os.sync()
    round.daemon.environment = {"LD_PRELOAD": str(preload.build(round.directory)), "TORTURE_LIES": "1"}
    round.daemon.must_start()
    round.load()
    round.run_for(1.0)
    round.place.cut_power()
    round.daemon.kill()
    round.place.restore_power()
    round.daemon.environment = {}
    round.count("power cut under a disk that lies")
    round.daemon.must_start()
