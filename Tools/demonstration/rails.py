"""Scenarios of the paying systems outside: what the check manager tells them, and what becomes of it."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from checks import demand, present
from world import BINARIES, Failed, euros, free_address, must, step

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def over(world, account="ALICE", bank="bank", card="card"):
    """From now on what an account pays is collected over paying systems outside."""
    world.vouch("accounts", "set", account, "--bank-rail", bank, "--card-rail", card)
    step("", f"the operator has {account}'s payments collected over {bank} and {card}")


def told(world, rail=None):
    """What paying systems were told and have not ended."""
    flags = ("--rail", rail) if rail else ()
    return world.vouch("instructions", "list", *flags)["instructions"]


def clearing(world, rail):
    """What is on its way over a paying system."""
    return world.vouch("statement", "--clearing", rail, "--currency", "EUR")["balance"]


def available(world, seller="SHOP"):
    return world.seller(seller, "statement")["balance"]


def sandbox(world, rail, *faults):
    """Plays the paying system until nothing is left to do; gives what was done."""
    return world.program("vouch-rail", "sandbox", "--rail", rail, "--until-idle", "--answer-within", "1", *faults,
                         "--server", world.tcp, "--log-level", "warning",
                         environment={"VOUCH_IDENTITY": str(world.identity(f"rail/{rail}"))})


def done(tally):
    return ", ".join(f"{count} {what}" for what, count in tally.items() if count) or "nothing to do"


def paid_over(world, amount="48.50", *more):
    """A check is paid, and its money on its way; gives the check."""
    check = demand(world, amount, "ALICE", "SHOP", "PARCEL", (0,), "S2", *more)
    present(world, check)
    waiting = told(world)
    must(len(waiting) == 1 and waiting[0]["check"] == check, f"told: {waiting}")
    step("S8", f"the decision itself tells the paying system: {waiting[0]['instruction']}",
         f"{euros(waiting[0]['amount'])} EUR on their way; the seller has {euros(available(world))}")
    return check


def rail_rejects(world):
    """The bank will not pay: the capture is as if it had not been, and the seller never had the money."""
    over(world)
    before = world.balance("ALICE")["bank"]["available"]
    check = paid_over(world)
    step("", "the bank's connector runs, and the bank rejects", done(sandbox(world, "bank", "--reject", "100")))
    state = world.vouch("checks", "show", check)["check_state"]
    must(state["returned"] == 4850 and state["pending"] == 0, f"the check is {state}")
    must(world.balance("ALICE")["bank"]["available"] == before, "ALICE has not all of it back")
    must(available(world) == 0 and clearing(world, "bank") == 0, "money is left somewhere")
    last = world.vouch("checks", "show", check)["entries"][-1]
    step("", "ALICE's cover has it again, the seller nothing, clearing stands at 0", last["detail"])


def rail_loses_then_finds(world):
    """An order is lost, and an answer: the connector asks, hands over again under the same id, and money moves once."""
    over(world)
    check = paid_over(world)
    name = told(world)[0]["instruction"]
    tally = sandbox(world, "bank", "--lose", "100")
    must(tally["accepted"] == 1 and tally["delivered"] == 2, f"{tally}")
    step("", "the first order does not arrive; asked, the bank does not know it; handed over again it pays", done(tally))
    kinds = [entry["kind"] for entry in world.vouch("checks", "show", check)["entries"]]
    must(kinds == ["issued", "captured", "rail_unsure", "rail_accepted"], f"{kinds}")
    second = paid_over(world, "12.00")
    tally = sandbox(world, "bank", "--silent", "100", "--seed", "2")
    must(tally["accepted"] == 1 and tally["delivered"] == 1, f"{tally}")
    step("", "of the second the answer is lost: asked again, the bank has it", done(tally))
    must(available(world) == 6050 and clearing(world, "bank") == 0, "paid otherwise than once")
    step("", "the seller has both, once; clearing stands at 0", f"{euros(available(world))} EUR")
    again = world.vouch("instructions", "report", name, "rejected", expect=(1,))
    must(again["reason"] == "instruction_ended", f"{again}")
    step("", f"whoever says something else of {name} now is refused", again["reason"])
    must(second != check, "one check twice")


# -- paying systems of another make, as programs of their own

class Outside:
    """A directory outside the world, as what lies there is the paying system's: no seal of the check manager's covers it. Removed
    at the end, with the programs that were started."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="vouch-outside-"))
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self, *command, says=None, environment=None):
        """Starts a program; waits until it says something, if so asked."""
        path = self.directory / f"program-{len(self.processes)}.log"
        with open(path, "ab") as log:
            process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env={**os.environ, **(environment or {})})
        self.processes.append(process)
        deadline = time.monotonic() + 30
        while says and says not in path.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"{command[0]} did not start:\n{path.read_text()}")
            time.sleep(0.05)
        return process


