"""What is looked at after a fault, and at the end of a round: the books, the journal, every check, the signed history."""

import json
import subprocess

import wire
from daemon import BINARIES
from history import CALL, REPLY, Recorder
from parties import ACCOUNTS, DISTRIBUTORS, SELLERS
from wishes import PERSONS

# The largest page that is given out.
PAGE = 1000


def books(socket):
    """What is wrong with the sums, by the manager's own balance sheet and by its lists: nothing, or a sentence each."""
    wrong = []
    with wire.Asking(socket) as asking:
        for sheet in asking.accepted("GetBalanceSheet").sheets:
            if sheet.total or sum(line.posted for line in sheet.lines):
                wrong.append(f"money was not conserved: {sheet.total} {sheet.currency} too much")
            if sheet.held != sheet.remaining:
                wrong.append(f"{sheet.held} {sheet.currency} are held, and {sheet.remaining} remain on open checks")
        accounts = asking.accepted("ListAccounts", wire.pb.ListPartiesRequest(limit=PAGE)).accounts
        held = {account.code: account.bank.held for account in accounts}
        remaining = dict.fromkeys(held, 0)
        for check in checks(asking):
            remaining[check.terms.drawer] += check.progress.remaining
            if check.terms.amount != check.progress.remaining + check.progress.captured + check.progress.released:
                wrong.append(f"a check's amount is not what remains, was captured and was released: {check}")
        if held != remaining:
            wrong.append(f"accounts hold {held}, and their checks {remaining}")
    return wrong


def checks(asking):
    """Every check, by account. While nothing changes."""
    for account in ACCOUNTS:
        request = wire.pb.ListChecksRequest(account=account, limit=PAGE)
        while True:
            page = asking.accepted("ListChecks", request)
            yield from page.checks
            if not page.next:
                break
            setattr(request, "from", page.next)


def journal(socket):
    """Every entry there is."""
    entries = []
    with wire.Asking(socket) as asking:
        request = wire.pb.ReadJournalRequest(limit=PAGE)
        while True:
            page = asking.accepted("ReadJournal", request)
            entries += page.entries
            if not page.entries:
                return entries
            setattr(request, "from", page.next)


def look_at_all(socket, path, ids):
    """Asks for every party and for the checks of these ids, and writes down the answers, to be checked with the others."""
    pb, recorder, number = wire.pb, Recorder(path), 0
    persons = [f"PERSON-{number}" for number in range(PERSONS)]
    questions = [("GetAccount", pb.GetPartyRequest(code=code)) for code in [*ACCOUNTS, *persons]]
    questions += [("GetSeller", pb.GetPartyRequest(code=code)) for code in SELLERS]
    questions += [("GetDistributor", pb.GetPartyRequest(code=code)) for code in DISTRIBUTORS]
    questions += [("GetCheck", pb.GetCheckRequest(check=id)) for id in ids]
    with wire.Asking(socket) as asking:
        for number, (name, message) in enumerate(questions):
            record(recorder, asking, number, name, message)
    recorder.close()


def ask_again(socket, path, ops):
    """Sends commands that were acknowledged once more, with their ids, and writes down the answers."""
    recorder = Recorder(path)
    with wire.Asking(socket) as asking:
        for number, op in enumerate(ops):
            record(recorder, asking, number, op.method, op.request)
    recorder.close()


def record(recorder, asking, number, name, message):
    recorder.write(CALL, number, wire.METHODS[name].index, 0, message.SerializeToString())
    reply = asking.ask(name, message)
    recorder.write(REPLY, number, wire.METHODS[name].index, 0, reply.SerializeToString())


class Audit:
    """The signed history: heads are kept outside as it grows; at the end it must have come by each of them."""

    def __init__(self, directory, socket):
        self.directory, self.socket, self.heads = directory, socket, []

    def vouch(self, *arguments, server=True):
        command = [str(BINARIES / "vouch"), "audit", *map(str, arguments), "--output", "json"]
        command += ["--server", f"unix:{self.socket}"] if server else []
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise wire.Failed(f"{' '.join(command)}: exit {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def begin(self):
        self.vouch("key", "--out", self.directory / "keys.ring")

    def keep_head(self):
        head = self.directory / f"head-{len(self.heads)}"
        self.vouch("root", "--out", head)
        self.heads.append(head)

    def verify(self):
        """What is wrong with it: nothing, or a sentence."""
        key, export = ("--key", self.directory / "keys.ring"), self.directory / "journal.vouch"
        try:
            self.vouch("export", export)
            # The last head vouches for those before it, where each is consistent with the next.
            for earlier, later in zip(self.heads, self.heads[1:]):
                self.vouch("consistency", earlier, later, *key)
            witness = ("--root", self.heads[-1]) if self.heads else ()
            self.vouch("verify", export, *key, *witness, server=False)
        except wire.Failed as failure:
            return [f"the signed history does not verify: {failure}"]
        return []
