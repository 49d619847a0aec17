"""Scenarios of what happens after a check was paid: returns, guarantees, disputes, cash, limits."""

from checks import decision, demand, present, refused
from rails import ALICE, OWN, MockBank, Outside, available, card_host, clearing, connector, done, over, paid_over, running, sandbox, told, until
from world import euros, must, step


def state_of(world, check):
    return world.vouch("checks", "show", check)["check_state"]


def cooling_off_return(world):
    """N4: paid at once over the bank, delivered later: the time to withdraw begins with the goods; one command returns all."""
    over(world)
    check = paid_over(world, "48.50", "--cooling-off", "14d")
    step("S8", "the bank pays", done(sandbox(world, "bank")))
    seller = world.vouch("sellers", "show", "SHOP")
    must(seller["locked"] == 4850 and available(world) == 0, f"{seller}")
    before = state_of(world, check)["locked_until"]
    step("", "the seller sees its proceeds, and cannot draw them", f"{euros(seller['locked'])} EUR locked until {before[:10]}")
    refused(world.vouch("payout", "SHOP", "48.50", "--rail", "bank", expect=(1,)), "payee_insufficient", "",
            "the operator pays them out all the same")
    answer = world.distributor("PARCEL", "confirm", check)
    after = state_of(world, check)["locked_until"]
    must(after < before, "the period did not begin with the goods")
    step("S12", "distributor PARCEL hands over: the fourteen days begin now", f"{decision(answer)}; until {after[:10]}")
    receipt = world.terminal("ALICE", "withdraw", check, "--reason", "does not fit")
    step("", "terminal ALICE returns all by one command, with a receipt", f"{decision(receipt)}; entry {receipt['sequence']}")
    must([one["purpose"] for one in told(world)] == ["give_back"], f"{told(world)}")
    step("", "the bank is told, and pays back", done(sandbox(world, "bank")))
    must(world.balance("ALICE")["bank"]["available"] == 30000 and clearing(world, "bank") == 0, "ALICE has not all of it")
    refused(world.terminal("ALICE", "withdraw", check, expect=(1,)), "exceeds_captured", "", "terminal ALICE withdraws once more")


