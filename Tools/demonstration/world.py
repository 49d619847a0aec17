"""The world of a demonstration: a vouchd in a temporary directory, the programs that talk to it, and how steps are shown."""

import base64
import csv
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

DATA = pathlib.Path(__file__).resolve().parent.parent / "demo-data"
BINARIES = pathlib.Path(os.environ["VOUCH_BINARIES"])


# What ends a demo early: Ctrl-C, a plain kill, a closed terminal.
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_on_signals():
    """Makes a signal end the demo as an exception does: with nothing left behind."""
    for number in ENDING:
        signal.signal(number, lambda number, _: sys.exit(128 + number))


def free_address():
    """An address on loopback that stays one's own while nobody listens there: below the ports that the kernel gives out."""
    while True:
        port = random.randrange(10_000, 32_768)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
                return f"127.0.0.1:{port}"
            except OSError:
                continue


class Failed(Exception):
    """Something came out otherwise than the scenario says."""


class World:
    """A vouchd in a temporary directory with the demo's parties, and the programs that talk to it."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="vouch-demo-"))
        self.unix = f"unix:{self.directory}/vouchd.sock"
        self.tcp = free_address()
        self.process = None
        self.kills = 0
        self.kill_between = False

    # -- processes

    def create(self):
        self.program("vouch", "ca", "init", self.directory / "authority", "--name", "Vouch Demo")
        self.program("vouchd", "init", "--data", f"{self.directory}/data", "--log-segment-mib", "8",
                     json_output=False)

    def start(self):
        # Once it listens it says so in this file. One that was killed leaves it behind.
        endpoints = self.directory / "data" / "endpoints"
        endpoints.unlink(missing_ok=True)
        log = open(self.directory / "vouchd.log", "ab")
        self.process = subprocess.Popen(
            [BINARIES / "vouchd", "--data", f"{self.directory}/data", "--listen", self.tcp,
             "--identity", self.identity("manager"), "--unix", f"{self.directory}/vouchd.sock", "--log-segment-mib", "8", "--drawee", "Vouch Demo Manager"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failed(f"vouchd ended at once:\n{(self.directory / 'vouchd.log').read_text()}")
            if endpoints.exists():
                return
            time.sleep(0.02)
        raise Failed("vouchd does not listen")

    def kill(self):
        """Kills vouchd with -9, as a power cut would, and starts it again."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.kills += 1
        self.start()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                if self.process.wait(timeout=30) != 0:
                    raise Failed(f"vouchd ended with {self.process.returncode}")
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Failed("vouchd did not stop within 30 s of SIGTERM")

    def logs(self):
        """The last lines of every log."""
        tails = [f"-- {log.name}\n" + "\n".join(log.read_text().splitlines()[-12:]) for log in sorted(self.directory.glob("*.log"))]
        return "\n".join(tails)

    def remove(self):
        # From here on nothing may come between: whoever interrupts twice has it both times.
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
        end_on_signals()

    # -- who they are

    def identity(self, name):
        """The directory by which somebody shows who it is to everybody it speaks to; made when first asked for."""
        directory = self.directory / f"identity-{name.replace('/', '-')}"
        if not directory.exists():
            self.program("vouch", "ca", "issue", name, "--authority", self.directory / "authority", "--out", directory)
        return directory

    def program(self, name, *arguments, expect=(0,), json_output=True, environment=None):
        """Runs one program; gives its JSON answer. `expect`: the exit codes that are as they should be."""
        command = [str(BINARIES / name), *map(str, arguments)]
        if json_output:
            command += ["--output", "json"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                              env={**os.environ, **(environment or {})})
        if done.returncode not in expect:
            raise Failed(f"{' '.join(command)}\nexit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout) if json_output else done.stdout

    # -- the four parties: each call is one process

    def between(self):
        if self.kill_between:
            self.kill()
            print(f"       vouchd killed with -9 and started again ({self.kills})")

    def vouch(self, *arguments, **more):
        self.between()
        return self.program("vouch", *arguments, "--server", self.unix, **more)

    def terminal(self, account, *arguments, **more):
        self.between()
        return self.program("vouch-terminal", "--account", account, "--server", self.tcp, *arguments,
                            environment={"VOUCH_TERMINAL_HOME": str(self.directory / f"home-{account.lower()}"),
                                         "VOUCH_IDENTITY": str(self.identity(f"terminal/{account}"))}, **more)

    def seller(self, seller, *arguments, **more):
        self.between()
        return self.program("vouch-seller", "--seller", seller, "--server", self.tcp, *arguments,
                            environment={"VOUCH_IDENTITY": str(self.identity(f"seller/{seller}"))}, **more)

    def distributor(self, distributor, *arguments, **more):
        self.between()
        return self.program("vouch-distributor", "--distributor", distributor, "--server", self.tcp, *arguments,
                            environment={"VOUCH_IDENTITY": str(self.identity(f"distributor/{distributor}"))}, **more)

    def enrol(self):
        step("", "an authority is made; everybody shows a certificate of it", "TLS 1.3, both sides")
        for kind in ("accounts", "sellers", "distributors"):
            report = self.vouch(kind, "import", DATA / f"{kind}.csv")
            step("", f"{kind} enrolled from {kind}.csv", f"{report['imported']} enrolled, {report['failed']} bad lines")

    def look_for_people(self):
        """Looks through every file that was written for what is known of people: nothing of it may be read there."""
        with open(DATA / "accounts.csv", encoding="utf-8") as lines:
            people = list(csv.DictReader(lines))
        planted = {person[field] for person in people for field in ("name", "address", "telephone", "bank_account", "card_number")}
        files = [file for file in self.directory.rglob("*") if file.is_file()]
        # What is no secret is found, in tables and in logs, so that looking is seen to work.
        known = {b"accounts", b"listening"}
        found = set()
        for file in files:
            written = file.read_bytes()
            for word in filter(None, planted):
                forms = (word.encode(), word.encode("utf-16-le"), base64.b64encode(word.encode())[:-4], word.encode().hex().encode())
                must(not any(form in written for form in forms), f"{file} tells '{word}'")
            found |= {word for word in known if word in written}
        must(found == known, "not even what is no secret was found")
        print(f"  in clear: of people nothing, in {len(files)} files written")

    # -- what is shown

    def balance(self, account):
        return self.vouch("accounts", "show", account)

    def show_balances(self):
        print()
        for code in ("ALICE", "BOB", "CARLA"):
            account = self.balance(code)
            for cover in ("bank", "card"):
                money = account[cover]
                if money["standing"] == "none":
                    continue
                print(f"  {'account ' + code:<20}{cover:<11}posted {euros(money['posted']):>10}   held {euros(money['held']):>9}"
                      f"   available {euros(money['available']):>10}")
        for code in ("SHOP", "TOOLS"):
            seller = self.vouch("sellers", "show", code)
            print(f"  {'seller ' + code:<20}{'available':<11}posted {euros(seller['available']):>10}   locked {euros(seller['locked']):>7}")
        for code in ("PARCEL", "BIKE"):
            carrier = self.vouch("distributors", "show", code)
            print(f"  {'distributor ' + code:<20}{'debt':<11}posted {euros(carrier['debt']):>10}")
        sheet = self.vouch("balance-sheet")
        print(f"\n  conserved: {'yes' if sheet['conserved'] else 'no'}")
        if not sheet["conserved"]:
            raise Failed("money was not conserved")


def euros(minor_units):
    return f"{minor_units / 100:,.2f}"


def step(number, what, answer=""):
    dots = "." * max(2, 68 - len(what))
    print(f"  {number:<5}{what} {dots} {answer}" if answer else f"  {number:<5}{what}", flush=True)


def must(condition, what):
    if not condition:
        raise Failed(what)


def decision(answer):
    """A judgement in words."""
    if answer["outcome"] == "refused":
        return f"refused: {answer['reason']} ({answer['sentence']})"
    kind = answer["kind"].replace("_", " ")
    money = f" {euros(answer['amount'])} EUR" if answer["amount"] else ""
    return f"{kind}{money}; check {answer['check_state']['state']}"
