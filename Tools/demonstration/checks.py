"""Scenarios of one check: from the demand to the settlement, and everything that may become of it."""

import time

from world import decision, euros, must, step


def demand(world, amount="48.50", account="ALICE", seller="SHOP", distributor="PARCEL", expect=(0,), number="S2", *more):
    parties = (("--seller", seller) if seller else ()) + (("--distributor", distributor) if distributor else ())
    step(number, f"terminal {account} demands a check for {amount} EUR to {seller or 'anyone'}")
    answer = world.terminal(account, "demand", "--amount", amount, "--currency", "EUR", *parties,
                            "--order", f"order of {account}", *more, expect=expect)
    named = [party for party, code in (("seller", seller), ("distributor", distributor)) if code]
    parties = " and ".join(filter(None, [", ".join(["buyer", *named[:-1]]), *named[-1:]]))
    step("S3", f"credit check of {parties}, in one decision", decision(answer))
    if answer["outcome"] == "accepted":
        step("S4", f"check {answer['check']} issued", f"{euros(answer['amount'])} EUR held")
        return answer["check"]
    return answer


def refused(answer, reason, number="", what=None):
    """Expects a refusal, and shows it unless that is done."""
    if what:
        step(number, what, decision(answer))
    must(answer["outcome"] == "refused" and answer["reason"] == reason, f"expected refusal {reason}, got {answer}")


def verify(world, check, seller="SHOP", expect=(0,)):
    answer = world.seller(seller, "verify", check, "--order", "order of ALICE", expect=expect)
    step("S5''", f"seller {seller} judges the check a second time",
         "valid" if answer["outcome"] == "accepted" else decision(answer))
    return answer


def present(world, check, *more, seller="SHOP", expect=(0,), what="demands payment"):
    answer = world.seller(seller, "present", check, *more, expect=expect)
    step("S7", f"seller {seller} {what}", decision(answer))
    return answer


def settled(world, check):
    for_show = world.vouch("checks", "show", check)
    state = for_show["check_state"]
    method = {"transfer": "the buyer's bank", "card": "the buyer's card", "cash": "the cash collected"}[state["method"]]
    step("S8", f"the charge reached the seller's account from {method}",
         f"{euros(state['captured'])} EUR paid; check {state['state']}")
    must(state["state"] == "settled", f"the check is {state['state']}, not settled")


def check_only(world):
    """The whole of S2-S5'' and S7-S8: demanded, judged, issued, verified, presented, settled."""
    check = demand(world)
    step("S5", "terminal sends check and order to the seller", "by its own means")
    verify(world, check)
    present(world, check)
    settled(world, check)


def check_id_only(world):
    """S4': only the id is sent; the seller has the check by presenting id and secret."""
    step("S2", "terminal BOB demands a check for 20.00 EUR; his account has only ids sent")
    secret = "5eed" * 8
    answer = world.terminal("BOB", "demand", "--amount", "20.00", "--currency", "EUR", "--seller", "SHOP", "--id-only", "--secret", secret)
    step("S4'", f"only the id is sent: {answer['check']}", decision(answer))
    must("terms" not in answer or answer["terms"] is None, "the terms were sent although only the id should be")
    check = answer["check"]
    refused(world.seller("SHOP", "claim", check, "--secret", "00" * 16, expect=(1,)), "claim_refused", "S4'", "seller SHOP claims it with a wrong secret")
    claimed = world.seller("SHOP", "claim", check, "--secret", secret)
    step("S4'", "seller SHOP claims it with the secret the buyer gave", f"{euros(claimed['terms']['amount'])} EUR drawn by {claimed['terms']['drawer']}")
    present(world, check)
    settled(world, check)