def guarantee_claim(world):
    """N9: a tenth is retained for the guarantee; a claim is paid out of it, and never more than it has."""
    check = demand(world, "80.00", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--guarantee", "730d", "--reserve-share", "10")
    present(world, check)
    seller = world.vouch("sellers", "show", "SHOP")
    must(seller["reserve"] == 800 and available(world) == 7200, f"{seller}")
    step("S8", "the seller is paid; a tenth is retained for two years",
         f"{euros(available(world))} EUR at hand, {euros(seller['reserve'])} in reserve until {state_of(world, check)['reserved_until'][:10]}")
    refused(world.vouch("payout", "SHOP", "80.00", expect=(1,)), "payee_insufficient", "", "the seller draws all of it")
    answer = world.seller("SHOP", "claim-guarantee", check, "--amount", "5.00", "--reason", "handle broke off")
    step("", "a handle breaks off: the seller grants the claim out of the reserve", decision(answer))
    refused(world.vouch("checks", "claim-guarantee", check, "--amount", "3.01", expect=(1,)), "exceeds_reserve", "",
            "the operator grants another, larger than what is left")
    answer = world.vouch("checks", "claim-guarantee", check, "--reason", "the other handle, too")
    step("", "and one for the rest", decision(answer))
    must(world.balance("ALICE")["bank"]["available"] == 30000 - 8000 + 800, "ALICE was not paid")
    refused(world.seller("SHOP", "claim-guarantee", check, expect=(1,)), "guarantee_over", "", "nothing is left to claim")


def chargeback_and_refund(world):
    """A refund and the bank's own return of the same payment: together never more than was paid."""
    over(world)
    check = paid_over(world)
    name = told(world)[0]["instruction"]
    step("S8", "the bank pays", done(sandbox(world, "bank")))
    world.seller("SHOP", "refund", check, "--amount", "20.00", "--reason", "half of it was missing")
    step("", "seller SHOP refunds 20.00 EUR; the bank is told, and pays", done(sandbox(world, "bank")))
    answer = world.vouch("instructions", "report", name, "returned", "--reason", "MD06: the payer objects")
    must(answer["amount"] == 2850, f"{answer['amount']} was taken back")
    step("", "ALICE objects at her bank as well, which takes the whole payment back",
         f"of 48.50 EUR the seller gives back {euros(answer['amount'])}: it had refunded the rest")
    must(available(world) == 0, f"SHOP has {available(world)}")
    refused(world.seller("SHOP", "refund", check, "--amount", "0.01", expect=(1,)), "exceeds_captured", "",
            "seller SHOP refunds a cent more")
    again = world.vouch("instructions", "report", name, "returned", expect=(1,))
    refused(again, "instruction_ended", "", "the bank says it once more")


def cash_pay_in(world):
    """N6: the distributor collects cash, owes it, and grows old owing it; past its limit nothing more is drawn on it."""
    world.vouch("distributors", "set", "PARCEL", "--cash-limit", "100.00")
    step("", "the operator lets PARCEL owe 100.00 EUR at most")
    for amount in ("60.00", "30.00"):
        check = demand(world, amount, "ALICE", "SHOP", "PARCEL", (0,), "S2", "--method", "cash")
        present(world, check, what="demands it on delivery")
        answer = world.distributor("PARCEL", "collect", check)
        step("S12", "distributor PARCEL reports the cash collected", decision(answer))
    refused(demand(world, "20.00", "ALICE", "SHOP", "PARCEL", (1,), "S2", "--method", "cash"), "over_cash_limit")
    report = world.vouch("distributors", "ageing", "PARCEL")
    must(report["distributors"][0]["owed"] == 9000, f"{report}")
    step("", "what PARCEL owes, by age", f"{euros(report['distributors'][0]['owed'])} EUR")
    print("\n" + world.vouch("distributors", "ageing", "PARCEL", json_output=False))
    answer = world.vouch("payin", "PARCEL", "70.00", "--rail", "post")
    step("", "PARCEL pays 70.00 EUR in at the post office", f"{euros(answer['amount'])} EUR, from {answer['postings'][0]['debit']}")
    report = world.vouch("distributors", "ageing", "PARCEL")
    must(report["distributors"][0]["owed"] == 2000, f"{report}")
    must(len(report["distributors"][0]["collections"]) == 1, "the oldest was not cleared first")
    step("", "the oldest collection is cleared first; of the second 20.00 EUR are left",
         f"{euros(report['distributors'][0]['owed'])} EUR owed")
    check = demand(world, "20.00", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--method", "cash")
    must(isinstance(check, str), "PARCEL may not collect again")


def limits_follow(world):
    """N10: limits follow outcomes by a written rule; each change is journalled with its reason."""
    world.vouch("sellers", "set", "SHOP", "--exposure-limit", "1000.00")
    world.vouch("limits", "ALICE", "--checks-per-day", "none")
    step("", "the operator sets limits: SHOP 1,000.00 EUR open, ALICE 900.00 EUR a day")
    for _ in range(20):
        check = world.terminal("ALICE", "demand", "--amount", "5.00", "--currency", "EUR", "--seller", "SHOP")["check"]
        world.seller("SHOP", "present", check)
    step("", "twenty checks of ALICE's to SHOP are paid, without fault")
    shown = {one["party"]: one for one in world.vouch("outcomes", "show")["parties"]}
    must(shown["seller SHOP"]["proposed"] == 110000 and shown["account ALICE"]["proposed"] == 99000, f"{shown}")
    print("\n" + world.vouch("outcomes", "show", json_output=False))
    made = world.vouch("outcomes", "follow", "--once")["changes"]
    for change in made:
        step("", change["party"], change["detail"])
    must(len(made) == 2, f"{made}")
    must(world.vouch("outcomes", "follow", "--once")["changes"] == [], "it changed something again")
    step("", "run again it changes nothing")
    world.vouch("checks", "charge-back", check, "--reason", "goods never came")
    made = world.vouch("outcomes", "follow", "--once")["changes"]
    must(world.vouch("sellers", "show", "SHOP")["exposure_limit"] == 88000, f"{made}")
    step("", "a chargeback: SHOP's limit shrinks by a fifth", made[0]["detail"])


def switch_over_rails(world):
    """N7: dispatched for cash, paid by card after all, and the other way round over the bank: the new cover is held before the old goes."""
    with Outside() as outside:
        card, bank = card_host(outside), MockBank(outside)
        bank.open("Alice", ALICE, 30000)
        bank.open("Check manager", OWN, 0)
        step("", "a card host and a bank of other makes are there", "iso8583sim and mock-bank, from PyPI")
        over(world)
        switched(world, "60.00", "cash", "card", {"bank": 6000, "card": 0}, {"bank": 0, "card": 6000})
        tally = connector(world, "card", *card)
        must(tally["accepted"] == 1 and available(world) == 6000, f"{tally}, {available(world)}")
        step("S8", "the card host is asked (0100), and captures (0220)", done(tally))
        switched(world, "25.00", "card", "transfer", {"bank": 0, "card": 2500}, {"bank": 2500, "card": 0})
        running(world, outside, "bank", "--http", bank.base, "--data", outside.directory / "bank", "--own-account", OWN)
        until("the bank's yes", lambda: (bank.ask("POST", "advance?days=1"), not told(world))[1])
        must(available(world) == 8500 and world.vouch("distributors", "show", "PARCEL")["debt"] == 0, "paid otherwise")
        must(clearing(world, "bank") == 0 and clearing(world, "card") == 0, "clearing does not stand at 0")
        step("S8", "the bank books the second", f"seller {euros(available(world))} EUR; clearing stands at 0 on both")


def switched(world, amount, first, second, before, after):
    """A check that is dispatched for one method, and paid by another: what is held, before and after that."""
    check = demand(world, amount, "ALICE", "SHOP", "PARCEL", (0,), "S2", "--method", first, "--release", "on-delivery")
    present(world, check, what="demands it on delivery")
    held = lambda: {cover: world.balance("ALICE")[cover]["held"] for cover in ("bank", "card")}
    must(held() == before, f"{held()}")
    answer = world.terminal("ALICE", "pay", check, "--method", second)
    must(held() == after, f"{held()}")
    step("S7'", f"on its way; terminal ALICE pays by {second}, not by {first}", decision(answer))
    step("", f"one decision: {amount} EUR held there, and no more here")
    answer = world.distributor("PARCEL", "confirm", check)
    step("S12", "distributor PARCEL hands over, and collects nothing", decision(answer))


SCENARIOS = [cooling_off_return, guarantee_claim, chargeback_and_refund, cash_pay_in, switch_over_rails, limits_follow]
