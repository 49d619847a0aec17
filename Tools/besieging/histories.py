"""Histories that hypothesis makes up: clients of another make on three connections, against a ledger of their own each, judged
by the model and the checker of Tools/torture; and made smaller where something is wrong.
"""

import pathlib
import shutil
import tempfile
import time

import shared  # noqa: F401
import afterwards
import checker
import history
import parties
import wire
from daemon import Daemon
from judge import Bounds
from meter import Meter
from parties import ACCOUNTS, CURRENCY, DISTRIBUTORS, SELLERS
from places import Plain as PlainPlace
from rubbish import RUBBISH, spoil, unreadable
from siege import siege

import hypothesis
from hypothesis.internal.conjecture import engine
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

CONNECTIONS, PERSONS = 3, 3
# How many histories, and how many steps one has at most.
HISTORIES, SHORT_HISTORIES, STEPS = 150, 8, 40
MINUTE, DAY = 60_000, 86_400_000
SHRINKING_SECONDS = 60

connections = st.integers(0, CONNECTIONS - 1)
accounts = st.sampled_from([*ACCOUNTS] * 3 + ["NOBODY"])
sellers = st.sampled_from([*SELLERS] * 3 + ["NOBODY"])
distributors = st.sampled_from([*DISTRIBUTORS] * 3 + ["NOBODY"])
persons = st.integers(0, PERSONS - 1).map(lambda number: f"PERSON-{number}")
amounts = st.integers(0, 4500)
# How old an id says it is, in milliseconds.
ages = st.sampled_from([0, 0, 0, 0, 0, 0, 8 * DAY, -11 * MINUTE, 6 * DAY, -9 * MINUTE])


class Ledgers:
    """Where each history gets its ledger: a copy of one with the parties in it."""

    def __init__(self, directory):
        self.directory, self.number = directory, 0
        self.first = directory / "first"
        self.first.mkdir()
        daemon = Daemon(self.first, PlainPlace(self.first))
        daemon.create()
        daemon.must_start()
        parties.enrol(daemon.socket, directory / "history-0")
        daemon.kill()
        self.enrolments = history.read(directory / "history-0", 0)
        # Of all histories.
        self.peak_memory = self.peak_descriptors = self.base_memory = self.base_descriptors = self.last_descriptors = 0
        self.histories = self.requests = self.kills = 0
        self.outcomes = {}

    def next(self):
        self.number += 1
        directory = self.directory / f"history-of-{self.number}"
        directory.mkdir()
        shutil.copytree(self.first / "place", directory / "place", ignore=shutil.ignore_patterns("*.sock"))
        daemon = Daemon(directory, Copied(directory))
        daemon.must_start()
        return daemon

    def count(self, ops):
        self.histories += 1
        self.requests += len(ops)
        for op in ops:
            name = op.reply.refused.name if op.outcome == "refused" else op.outcome or "unheard of"
            self.outcomes[name] = self.outcomes.get(name, 0) + 1


class Copied:
    def __init__(self, directory):
        self.path = directory / "place"


