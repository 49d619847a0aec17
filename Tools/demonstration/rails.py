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


OWN_ACCOUNT = "NL41MOCK0000000001"


def bank_statement(world, entries):
    """Writes what the bank says of the manager's own account today, a camt.053; gives its file. Entries: id and minor units."""
    today = world.vouch("status")["time"][:10]
    opening = 100_000

    def money(minor_units):
        return (f'<Amt Ccy="EUR">{abs(minor_units) / 100:.2f}</Amt>'
                f"<CdtDbtInd>{'DBIT' if minor_units < 0 else 'CRDT'}</CdtDbtInd>")

    def balance(code, minor_units):
        return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{money(minor_units)}<Dt><Dt>{today}</Dt></Dt></Bal>\n"

    text = (f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n'
            f"<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>{today}T23:00:00Z</CreDtTm></GrpHdr>\n"
            f"<Stmt><Id>S1</Id><CreDtTm>{today}T23:00:00Z</CreDtTm>\n"
            f"<FrToDt><FrDtTm>{today}T00:00:00Z</FrDtTm><ToDtTm>{today}T23:59:59Z</ToDtTm></FrToDt>\n"
            f"<Acct><Id><IBAN>{OWN_ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
            f"{balance('OPBD', opening)}{balance('CLBD', opening + sum(amount for _, amount in entries))}")
    for order, amount in entries:
        text += (f"<Ntry>{money(amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{today}</Dt></BookgDt>"
                 f"<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>"
                 f"<NtryDtls><TxDtls><Refs><EndToEndId>{order}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>\n")
    file = world.directory / "statement.xml"
    file.write_text(text + "</Stmt></BkToCstmrStmt></Document>\n")
    return file


def reconcile(world):
    """The bank's statement is held against the ledger: what is only in the one, and what is only in the other."""
    over(world)
    sent = []
    for amount in ("48.50", "12.00", "7.25"):
        paid_over(world, amount)
        sent += [("VOUCH-B-" + order["instruction"].removeprefix("bank-"), order["amount"]) for order in told(world)]
        sandbox(world, "bank")
    step("", "the bank's connector has run: three collections are accepted", f"{euros(available(world))} EUR available")
    file = bank_statement(world, sent)
    report = world.vouch("reconcile", file, "--rail", "bank")
    must(report["outcome"] == "matched" and report["matched"] == 3, f"{report}")
    step("", "a statement that has all three", f"{report['matched']} match, exit 0")
    # The second is not booked, and something is booked that nobody knows.
    file = bank_statement(world, [sent[0], sent[2], ("NOTPROVIDED", -390)])
    report = world.vouch("reconcile", file, "--rail", "bank", expect=(1,))
    must(report["matched"] == 2, f"{report}")
    must([(one["reason"], one["detail"]) for one in report["findings"]]
         == [("only_in_ledger", "not_booked"), ("only_in_statement", "no_id")], f"{report['findings']}")
    step("", "a statement with a discrepancy each way", f"{report['matched']} match, 2 do not, exit 1\n")
    words = world.vouch("reconcile", file, "--rail", "bank", expect=(1,), json_output=False)
    print("".join(f"       {line}\n" for line in words.replace(f"{world.directory}/", "").splitlines()))
    last = world.vouch("journal", "--limit", "1")
    must(world.vouch("reconcile", file, "--rail", "bank", expect=(1,)) == report, "it says something else now")
    must(world.vouch("journal", "--limit", "1") == last, "something was booked")
    step("", "run again, it says the same, and nothing was booked")


SCENARIOS = [rail_rejects, rail_loses_then_finds, reconcile]
