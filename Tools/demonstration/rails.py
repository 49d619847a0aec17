"""Scenarios of the paying systems outside: what the check manager tells them, and what becomes of it."""

from checks import demand, present
from world import euros, must, step


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


SCENARIOS = [rail_rejects, rail_loses_then_finds]