def make_machine(ledgers):
    """The machine: a class, as hypothesis wants one. What it knows of is of this run alone."""

    class History(RuleBasedStateMachine):
        checks, commands = Bundle("checks"), Bundle("commands")

        def __init__(self):
            super().__init__()
            self.daemon = ledgers.next()
            self.meter = Meter(self.daemon.process.pid)
            self.links = [None] * CONNECTIONS
            # By connection: what waits for its answer, by its number on the wire.
            self.waiting = [{} for _ in range(CONNECTIONS)]
            self.ops, self.number, self.oddities, self.killed = list(ledgers.enrolments), 0, [], 0

        # -- on the wire

        def link(self, at):
            if self.links[at] is None:
                self.links[at] = wire.Connection(self.daemon.socket, timeout=60)
            return self.links[at]

        def ask(self, at, name, message):
            """Sends it, and does not wait."""
            self.number += 1
            op = history.Op(at, self.number, name, message, time.monotonic_ns())
            self.ops.append(op)
            self.waiting[at][self.number] = op
            self.link(at).send(wire.METHODS[name].index, self.number, message.SerializeToString())

        def hear_all(self, at):
            while self.waiting[at]:
                status, number, body = self.link(at).receive()
                op = self.waiting[at].pop(number)
                if status in (wire.UNAVAILABLE, wire.EXHAUSTED):
                    self.again_on_wire(at, op)
                    continue
                assert status == 0, f"{op} got the status {status}"
                op.returned, op.status = time.monotonic_ns(), status
                op.reply = wire.METHODS[op.method].reply.FromString(body)

        def again_on_wire(self, at, op):
            self.waiting[at][op.number] = op
            op.lost += 1
            op.attempts.append(time.monotonic_ns())
            self.link(at).send(wire.METHODS[op.method].index, op.number, op.request.SerializeToString())

        def lose(self, at, resend):
            """The connection is gone. What was not answered is sent once more, or nobody ever hears of it."""
            if self.links[at] is not None:
                self.links[at].close()
                self.links[at] = None
            waiting, self.waiting[at] = self.waiting[at], {}
            for op in waiting.values():
                if resend:
                    self.again_on_wire(at, op)

        @staticmethod
        def id(age=0):
            id = wire.new_id()
            return (int.from_bytes(id[:6], "big") - age).to_bytes(6, "big") + id[6:]

        # -- what clients do

        @initialize(target=checks, drawer=st.sampled_from(["RICH-1", "POOR-1"]), payee=st.sampled_from(["SHOP-1", "SMALL", ""]),
                    release=st.sampled_from([1, 2]), method=st.sampled_from([1, 1, 3]), amount=st.integers(10, 3000))
        def issue_first(self, drawer, payee, release, method, amount):
            """One that is good, so that something can happen to it."""
            return self.issue(0, drawer, payee, amount, "VAN", method, release, None, 0, 0)

        @rule(target=checks, at=connections, drawer=accounts, payee=st.one_of(st.just(""), sellers), amount=st.integers(1, 4500),
              distributor=st.one_of(st.just(""), distributors), method=st.sampled_from([0, 1, 1, 3, 3, 2]), release=st.integers(0, 2),
              expires=st.sampled_from([None, None, None, None, 50, 3000, -1, 399 * DAY, 401 * DAY]),
              window=st.sampled_from([0, 0, 50, 3000]), age=ages)
        def issue_any(self, **what):
            return self.issue(**what)

        def issue(self, at, drawer, payee, amount, distributor, method, release, expires, window, age):
            pb = wire.pb
            terms = pb.CheckTerms(drawer=drawer, payee=payee, distributor=distributor, amount=amount, currency=CURRENCY,
                                  method=method, release=release, delivery_window=window)
            if expires is not None:
                terms.expires = time.time_ns() // 1_000_000 + expires
            message = pb.IssueCheckRequest(id=self.id(age), terms=terms)
            self.ask(at, "IssueCheck", message)
            return message

        @rule(target=commands, at=connections, check=checks, seller=st.one_of(st.none(), sellers), amount=amounts,
              final=st.booleans(), age=ages)
        def present(self, at, check, seller, amount, final, age):
            return self.act(at, "PresentCheck", check, age, seller=seller or check.terms.payee or "SHOP-1", amount=amount, final=final)

        def act(self, at, method, check, age=0, **more):
            message = wire.METHODS[method].request(command=self.id(age), check=check.id, **more)
            self.ask(at, method, message)
            return method, message

        @rule(target=commands, at=connections, check=checks, distributor=st.one_of(st.none(), distributors))
        def confirm(self, at, check, distributor):
            return self.act(at, "ConfirmDelivery", check, distributor=distributor or check.terms.distributor or "VAN")

        @rule(target=commands, at=connections, check=checks, distributor=st.one_of(st.none(), distributors), amount=amounts)
        def collect(self, at, check, distributor, amount):
            return self.act(at, "CollectCash", check, distributor=distributor or check.terms.distributor or "VAN", amount=amount)

        @rule(target=commands, at=connections, check=checks, who=st.one_of(distributors, sellers))
        def fail(self, at, check, who):
            role = wire.pb.ROLE_SELLER if who in SELLERS else wire.pb.ROLE_DISTRIBUTOR
            return self.act(at, "FailDelivery", check, actor=wire.pb.Actor(role=role, code=who))

        @rule(target=commands, at=connections, check=checks, account=st.one_of(st.none(), accounts),
              days=st.sampled_from([1, 31, 60, 399, 500]))
        def extend(self, at, check, account, days):
            until = time.time_ns() // 1_000_000 + days * DAY
            return self.act(at, "ExtendCheck", check, account=account or check.terms.drawer, until=until)

        def actor(self, role, check, code):
            pb = wire.pb
            own = {pb.ROLE_TERMINAL: check.terms.drawer, pb.ROLE_SELLER: check.terms.payee or "SHOP-1",
                   pb.ROLE_DISTRIBUTOR: check.terms.distributor or "VAN"}
            return pb.Actor(role=role) if role == pb.ROLE_OPERATOR else pb.Actor(role=role, code=code or own[role])

        @rule(target=commands, at=connections, check=checks, role=st.integers(1, 3),
              code=st.one_of(st.none(), st.none(), accounts, sellers))
        def void(self, at, check, role, code):
            return self.act(at, "VoidCheck", check, actor=self.actor(role, check, code))

        @rule(target=commands, at=connections, check=checks, role=st.integers(1, 4),
              code=st.one_of(st.none(), st.none(), accounts, sellers))
        def dispute(self, at, check, role, code):
            return self.act(at, "OpenDispute", check, actor=self.actor(role, check, code))

        @rule(target=commands, at=connections, check=checks, resolution=st.integers(1, 3), amount=amounts)
        def resolve(self, at, check, resolution, amount):
            return self.act(at, "ResolveDispute", check, resolution=resolution, amount=amount if resolution == 2 else 0)

        @rule(target=commands, at=connections, check=checks, role=st.sampled_from([1, 3]), code=st.one_of(st.none(), sellers),
              amount=amounts)
        def refund(self, at, check, role, code, amount):
            return self.act(at, "RefundCheck", check, actor=self.actor(role, check, code), amount=amount)

        # -- of parties

        def command(self, at, method, age=0, **more):
            message = wire.METHODS[method].request(command=self.id(age), **more)
            self.ask(at, method, message)
            return method, message

        @rule(target=commands, at=connections, account=st.one_of(accounts, persons), amount=st.integers(1, 4500), age=ages)
        def fund(self, at, account, amount, age):
            return self.command(at, "Fund", age, account=account, cover=wire.pb.COVER_BANK, amount=amount, rail=wire.pb.RAIL_BOOK)

        @rule(target=commands, at=connections, seller=sellers, amount=st.integers(1, 4500))
        def pay_out(self, at, seller, amount):
            return self.command(at, "PayOut", seller=seller, amount=amount, rail=wire.pb.RAIL_BOOK)

        @rule(target=commands, at=connections, distributor=distributors, amount=st.integers(1, 4500))
        def pay_in(self, at, distributor, amount):
            return self.command(at, "PayIn", distributor=distributor, amount=amount, rail=wire.pb.RAIL_BOOK)

        @rule(target=commands, at=connections, account=persons, name=st.sampled_from(["Zoë", "Ali 2", "李"]))
        def enrol(self, at, account, name):
            profile = wire.pb.AccountSettings(profile=wire.pb.AccountProfile(name=name))
            return self.command(at, "EnrolAccount", account=account, currency=CURRENCY, settings=profile)

        @rule(target=commands, at=connections, account=persons, name=st.sampled_from(["Zoë", "Ngozi"]))
        def rename(self, at, account, name):
            profile = wire.pb.AccountSettings(profile=wire.pb.AccountProfile(name=name))
            return self.command(at, "UpdateAccount", account=account, settings=profile)

        @rule(target=commands, at=connections, account=st.one_of(persons, accounts))
        def forget(self, at, account):
            party = wire.pb.Party(kind=wire.pb.PARTY_KIND_ACCOUNT, code=account)
            return self.command(at, "ForgetParty", party=party)

        @rule(target=commands, at=connections, party=st.sampled_from(
            [(1, code) for code in [*ACCOUNTS, "PERSON-0"]] + [(2, code) for code in SELLERS] + [(3, code) for code in DISTRIBUTORS]),
            status=st.sampled_from([2, 3, 3, 4]))
        def set_status(self, at, party, status):
            return self.command(at, "SetStatus", party=wire.pb.Party(kind=party[0], code=party[1]), status=status)

        # -- questions

        @rule(at=connections, check=checks, seller=st.one_of(st.just(""), sellers), amount=amounts)
        def verify(self, at, check, seller, amount):
            self.ask(at, "VerifyCheck", wire.pb.VerifyCheckRequest(check=check.id, seller=seller, amount=amount))

        @rule(at=connections, check=checks)
        def look(self, at, check):
            self.ask(at, "GetCheck", wire.pb.GetCheckRequest(check=check.id))

        @rule(at=connections, what=st.one_of(
            st.tuples(st.just("GetAccount"), st.one_of(accounts, persons)), st.tuples(st.just("GetSeller"), sellers),
            st.tuples(st.just("GetDistributor"), distributors)))
        def ask_about(self, at, what):
            self.ask(at, what[0], wire.pb.GetPartyRequest(code=what[1]))

        # -- what nobody should do

        @rule(at=connections, command=commands)
        def again(self, at, command):
            """The same once more, with its id."""
            self.ask(at, *command)

        @rule(at=connections, check=checks)
        def issue_again(self, at, check):
            self.ask(at, "IssueCheck", check)

        @rule(at=connections, check=checks, amount=st.integers(1, 4500))
        def misuse(self, at, check, amount):
            """An id once more, for something else."""
            other = wire.pb.IssueCheckRequest()
            other.CopyFrom(check)
            other.terms.amount = amount
            self.ask(at, "IssueCheck", other)

        @rule(at=connections, command=commands, account=accounts)
        def misuse_otherwise(self, at, command, account):
            self.ask(at, "Fund", wire.pb.FundRequest(command=command[1].command, account=account, cover=1, amount=7, rail=1))

        @rule(at=connections, check=st.one_of(st.none(), checks), what=st.sampled_from(RUBBISH))
        def spoilt(self, at, check, what):
            """A request that is right but for one field, which it is told of."""
            message = spoil(what, self.id(), check.id if check else bytes(15) + b"x")
            outcome, told = self.exchange(at, what.method, message.SerializeToString())
            if outcome != "invalid" or told != what.field:
                self.oddities.append(f"{what} was answered {outcome} {told}, and not that the field {what.field} is invalid")

        @rule(at=connections, method=st.integers(0, 80), body=unreadable())
        def rubbish(self, at, method, body):
            """What is no message of any kind."""
            outcome, told = self.exchange(at, method, body)
            # Whoever is known already may not say who it is.
            right = 12 if method >= len(wire.METHODS) else 7 if method == wire.METHODS["Authenticate"].index else 3
            if (outcome, told) != ("status", right) and outcome != "invalid":
                self.oddities.append(f"method {method} with the body {body.hex()} was answered {outcome} {told}")

        def exchange(self, at, method, body):
            """Sends bytes, and hears what comes before the answer to them and that."""
            index = wire.METHODS[method].index if isinstance(method, str) else method
            self.number += 1
            mine = self.number
            self.hear_all(at)
            self.link(at).send(index, mine, body)
            status, number, answer = self.link(at).receive()
            assert number == mine, "a reply answers another request"
            if status != 0:
                return "status", status
            name = next(name for name, known in wire.METHODS.items() if known.index == index)
            reply = wire.METHODS[name].reply.FromString(answer)
            outcome = reply.WhichOneof("outcome")
            return outcome, reply.invalid.field if outcome == "invalid" else ""

        # -- time, and the end of connections

        @rule(at=connections)
        def hear(self, at):
            self.hear_all(at)

        @rule(at=connections, resend=st.booleans())
        def hang_up(self, at, resend):
            self.lose(at, resend)

        @rule(resend=st.booleans(), is_killed=st.sampled_from([False, False, True]))
        def kill(self, resend, is_killed):
            """kill -9 in the middle of it all."""
            if not is_killed:
                return
            self.measure()
            self.daemon.kill()
            self.killed += 1
            self.daemon.must_start()
            self.meter = Meter(self.daemon.process.pid)
            for at in range(CONNECTIONS):
                self.lose(at, resend)

        # -- the judgement

        def measure(self):
            self.meter.stop()
            ledgers.peak_memory = max(ledgers.peak_memory, self.meter.peak_memory)
            ledgers.peak_descriptors = max(ledgers.peak_descriptors, self.meter.peak_descriptors)
            ledgers.base_memory = ledgers.base_memory or self.meter.base_memory
            ledgers.base_descriptors = ledgers.base_descriptors or self.meter.base_descriptors

        def teardown(self):
            try:
                self.judge()
            finally:
                self.meter.is_over.set()
                for link in self.links:
                    if link:
                        link.close()
                self.daemon.kill()
                shutil.rmtree(self.daemon.directory, ignore_errors=True)

        def judge(self):
            for at in range(CONNECTIONS):
                self.hear_all(at)
            questions = [("GetAccount", code) for code in [*ACCOUNTS, *(f"PERSON-{number}" for number in range(PERSONS))]]
            questions += [("GetSeller", code) for code in SELLERS] + [("GetDistributor", code) for code in DISTRIBUTORS]
            for name, code in questions:
                self.ask(0, name, wire.pb.GetPartyRequest(code=code))
            for op in [op for op in self.ops if op.method == "IssueCheck"]:
                self.ask(0, "GetCheck", wire.pb.GetCheckRequest(check=op.id))
            self.hear_all(0)
            self.measure()
            assert self.daemon.is_running, f"vouchd ended by itself, with {self.daemon.process.returncode}: {self.daemon.tail(3)}"
            ledgers.count(self.ops[len(ledgers.enrolments):])
            wrong = self.oddities + afterwards.books(self.daemon.socket)
            journal = afterwards.journal(self.daemon.socket)
            wrong += checker.check(self.ops, journal).all()
            assert not wrong, "\n".join(wrong)
            # What was told outlives a kill; what is due since may come after it.
            self.daemon.kill()
            self.daemon.must_start()
            ledgers.kills += self.killed + 1
            wrong = afterwards.books(self.daemon.socket)
            if afterwards.journal(self.daemon.socket)[:len(journal)] != journal:
                wrong.append("the journal is another after a kill")
            assert not wrong, "\n".join(wrong)

    return History


