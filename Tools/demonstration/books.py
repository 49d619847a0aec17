"""Scenarios of the books: what an account had at any time, and how it came to that."""

from checks import demand, present, settled
from world import euros, must, step


def statement(world):
    """A shop's statement of a period: for people, for paper and for accounting programs; and a balance of the past."""
    for amount in ("48.50", "12.00"):
        check = demand(world, amount)
        present(world, check)
        settled(world, check)
    held = demand(world, "5.00")
    world.seller("SHOP", "refund", check, "--amount", "2.00", "--reason", "a torn page")
    step("", "seller SHOP gives 2.00 EUR of the last one back", "refunded")

    whole = world.seller("SHOP", "statement", "--from", "1970-01-01")
    amounts = [line["amount"] for line in whole["lines"]]
    must(amounts == [4850, 1200, -200], f"the statement has {amounts}")
    must(whole["opening"] + whole["paid_in"] - whole["paid_out"] == whole["closing"] == 5850, f"it does not add up: {whole}")
    step("", "seller SHOP asks for its statement", f"{len(amounts)} movements, {euros(whole['closing'])} EUR after them")
    print("\n" + world.vouch("statement", "--seller", "SHOP", "--from", "1970-01-01", json_output=False))

    second = whole["lines"][1]["time"]
    then = world.vouch("statement", "--seller", "SHOP", "--at", second)
    must(then["balance"] == 6050, f"then it had {then['balance']}")
    step("", f"and what SHOP had at {second}", f"{euros(then['balance'])} EUR")
    buyer = world.terminal("ALICE", "statement", "--from", "1970-01-01")
    must(buyer["held"] == 500, f"held: {buyer['held']}")
    step("", "terminal ALICE asks for her own, and what is held of it",
         f"{euros(buyer['closing'])} EUR, {euros(buyer['held'])} of it for {held[:13]}…")
    for form, what in (("html", "a page to print"), ("camt.053", "ISO 20022, for accounting"), ("csv", "for spreadsheets")):
        path = world.directory / f"statement.{form}"
        path.write_text(world.vouch("statement", "--seller", "SHOP", "--format", form, json_output=False))
        step("", f"the same as {form}, {what}", f"{path.stat().st_size:,} bytes")


def report(world):
    """What a period brought a shop on all of its accounts together: at hand, locked, in reserve."""
    terms = ("--cooling-off", "14d", "--guarantee", "365d", "--reserve-share", "10")
    for amount, more in (("48.50", terms), ("12.00", ())):
        check = demand(world, amount, "ALICE", "SHOP", "PARCEL", (0,), "S2", *more)
        present(world, check)
    world.seller("SHOP", "refund", check, "--amount", "2.00")
    whole = world.seller("SHOP", "report")
    must((whole["opening"], whole["closing"]) == (0, 5850), f"{whole}")
    must([sum["amount"] for sum in whole["sums"]] == [6050, -200], f"{whole}")
    step("", "seller SHOP asks for a report", f"{euros(whole['closing'])} EUR on {len(whole['accounts'])} accounts")
    print("\n" + world.seller("SHOP", "report", json_output=False))


def event_feed(world):
    """A shop follows what happens to it, misses nothing while vouchd is killed, and goes on from the last number it saw."""
    check = demand(world)
    present(world, check)
    settled(world, check)
    seen = world.seller("SHOP", "journal")
    kinds = [entry["kind"] for entry in seen["entries"]]
    must(kinds == ["enrolled", "issued", "captured"], f"the feed has {kinds}")
    step("", "seller SHOP reads its part of the journal", f"{', '.join(kinds)}; next: {seen['next']}")
    demand(world, "9.00", seller="TOOLS")
    world.kill()
    step("", "vouchd is killed with -9 and started again")
    world.seller("SHOP", "refund", check, "--amount", "1.00", "--reason", "a scratch")
    rest = world.seller("SHOP", "journal", "--from", str(seen["next"]))
    kinds = [entry["kind"] for entry in rest["entries"]]
    must(kinds == ["refunded"], f"the feed goes on with {kinds}")
    step("", f"seller SHOP goes on from {seen['next']}", f"{', '.join(kinds)}; of the check to TOOLS nothing")
    print("\n" + world.seller("SHOP", "journal", json_output=False))


SCENARIOS = [statement, report, event_feed]