def pay_by_card(world):
    """S7': the buyer pays by card; the credit company's cover is charged."""
    check = demand(world, "120.00", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--method", "card")
    present(world, check)
    settled(world, check)
    must(world.balance("ALICE")["card"]["posted"] == -12000, "the card was not charged")


def pay_by_transfer(world):
    """S7': the buyer pays by bank transfer; the bank cover is charged."""
    check = demand(world, "120.00", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--method", "transfer")
    present(world, check)
    settled(world, check)
    must(world.balance("ALICE")["bank"]["posted"] == 18000, "the bank was not charged")


def cash_on_delivery(world):
    """S7'/S8': the distributor collects, and owes until it has paid in; the hold stays until the cash is there."""
    check = demand(world, "60.00", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--method", "cash")
    answer = present(world, check, what="demands payment; the goods go out")
    must(answer["check_state"]["state"] == "committed", "the check is not committed")
    refused(world.distributor("PARCEL", "confirm", check, expect=(1,)), "cash_due", "S12", "distributor PARCEL only confirms the delivery")
    answer = world.distributor("PARCEL", "collect", check)
    step("S12", "distributor PARCEL reports the cash collected", decision(answer))
    settled(world, check)
    must(world.vouch("distributors", "show", "PARCEL")["debt"] == -6000, "the distributor does not owe the cash")
    world.vouch("payin", "PARCEL", "60.00")
    step("", "distributor PARCEL pays in 60.00 EUR", "its debt is cleared")
    must(world.vouch("distributors", "show", "PARCEL")["debt"] == 0, "the debt is not cleared")


def switch_method(world):
    """N7: from transfer to card to cash and back, never without cover."""
    check = demand(world, "100.00")
    for method, bank, card in (("card", 0, 10000), ("cash", 0, 10000), ("transfer", 10000, 0)):
        answer = world.terminal("ALICE", "pay", check, "--method", method)
        account = world.balance("ALICE")
        step("S7'", f"terminal ALICE chooses {method}", f"held: bank {euros(account['bank']['held'])}, card {euros(account['card']['held'])}")
        must((account["bank"]["held"], account["card"]["held"]) == (bank, card), "the cover is not where it should be")
    present(world, check)
    settled(world, check)


def pay_on_delivery(world):
    """N2: the seller demands, and is paid when the distributor named on the check proves delivery."""
    check = demand(world, "75.00", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--release", "on-delivery")
    answer = present(world, check)
    must(answer["check_state"]["state"] == "committed", "the check is not committed")
    refused(world.distributor("BIKE", "confirm", check, expect=(1,)), "unknown_check", "S12", "distributor BIKE confirms another's delivery")
    answer = world.distributor("PARCEL", "confirm", check)
    step("S12", "distributor PARCEL confirms delivery", decision(answer))
    settled(world, check)


def partial_capture(world):
    """Two parcels: two captures, the second final; the rest is given back."""
    check = demand(world, "100.00")
    present(world, check, "--amount", "40.00", "--currency", "EUR", "--keep-open", what="demands 40.00 for the first parcel")
    answer = present(world, check, "--amount", "35.00", "--currency", "EUR", what="demands 35.00 for the second, finally")
    must(answer["check_state"]["released"] == 2500, "25.00 were not given back")
    settled(world, check)


def refund(world):
    """Paid, partly given back, then wholly; never more than was captured."""
    check = demand(world)
    present(world, check)
    for amount in ("18.50", "30.00"):
        answer = world.seller("SHOP", "refund", check, "--amount", amount, "--currency", "EUR")
        step("", f"seller SHOP refunds {amount}", decision(answer))
    refused(world.seller("SHOP", "refund", check, "--amount", "0.01", "--currency", "EUR", expect=(1,)), "exceeds_captured", "", "seller SHOP refunds one cent more")
    must(world.balance("ALICE")["bank"]["posted"] == 30000, "the buyer did not get everything back")


def dispute_split(world):
    """A party freezes the check; the operator decides."""
    check = demand(world)
    answer = world.terminal("ALICE", "dispute", check, "--reason", "the wrong goods came")
    step("", "terminal ALICE disputes: the wrong goods came", decision(answer))
    refused(world.seller("SHOP", "present", check, expect=(1,)), "check_frozen", "S7", "seller SHOP demands payment")
    answer = world.vouch("checks", "resolve", check, "--pay", "10.00", "--reason", "half of it was right")
    step("", "the operator decides: 10.00 to the seller, the rest back", decision(answer))
    must(world.balance("ALICE")["bank"]["posted"] == 29000, "not 10.00 were paid")


def refused_insufficient(world):
    """S3: the outstanding amount does not cover the charge."""
    refused(demand(world, "399.99", expect=(1,)), "insufficient_funds")


def refused_limit(world):
    """S3: over the account's limit for one check."""
    world.vouch("fund", "ALICE", "1000.00")
    refused(demand(world, "400.01", expect=(1,)), "over_check_limit")


def refused_standing(world):
    """S3: the bank does not vouch for this buyer."""
    refused(demand(world, "10.00", account="CARLA", expect=(1,)), "standing_bad")


def refused_unknown_seller(world):
    """S3: the seller named is in no registry."""
    refused(demand(world, "10.00", seller="NOBODY", expect=(1,)), "unknown_seller")


def refused_suspended_distributor(world):
    """S3: the distributor named is suspended; all named parties pass together or none."""
    world.vouch("distributors", "suspend", "PARCEL", "--reason", "contract in question")
    step("", "the operator suspends distributor PARCEL")
    refused(demand(world, "10.00", expect=(1,)), "distributor_suspended")


def refused_wrong_seller(world):
    """J3: a check is good only in the hands of the seller it is drawn to."""
    check = demand(world)
    refused(world.seller("TOOLS", "present", check, expect=(1,)), "unknown_check", "S7", "seller TOOLS demands payment of it")


def refused_twice(world):
    """J3: a check is spent once."""
    check = demand(world)
    present(world, check)
    refused(world.seller("SHOP", "present", check, expect=(1,)), "check_settled", "S7", "seller SHOP demands payment again")


def refused_expired(world):
    """J3: after its expiry a check is worth nothing, and its hold is free again by itself."""
    check = demand(world, "48.50", "ALICE", "SHOP", "PARCEL", (0,), "S2", "--expires-in", "2s")
    deadline = time.monotonic() + 30
    while world.balance("ALICE")["bank"]["held"] != 0:
        must(time.monotonic() < deadline, "the hold was not freed")
        time.sleep(0.2)
    step("", "two seconds later", "the hold is free again")
    refused(world.seller("SHOP", "present", check, expect=(1,)), "check_expired", "S7", "seller SHOP demands payment")


def refused_voided(world):
    """J3: a voided check is worth nothing."""
    check = demand(world)
    step("", "terminal ALICE voids the check", decision(world.terminal("ALICE", "void", check)))
    refused(world.seller("SHOP", "present", check, expect=(1,)), "check_voided", "S7", "seller SHOP demands payment")


def same_id_again(world):
    """J2: a demand repeated with the same id gives the same answer and happens once."""
    check = demand(world)
    once = world.seller("SHOP", "present", check, "--id", check[:-1] + ("0" if check[-1] != "0" else "1"))
    step("S7", "seller SHOP demands payment", decision(once))
    again = world.seller("SHOP", "present", check, "--id", once["command"])
    step("S7", "seller SHOP sends the same demand again", decision(again))
    must(once == again, "the two answers differ")
    must(world.balance("ALICE")["bank"]["posted"] == 30000 - 4850, "it was paid twice")


def same_id_other_amount(world):
    """J2: the same id with other contents is refused as such."""
    check = demand(world)
    answer = world.terminal("ALICE", "demand", "--amount", "48.51", "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL",
                            "--order", "order of ALICE", "--id", check, expect=(1,))
    refused(answer, "id_reused", "S2", "terminal ALICE demands 48.51 with the same id")


def offline_verify(world):
    """N3: a check proves itself to a seller that has the manager's public keys and no network; it is not shown unspent."""
    check = demand(world)
    proof, keys, forged = (world.directory / name for name in ("check.proof", "vouch.keys", "forged.proof"))
    proved = world.terminal("ALICE", "checks", "prove", check, "--out", proof)
    step("", "terminal ALICE gets the proof that it was issued, and keeps it", f"entry {proved['sequence']}")
    keys.write_text(world.program("vouchd", "keys", "export", "--data", f"{world.directory}/data", json_output=False))
    step("", "seller SHOP has the manager's public keys, by another way", keys.read_text().splitlines()[1][:24] + "…")

    def judge(file, *more, seller="SHOP", expect=(0,)):
        return world.program("vouch-seller", "--seller", seller, "verify", "--offline", file, "--key", keys, *more, expect=expect)

    judged = judge(proof, "--order", "order of ALICE", "--amount", "48.50", "--currency", "EUR")
    must(judged["check"] == check and judged["terms"]["payee"] == "SHOP", "another check was proved")
    step("S5''", "seller SHOP judges it without a network", f"authentic: {euros(judged['terms']['amount'])} EUR to SHOP")
    step("", "what that cannot know", ", ".join(judged["not_known"]))
    refused(judge(proof, seller="TOOLS", expect=(1,)), "wrong_payee", "S5''", "seller TOOLS, to which it is not drawn, judges it")
    lines = proof.read_text().split("\n")
    lines[3] = ("B" if lines[3][0] == "A" else "A") + lines[3][1:]
    forged.write_text("\n".join(lines))
    refused(judge(forged, expect=(1,)), "not_proved", "S5''", "with one character changed")
    present(world, check)
    settled(world, check)
    judge(proof)
    step("S5''", "judged without a network once more", "authentic still: that it is spent it cannot say")
    refused(verify(world, check, expect=(1,)), "check_settled")


def audit(world):
    """N5: an auditor who has the public keys verifies the whole journal, entry for entry, against what was signed."""
    keys, monday, journal, forged = (world.directory / name for name in ("vouch.keys", "monday.head", "journal", "forged"))
    check = demand(world)
    world.vouch("audit", "prove", check, "--out", world.directory / "check.proof")
    ring = world.vouch("audit", "key", "--out", keys)
    head = world.vouch("audit", "root", "--out", monday)
    step("", f"an auditor keeps the signed head over {head['last_sequence']} entries", head["root"][:16] + "…")
    must(head["key"] in [key["key"] for key in ring["keys"]], "the head is signed by a key that is not in the ring")
    present(world, check)
    settled(world, check)
    world.kill()
    step("", "vouchd killed with -9, and started again")
    second = demand(world)
    world.vouch("audit", "prove", second, "--out", world.directory / "second.proof")
    went_on = world.vouch("audit", "consistency", monday, "--key", keys)
    must(went_on["outcome"] == "accepted", "the history does not go on")
    step("", "the history goes on from the head that was kept", f"{went_on['head']['last_sequence']} entries now")
    exported = world.vouch("audit", "export", journal)
    step("", "the journal is exported", f"{exported['entries']} entries, {journal.stat().st_size:,} bytes")

    def judge(file, expect=(0,)):
        return world.program("vouch", "audit", "verify", file, "--key", keys, "--root", monday, expect=expect)

    verified = judge(journal)
    must(verified["entries"] == exported["entries"], "not all entries were verified")
    step("", "it is verified without the manager, byte for byte", f"{verified['entries']} entries come to the signed root")
    data = bytearray(journal.read_bytes())
    # Where the entry of the first check says currency and amount: 978, and 4,850 folded, both in sevens.
    place = data.index(b"\xd2\x07\xe4\x4b", data.index(bytes.fromhex(check.replace("-", "")))) + 2
    data[place] ^= 2
    forged.write_bytes(data)
    answer = judge(forged, expect=(1,))
    refused(answer, "not_proved", "", "the operator makes one cent more of it")
    must(answer["first_sequence"] <= proved_at(world, check) <= answer["last_sequence"], "another entry was named")


def proved_at(world, check):
    """The sequence of the entry that issued the check."""
    return world.vouch("checks", "show", check)["entries"][0]["sequence"]


def kill_between_steps(world):
    """The whole order, with vouchd killed by -9 between every two steps."""
    world.kill_between = True
    check_only(world)
    world.kill_between = False
    must(world.kills >= 4, "vouchd was not killed")


SCENARIOS = [check_only, check_id_only, pay_by_card, pay_by_transfer, cash_on_delivery, switch_method, pay_on_delivery,
             partial_capture, refund, dispute_split, refused_insufficient, refused_limit, refused_standing,
             refused_unknown_seller, refused_suspended_distributor, refused_wrong_seller, refused_twice,
             refused_expired, refused_voided, same_id_again, same_id_other_amount, offline_verify, audit,
             kill_between_steps]
