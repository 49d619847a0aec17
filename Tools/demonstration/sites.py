"""The sites of a demonstration: shops and carriers as processes of their own, each with a directory and an address."""

import signal
import subprocess
import time

from world import BINARIES, Failed, World, free_address


class Site:
    """One shop's or carrier's site. Started again it listens where it did before, so that others find it."""

    def __init__(self, world, program, code, arguments):
        self.world, self.program, self.code, self.arguments = world, program, code, arguments
        self.data = world.directory / code.lower()
        self.log = world.directory / f"{code.lower()}.log"
        self.address = free_address()
        # Another way to the check manager than straight to it.
        self.manager = None
        self.process = None

    @property
    def name(self):
        """Whose site it is, as certificates have it."""
        return f"{self.program.removeprefix('vouch-')}/{self.code}"

    def start(self):
        endpoints = self.data / "endpoints"
        endpoints.unlink(missing_ok=True)
        log = open(self.log, "ab")
        self.process = subprocess.Popen(
            [BINARIES / self.program, "serve", "--data", self.data, "--listen", self.address,
             "--identity", self.world.identity(self.name), "--manager", self.manager or self.world.tcp, *self.arguments],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failed(f"the site of {self.code} ended at once:\n{self.log.read_text()}")
            lines = endpoints.read_text().splitlines() if endpoints.exists() else []
            self.page = next((line for line in lines if line.startswith("http:")), None)
            if lines:
                return
            time.sleep(0.02)
        raise Failed(f"the site of {self.code} does not listen")

    def kill(self):
        """Kills it with -9, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                status = self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failed(f"the site of {self.code} did not stop within 30 s of SIGTERM")
            if status != 0:
                raise Failed(f"the site of {self.code} ended with {status}:\n{self.log.read_text()}")

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill()


class Town(World):
    """A world with two shops, two carriers and the buyers' terminals."""

    def __init__(self):
        super().__init__()
        self.shops = {
            "SHOP": Site(self, "vouch-seller", "SHOP", ["--seller", "SHOP", "--name", "Buch & Bohne Versand",
                                                        "--currency", "EUR", "--http", "127.0.0.1:0"]),
            "TOOLS": Site(self, "vouch-seller", "TOOLS", ["--seller", "TOOLS", "--name", "Werkzeug Wagner",
                                                          "--currency", "EUR"]),
        }
        self.carriers = {
            "PARCEL": Site(self, "vouch-distributor", "PARCEL", ["--distributor", "PARCEL", "--name", "Paketdienst Nord",
                                                                 "--depot", "28195"]),
            "BIKE": Site(self, "vouch-distributor", "BIKE", ["--distributor", "BIKE", "--name", "Radkurier Köln",
                                                             "--depot", "50667"]),
        }

    @property
    def sites(self):
        return [*self.shops.values(), *self.carriers.values()]

    def remove(self):
        for site in self.sites:
            site.remove()
        super().remove()

    def stop(self):
        for site in self.sites:
            site.stop()
        super().stop()

    # -- the four parties: each call is one process

    def office(self, code, *arguments, **more):
        """A shop's people, at their own site."""
        return self.program("vouch-seller", *arguments, environment={
            "VOUCH_OFFICE": self.shops[code].address, "VOUCH_IDENTITY": str(self.identity(f"seller/{code}"))}, **more)

    def company(self, code, *arguments, **more):
        """A carrier's people, at their own site."""
        return self.program("vouch-distributor", *arguments, environment={
            "VOUCH_COMPANY": self.carriers[code].address, "VOUCH_IDENTITY": str(self.identity(f"distributor/{code}"))}, **more)

    def buyer(self, account, *arguments, shop="SHOP", **more):
        """A buyer's terminal, with a home of its own."""
        return self.program("vouch-terminal", *arguments, environment=self.home(account, shop), **more)

    def home(self, account, shop="SHOP"):
        return {"VOUCH_TERMINAL_HOME": str(self.directory / f"home-{account.lower()}"), "VOUCH_ACCOUNT": account,
                "VOUCH_IDENTITY": str(self.identity(f"terminal/{account}")), "VOUCH_SHOP": self.shops[shop].address,
                "VOUCH_SERVER": self.tcp}
