"""A scenario of what paying systems say in their statements, held against the ledger."""

from rails import available, over, paid_over, sandbox, told
from world import euros, must, step

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


SCENARIOS = [reconcile]
