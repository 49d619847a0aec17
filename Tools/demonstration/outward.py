"""Scenarios of what leaves the manager: events told to other servers, and everything exported to files."""

import collections
import csv
import hashlib
import hmac
import http.server
import json
import shutil
import signal
import subprocess
import threading

from checks import demand, present, settled
from steps import wait
from world import BINARIES, World, must, step


class Receiver:
    """A shop's own server that is told what happens: it verifies each event, and answers as it was told to before."""

    def __init__(self):
        self.secret = ""
        self.answers = []
        self.taken = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = dict(field.split("=", 1) for field in self.headers["Vouch-Signature"].split(","))
                right = hmac.new(receiver.secret.encode(), signed["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
                answer = receiver.answers.pop(0) if receiver.answers else 200
                if not hmac.compare_digest(right, signed["v1"]):
                    answer = 401
                if answer == 200:
                    receiver.taken.append(json.loads(body))
                self.send_response(answer)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/vouch"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def kinds(self):
        return [event["kind"] for event in self.taken]


def webhooks(world):
    """A shop's own server is told what happens, signed, in order and at least once, whoever fails or is killed meanwhile."""
    receiver = Receiver()
    data = world.directory / "hooks"
    added = world.vouch("webhooks", "add", receiver.address, "--seller", "SHOP", "--data", data)
    receiver.secret = added["secret"]
    step("", "the operator adds an endpoint for SHOP's events", f"{added['endpoint']}, with a secret shown once")

    def serve():
        log = open(world.directory / "webhooks.log", "ab")
        sender = subprocess.Popen(
            [BINARIES / "vouch", "webhooks", "serve", "--data", data, "--server", world.unix, "--every", "0.1",
             "--first-pause", "0.1", "--longest-pause", "0.5"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        return sender

    sender = serve()
    try:
        receiver.answers = [500, 503]
        check = demand(world)
        present(world, check)
        wait("the server is told", lambda: receiver.kinds == ["issued", "captured"])
        step("", "its server fails twice, and then has both, in order", ", ".join(receiver.kinds))
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        world.seller("SHOP", "refund", check, "--amount", "1.00", "--reason", "a scratch")
        world.kill()
        step("", "the sender is killed with -9, money given back, and vouchd killed too")
        sender = serve()
        wait("the server is told", lambda: receiver.kinds[-1] == "refunded")
        step("", "the sender goes on where it was", ", ".join(receiver.kinds))
        receiver.answers = [410]
        world.seller("SHOP", "refund", check, "--amount", "2.00")

        letters = wait("it is given up", lambda: letters_of(world, data))
        step("", "one event its server refuses for good: a dead letter", letters[0]["reason"])
        world.program("vouch", "webhooks", "dead-letters", "--retry", "--data", data)
        wait("it is taken", lambda: len(receiver.taken) == 4)
        wait("no dead letter is left", lambda: not letters_of(world, data))
        numbers = [event["sequence"] for event in receiver.taken]
        must(numbers == sorted(set(numbers)), f"told: {numbers}")
        step("", "asked to, the sender sends it once more", f"events {', '.join(map(str, numbers))}, each verified by HMAC")
    finally:
        sender.kill()
        sender.wait()
        receiver.server.shutdown()


def letters_of(world, data):
    return world.program("vouch", "webhooks", "dead-letters", "--data", data)["dead_letters"]


class Elsewhere(World):
    """Another manager, empty."""

    def __init__(self, world):
        super().__init__()
        self.authority = world.directory / "authority"

    def create(self):
        shutil.copytree(self.authority, self.directory / "authority")
        self.program("vouchd", "init", "--data", f"{self.directory}/data", "--log-segment-mib", "8", json_output=False)


def export_import(world):
    """Everything is exported, of one moment, and the parties enrolled from it by an empty manager: the same files come out."""
    world.vouch("accounts", "add", "ODD", "--currency", "EUR", "--name", '=SUM(A1),"Ö" \u05e9\u05dc\u05d5\u05dd', "--per-check", "12.34")
    check = demand(world)
    present(world, check)
    settled(world, check)
    demand(world, "5.00")
    out = world.directory / "out"
    manifest = world.vouch("export", out)
    step("", f"the operator exports everything, as of entry {manifest['last_sequence']}",
         f"{len(manifest['files'])} files, balances come to zero: {'yes' if manifest['conserved'] else 'no'}")
    for file in manifest["files"]:
        digest = hashlib.sha256((out / file["name"]).read_bytes()).hexdigest()
        must(digest == file["sha256"], f"{file['name']} is not what the manifest says")
        print(f"         {file['name']:<26}{file['records']:>5} records   {digest[:16]}…")
    with open(out / "journal.csv", encoding="utf-8", newline="") as lines:
        journal = list(csv.DictReader(lines))
    balances = collections.Counter()
    for entry in journal:
        for posting in json.loads(entry["postings"]):
            balances[posting["debit"]] -= posting["amount"]
            balances[posting["credit"]] += posting["amount"]
    with open(out / "balances.csv", encoding="utf-8", newline="") as lines:
        exported = {row["account"]: int(row["posted"]) for row in csv.DictReader(lines)}
    must(all(exported[account] == amount for account, amount in balances.items()), "journal and balances differ")
    step("", "Python adds up the journal's postings, and comes to the balances", f"{len(journal)} entries")

    other = Elsewhere(world)
    try:
        other.create()
        other.start()
        report = other.vouch("import-all", out)
        counts = ", ".join(f"{report[kind]['imported']} {kind}" for kind in ("accounts", "sellers", "distributors"))
        step("", "an empty manager elsewhere enrols the parties of the export", counts)
        other.vouch("export", other.directory / "out")
        for kind in ("accounts", "sellers", "distributors"):
            must((out / f"{kind}.csv").read_bytes() == (other.directory / "out" / f"{kind}.csv").read_bytes(), f"{kind} differ")
        step("", "what that exports of them is the same, byte for byte", "checks and journal stay where they were made")
        other.stop()
    finally:
        other.remove()
    # What was exported is for its owner: the look through all files is for what lies about.
    shutil.rmtree(out)


SCENARIOS = [webhooks, export_import]