def run(ledgers, seed, count, reproduce=None):
    """Plays histories. What is wrong with one, as small as it could be made, as lines; none."""
    machine = make_machine(ledgers)
    if reproduce:
        machine = hypothesis.reproduce_failure(hypothesis.__version__, reproduce.encode())(machine)
    else:
        machine = hypothesis.seed(seed)(machine)
    # Of the five minutes that hypothesis takes to make a history smaller; what is left is small enough to be read.
    engine.MAX_SHRINKING_SECONDS = SHRINKING_SECONDS
    try:
        run_state_machine_as_test(machine, settings=settings(
            max_examples=count, stateful_step_count=STEPS, deadline=None, database=None, print_blob=True,
            phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck), report_multiple_bugs=False))
    except Exception as error:
        return [str(error), *getattr(error, "__notes__", [])]
    return []


@siege("histories", "histories that hypothesis makes up, on three connections, each judged by the model and made smaller if wrong")
def histories(siege):
    directory = pathlib.Path(tempfile.mkdtemp(prefix="vouch-siege-histories-", dir=siege.directory))
    ledgers = Ledgers(directory)
    # The siege's own vouchd is there for the honest client, who shares the machine with them.
    siege.start()
    siege.begin()
    count = siege.count or (SHORT_HISTORIES if siege.is_short else HISTORIES)
    wrong = run(ledgers, siege.seed, count, siege.reproduce)
    siege.end_of_siege()
    siege.measured.wrong += wrong
    refused = sum(number for name, number in ledgers.outcomes.items() if name not in ("accepted", "unheard of"))
    siege.sent = f"{ledgers.histories} histories, {ledgers.requests:,} requests, {ledgers.kills} × kill -9"
    siege.seen["accepted"] = ledgers.outcomes.get("accepted", 0)
    siege.seen["refused"] = refused
    siege.seen["kinds of refusals"] = len(set(ledgers.outcomes) - {"accepted", "unheard of"})
    # One history alone need not have much in it.
    reached = {} if siege.reproduce else {"accepted": 10 * count, "refused": count, "kinds of refusals": 6}
    siege.finish(Bounds(0, CONNECTIONS + 1, "a history is small", reached))
    siege.measured.peak_memory = max(siege.measured.peak_memory, ledgers.peak_memory)