def wheel(name):
    """The archive of a package of PyPI's, fetched where it is not there yet."""
    found = lambda: sorted((ROOT / ".build-schemas").glob(f"{name}-*.whl"))
    if not found():
        subprocess.run([ROOT / "Tools" / "setup", "--quiet", "peers"], check=True)
    must(found(), f"{name} is not there")
    return found()[0]


def connector(world, rail, *arguments):
    """Runs a connector until nothing is left to do; gives what was done."""
    return world.program("vouch-rail", rail, *arguments, "--until-idle", "--every", "1", "--server", world.tcp,
                         "--log-level", "warning", environment={"VOUCH_IDENTITY": str(world.identity(f"rail/{rail}"))})


def running(world, outside, rail, *arguments):
    """A connector that goes on until the end of the scenario."""
    return outside.start(BINARIES / "vouch-rail", rail, *arguments, "--every", "1", "--server", world.tcp,
                         "--log-level", "warning", environment={"VOUCH_IDENTITY": str(world.identity(f"rail/{rail}"))})


def until(what, look, seconds=60):
    deadline = time.monotonic() + seconds
    while not look():
        if time.monotonic() > deadline:
            raise Failed(f"{what} did not come about")
        time.sleep(0.2)


OWN = "DE75512108001245126199"


class MockBank:
    """PyPI's mock-bank: it reads pain.001, and answers as a bank does."""

    def __init__(self, outside, *arguments):
        address = free_address()
        self.base = f"http://{address}"
        outside.start(sys.executable, "-m", "mockbank", "--port", address.split(":")[1], *arguments,
                      says="listening on", environment={"PYTHONPATH": str(wheel("mock_bank"))})

    def ask(self, method, path, body=None):
        request = urllib.request.Request(f"{self.base}/_mock/{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Failed(f"mock-bank, {path}: {error.read().decode()}") from error
        return json.loads(text) if text else None

    def open(self, name, iban, balance, **more):
        self.ask("POST", "accounts", {"id": name.replace(" ", "-").upper(), "name": name, "iban": iban, "bic": "MOCKDEFF", "currency": "EUR", "balance": balance, **more})


ALICE = "DE02120300000000202051"


def bank_rail(world):
    """A real order through a bank of another make: pain.001 out, pain.002 and camt.054 in, and a refund the same way back."""
    with Outside() as outside:
        bank = MockBank(outside)
        bank.open("Alice", ALICE, 30000)
        bank.open("Check manager", OWN, 0)
        step("", "a bank of another make opens: ALICE has 300.00 EUR there, the check manager nothing", "mock-bank, from PyPI")
        over(world, card="book")
        check = paid_over(world)
        running(world, outside, "bank", "--http", bank.base, "--data", outside.directory / "bank", "--own-account", OWN)
        until("the bank's yes", lambda: (bank.ask("POST", "advance?days=1"), not told(world))[1])
        kinds = [entry["kind"] for entry in world.vouch("checks", "show", check)["entries"]]
        must(kinds[-1] == "rail_accepted", f"{world.vouch('checks', 'show', check)['entries'][-1]}")
        step("S8", "the connector sends pain.001; the bank books it, and says so",
             f"seller {euros(available(world))} EUR, clearing {euros(clearing(world, 'bank'))}")
        world.seller("SHOP", "refund", check, "--amount", "8.50", "--reason", "a torn page")
        # The connector may have had it carried out before anybody can look.
        waiting = told(world)
        step("", "seller SHOP gives 8.50 EUR back, which is told to the bank", waiting[0]["instruction"] if waiting else "done already")
        until("the refund", lambda: (bank.ask("POST", "advance?days=1"), not told(world))[1])
        must(clearing(world, "bank") == 0, "clearing does not stand at 0")
        must(available(world) == 4000, f"SHOP has {available(world)}")
        step("", "the bank books it too; clearing stands at 0", f"ALICE {euros(world.balance('ALICE')['bank']['available'])} EUR")


def card_rail(world):
    """A capture by ISO 8583 with a card host of another make; what is declined is as if it had not been."""
    with Outside() as outside:
        flags = card_host(outside)
        step("", "a card host of another make listens; over 100.00 EUR it says no", "iso8583sim, from PyPI")
        over(world)
        check = paid_over(world, "48.50", "--method", "card")
        tally = connector(world, "card", *flags)
        must(tally["accepted"] == 1, f"{tally}")
        step("S8", "0100 is approved, 0220 captures", f"{done(tally)}; seller {euros(available(world))} EUR")
        declined = paid_over(world, "120.00", "--method", "card")
        tally = connector(world, "card", *flags)
        must(tally["rejected"] == 1, f"{tally}")
        last = world.vouch("checks", "show", declined)["entries"][-1]
        step("", "the next is declined: the seller has nothing of it", last["detail"])
        world.seller("SHOP", "refund", check)
        tally = connector(world, "card", *flags)
        must(tally["accepted"] == 1 and available(world) == 0, f"{tally}")
        must(clearing(world, "card") == 0, "clearing does not stand at 0")
        must(world.balance("ALICE")["card"]["available"] == 50000, "ALICE's line is not whole")
        step("", "seller SHOP refunds the first: 0200 with processing code 200000", done(tally))
        tally = connector(world, "card", *flags, "--balances-every", "60")
        must(tally["restated"] == 1 and tally["not_stated"] == 0, f"{tally}")
        must(world.balance("ALICE")["card"]["available"] == 47000, "ALICE's line is not what the credit company says")
        step("", "asked (31), the host says that the card has 470.00 EUR left",
             f"{done(tally)}; ALICE {euros(world.balance('ALICE')['card']['available'])} EUR")
        journal = (outside.directory / "card" / "journal").read_text()
        must("4111111111111111" not in journal, "the journal has a card number")


def card_host(outside):
    """Starts a card host of another make; gives what its connector is told."""
    rules = outside.directory / "host.py"
    rules.write_text(HOST)
    port = free_address().split(":")[1]
    outside.start(sys.executable, rules, port, says="listening", environment={"PYTHONPATH": str(wheel("iso8583sim"))})
    return ("--host", "127.0.0.1", "--port", port, "--data", outside.directory / "card")


HOST = """
import asyncio, sys
from iso8583sim.net.host import MockHost, Rule

class Host(MockHost):
    # What each card has left of its line, here where other shops take from it too.
    def build_response(self, request, code):
        response = super().build_response(request, code)
        if request.fields.get(3, "").startswith("31"):
            response.fields[54] = "3002" + request.fields[49] + "C" + "%012d" % 47000
        return response

async def main():
    host = Host(rules=[Rule(amount_gt=10000, respond="51"), Rule()])
    server = await host.start("127.0.0.1", int(sys.argv[1]))
    print("listening", flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


def orders_of(file):
    """The orders of a file to the post office: their ids and amounts."""
    records = [line.split(";") for line in file.read_text().splitlines()]
    return [(fields[1], int(fields[3])) for fields in records if fields[0] == "D"]


def results(file, number, sum_off=0):
    """What the post office says of a file: all of it paid."""
    orders = orders_of(file)
    about = int(file.stem.split("-")[-1])
    lines = [f"H;VOUCH-RESULTS;1;{number:06};4711;2026-12-01T05:00:00Z;{about:06};EUR"]
    lines += [f"D;{order};ACCEPTED;{amount};;" for order, amount in orders]
    lines += [f"T;{len(orders)};{sum(amount for _, amount in orders) + sum_off}"]
    return "".join(line + "\r\n" for line in lines)


def put(directory, name, text):
    """Whole at once, as whoever carries files should do it."""
    (directory / f".{name}").write_bytes(text.encode())
    (directory / f".{name}").rename(directory / name)


def post_rail(world):
    """Files with the post office: orders go out as a file, results come in as one; a file that is wrong is refused whole."""
    with Outside() as outside:
        over(world, bank="post", card="book")
        first = paid_over(world)
        second = demand(world, "12.00")
        present(world, second)
        exchange = outside.directory / "post"
        running(world, outside, "post", "--data", exchange, "--customer", "4711")
        until("the file of orders", lambda: list(exchange.glob("out/VOUCH-ORDERS-*.txt")))
        until("both orders", lambda: sum(len(orders_of(file)) for file in exchange.glob("out/VOUCH-ORDERS-*.txt")) == 2)
        files = sorted(exchange.glob("out/VOUCH-ORDERS-*.txt"))
        print("\n" + "".join("       " + line for file in files for line in file.read_text().splitlines(True)))
        step("", "the orders lie in the post office's folder", ", ".join(file.name for file in files))
        for number, file in enumerate(files, 1):
            put(exchange / "in", f"RESULTS-{number}.txt", results(file, number, sum_off=1))
        until("the refusal", lambda: len(list(exchange.glob("refused/*.why.txt"))) == len(files))
        why = sorted(exchange.glob("refused/*.why.txt"))[0].read_text().strip().splitlines()
        step("", "results with a wrong sum are refused whole; nothing is booked", why[0])
        must(len(told(world)) == 2, "something was booked")
        for number, file in enumerate(files, 1):
            put(exchange / "in", f"RESULTS-{number}-CORRECTED.txt", results(file, number))
        until("the results", lambda: not told(world))
        must(available(world) == 6050 and clearing(world, "post") == 0, f"SHOP has {available(world)}")
        step("", "right ones are taken: the seller has both, clearing stands at 0", f"{euros(available(world))} EUR")
        must(first != second, "one check twice")


SCENARIOS = [bank_rail, card_rail, post_rail, rail_rejects, rail_loses_then_finds]
