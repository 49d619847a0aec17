"""Deaths by kill -9: of shops, carriers and vouchd as often as wished, and of a terminal at each step of a command."""

import os
import signal
import subprocess
import threading

from relay import Relay
from world import BINARIES, Failed, must, step


class Killer:
    """Kills the parties of an order of ALICE's at SHOP, brought by PARCEL. Her terminal speaks to all of them by relays."""

    def __init__(self, world):
        self.world, self.count = world, 0
        self.lock = threading.Lock()
        # The terminal that may be killed, and where it was: the method and the moment.
        self.victim = self.struck = None
        # Where this command was killed already.
        self.seen = set()
        shop, carrier = world.shops["SHOP"], world.carriers["PARCEL"]
        self.manager = self.relay("vouchd", lambda: world.tcp, "vouch.proto")
        self.shop = self.relay("shop", lambda: shop.address, "selling.proto")
        self.carrier = self.relay("parcel", lambda: carrier.address, "distribution.proto")
        # The shop judges when this one lets it: a terminal that asks for the judgement is to be killed at that too.
        self.judging = self.relay("judging", lambda: world.tcp, "vouch.proto")
        shop.manager = self.judging.endpoint

    def relay(self, name, peer, proto):
        return Relay(self.world.directory / f"{name}-relay.sock", peer, proto, self.identity, self.look)

    def identity(self, process):
        """Whose frames pass: the shop's, or a terminal's."""
        return self.world.identity("seller/SHOP" if process == self.world.shops["SHOP"].process.pid else "terminal/ALICE")

    # -- everybody but the terminal

    def all(self):
        """Kills shop, carrier and vouchd, and starts them again."""
        for site in (self.world.shops["SHOP"], self.world.carriers["PARCEL"]):
            site.kill()
            site.start()
        self.world.kill()
        self.count += 3

    # -- the terminal

    def look(self, process, method, moment):
        """Kills the terminal where it was not killed yet. Called by the relays, at each moment of each call."""
        with self.lock:
            if self.victim is None or self.victim.pid != process:
                return True
            if self.struck is None and (method, moment) not in self.seen:
                self.seen.add((method, moment))
                self.struck = method, moment
                self.victim.kill()
            # What a dead terminal has sent is heard by nobody.
            return self.struck is None

    def sweep(self, number, words, steps, look, again=None):
        """Plays a command of the terminal's until it ends by itself: killed once at each moment of each of its steps.

        `steps` are the methods it is to be killed at. `look` is called after each death. `again` says what a buyer does
        after a death; where it says nothing: the same once more.
        """
        self.seen, killed = set(), {}
        died = True
        while died:
            died = self.play((again and again()) or words)
            self.count += died
            look()
            if self.struck:
                # After its last step it may be over before the blow falls.
                method, moment = self.struck
                killed.setdefault(method, []).append((moment, self.recorded()))
            if self.struck == ("GetOrder", Relay.AFTER):
                self.judging.gate.set()
        must(list(killed) == steps, f"{words[0]} was killed at {', '.join(killed)}, not at {', '.join(steps)}")
        for method, deaths in killed.items():
            moments, states = zip(*deaths)
            must(moments == Relay.MOMENTS, f"{words[0]} was killed only {', '.join(moments)} {method}")
            step(number, f"{words[0]} killed {', '.join(moments)} {method}", " → ".join(dict.fromkeys(states)))

    def play(self, words):
        """Runs the terminal once; whether it was killed. `struck` says where."""
        command = [BINARIES / "vouch-terminal", *words, "--output", "json"]
        world = self.world
        environment = {**os.environ, **world.home("ALICE"), "VOUCH_SERVER": self.manager.endpoint, "VOUCH_SHOP": self.shop.endpoint}
        with self.lock:
            self.struck = None
            self.victim = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                           env=environment, text=True)
        try:
            _, errors = self.victim.communicate(timeout=60)
        except BaseException as interruption:
            self.victim.kill()
            self.victim.wait()
            if isinstance(interruption, subprocess.TimeoutExpired):
                raise Failed(f"vouch-terminal {' '.join(words)} does not end") from None
            raise
        with self.lock:
            ended, self.victim = self.victim.returncode, None
        # One that was over when it was struck did not die of it.
        must(ended == 0 or ended == -signal.SIGKILL and self.struck, f"vouch-terminal {' '.join(words)}: exit {ended}\n{errors}")
        return ended != 0

    def recorded(self):
        """How far the terminal has come by its own record, in a word or two."""
        orders = self.world.buyer("ALICE", "orders", "list")["orders"]
        if not orders:
            return "nothing"
        order = orders[0]
        return f"{order['state']}{'…' if order['outcome'] == 'unfinished' else ''}"
