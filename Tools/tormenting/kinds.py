"""The kinds of faults: each is played on a round until its seconds are over."""

import signal
import time

import wire
from places import Loop, Memory, Plain
from round import Round

KINDS = {}


def kind(name, what, place=Plain, needs=(), must_lose=False, Round=Round):
    """Makes a function a kind. `needs`: programs without which it cannot be played. `must_lose`: it proves that losses are
    found, so that a round in which none is found is one that failed. `Round`: what it is played on."""
    def keep(play):
        KINDS[name] = Kind(name, what, place, needs, must_lose, Round, play)
        return play
    return keep


class Kind:
    def __init__(self, name, what, place, needs, must_lose, Round, play):
        self.name, self.what, self.place, self.needs = name, what, place, needs
        self.must_lose, self.Round, self.play = must_lose, Round, play


def until(seconds):
    """Gives turns until the seconds are over; one at least."""
    end, turn = time.monotonic() + seconds, 0
    while turn == 0 or time.monotonic() < end:
        yield turn
        turn += 1


# -- deaths


@kind("kill", "kill -9 at any moment, under load")
def kill(round, seconds):
    round.load()
    for _ in until(seconds):
        round.run_for(round.dice.uniform(0.02, 1.0))
        round.daemon.kill()
        round.count("kill -9")
        round.back()


@kind("kill-start", "kill -9 at any moment of a start, again and again")
def kill_start(round, seconds):
    round.load()
    round.run_for(0.5)
    for _ in until(seconds):
        round.daemon.kill()
        for _ in range(round.dice.randint(1, 4)):
            round.daemon.start(until_it_answers=False)
            round.run_for(round.dice.uniform(0.0, 0.25))
            round.daemon.kill()
            round.count("kill -9 while starting")
        round.back()
        round.run_for(round.dice.uniform(0.1, 0.5))


@kind("power", "power cut: ext4 is shut down without a flush, then kill -9, then mounted again", Loop)
def power(round, seconds):
    round.load()
    for _ in until(seconds):
        round.run_for(round.dice.uniform(0.05, 1.2))
        round.place.cut_power()
        # Whoever goes on for a while must not acknowledge what the disk has not got.
        round.run_for(round.dice.choice([0, 0, 0.05, 0.3]))
        round.daemon.kill()
        round.place.restore_power()
        round.count("power cut")
        round.back()


@kind("term", "SIGTERM under load: what was taken is answered, and it ends with 0")
def term(round, seconds):
    round.load()
    for _ in until(seconds):
        round.run_for(round.dice.uniform(0.1, 1.0))
        round.daemon.signal(signal.SIGTERM)
        if not round.daemon.wait(40) or round.daemon.process.returncode != 0:
            raise wire.Failed(f"vouchd did not end well when it was told to: {round.daemon.process.poll()}\n{round.daemon.tail()}")
        round.count("SIGTERM")
        round.back()


@kind("stop", "SIGSTOP for up to three seconds, then SIGCONT")
def stop(round, seconds):
    round.load()
    for _ in until(seconds):
        round.run_for(round.dice.uniform(0.1, 0.8))
        round.daemon.signal(signal.SIGSTOP)
        round.run_for(round.dice.uniform(0.1, 3.0))
        round.daemon.signal(signal.SIGCONT)
        round.count("SIGSTOP, SIGCONT")
        round.look()


# -- space


def full(round, seconds):
    round.load()
    for turn in until(seconds):
        round.run_for(round.dice.uniform(0.2, 0.6))
        round.place.fill()
        round.count("disk full")
        round.run_for(round.dice.uniform(0.3, 2.0))
        if turn % 3 == 1:
            round.daemon.kill()
            round.count("kill -9 on a full disk")
            round.place.free()
            round.back()
        else:
            round.place.free()
        heals(round)
        round.look()


def heals(round):
    """Space is back: changes are taken again, soon and by themselves."""
    pb = wire.pb
    with wire.Asking(round.daemon.socket) as asking:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            round.must_live()
            if not asking.accepted("GetStatus").read_only:
                return
            round.run_for(0.05)
    round.wrong.append("changes were not taken again within 30 s of space having come back")


@kind("full-disk", "a small ext4 is filled up to its last byte, then space returns", lambda directory: Loop(directory, 56))
def full_disk(round, seconds):
    full(round, seconds)


@kind("full-memory", "the same on tmpfs", lambda directory: Memory(directory, 48))
def full_memory(round, seconds):
    full(round, seconds)
