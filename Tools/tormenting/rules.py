"""The rules once more, in Python: what a command must have done, or why it must have been refused.

Written from the contract (Protos/vouch.proto), docs/state-table.md and docs/refusals.md; of what those allow it knows what
`wishes.py` and the histories of `Tools/besiege` ask for: bank cover, one currency, no cooling-off, no guarantee.
"""

import wire
from history import COMMANDS, key
from parties import CURRENCY

DAY, MINUTE = 86_400_000, 60_000
MONTH, LONGEST = 30 * DAY, 400 * DAY
# How many entries a check may have before a party's own event.
HISTORY = {"ExtendCheck": 128, "PresentCheck": 192, "RefundCheck": 192}

ISSUED, COMMITTED, FROZEN, SETTLED, VOIDED, EXPIRED = range(1, 7)
OPEN = (ISSUED, COMMITTED, FROZEN)
OVER = {COMMITTED: "check_committed", FROZEN: "check_frozen", SETTLED: "check_settled", VOIDED: "check_voided", EXPIRED: "check_expired"}
TRANSFER, CARD, CASH = 1, 2, 3
ON_DELIVERY = 2
ACTIVE, SUSPENDED, CLOSED = 2, 3, 4
RESUME, PAY, VOID = 1, 2, 3


class No(Exception):
    """A refusal, by name."""


class Rules:
    """The judgements of a `Book`. Nothing changes by them."""

    def judge(self, method, request, now):
        """The receipt that the command must get now; or raises `No`. Without fingerprint, detail and place in the journal."""
        if method in ("EnrolAccount", "UpdateAccount") and self.is_forgotten(request):
            # Even of one that took effect: whether the contents are the same nobody can tell any more.
            raise No("party_forgotten")
        earlier = self.commands.get(key(method, request))
        if earlier is not None:
            if earlier[0] == method and earlier[1] == request:
                return earlier[2]
            raise No("id_reused")
        made = int.from_bytes(getattr(request, COMMANDS[method])[:6], "big")
        if made > now + 10 * MINUTE or made < now - 7 * DAY:
            raise No("id_outside_window")
        receipt = wire.pb.Receipt(command=getattr(request, COMMANDS[method]), time=now, currency=CURRENCY)
        getattr(self, "judge_" + method)(request, now, receipt)
        return receipt

    def judge_IssueCheck(self, request, now, receipt):
        pb, terms = wire.pb, request.terms
        self.judge_terms(terms, now)
        receipt.kind, receipt.check, receipt.amount = pb.ENTRY_KIND_ISSUED, request.id, terms.amount
        receipt.actor.role, receipt.actor.code = pb.ROLE_TERMINAL, terms.drawer
        receipt.held_on_bank = terms.amount
        receipt.progress.state, receipt.progress.method = ISSUED, terms.method or TRANSFER
        receipt.progress.cover, receipt.progress.payee = pb.COVER_BANK, terms.payee
        receipt.progress.remaining = terms.amount
        receipt.progress.expires = terms.expires or now + MONTH

    def judge_terms(self, terms, now):
        account = self.accounts.get(terms.drawer)
        if account is None:
            raise No("unknown_account")
        self.judge_status("account", account)
        if terms.method == CARD:
            raise No("no_cover")
        if account.posted - account.held < terms.amount:
            raise No("insufficient_funds")
        if account.per_check and terms.amount > account.per_check:
            raise No("over_check_limit")
        used = account.used_amount if account.used_day == now // DAY else 0
        if account.per_day and used + terms.amount > account.per_day:
            raise No("over_daily_amount")
        if terms.payee and terms.payee not in self.sellers:
            raise No("unknown_seller")
        if terms.payee:
            self.judge_status("seller", self.sellers[terms.payee])
        if terms.distributor:
            if terms.distributor not in self.distributors:
                raise No("unknown_distributor")
            self.judge_status("distributor", self.distributors[terms.distributor])
        if not terms.distributor and (terms.release == ON_DELIVERY or terms.method == CASH):
            raise No("distributor_required")
        if terms.payee:
            self.judge_exposure(self.sellers[terms.payee], terms.amount)
        if terms.method == CASH:
            distributor = self.distributors[terms.distributor]
            if distributor.cash_pending - distributor.debt + terms.amount > distributor.cash_limit:
                raise No("over_cash_limit")
        if terms.expires and not now < terms.expires <= now + LONGEST:
            raise No("expiry_out_of_range")

    @staticmethod
    def judge_status(kind, party):
        if party.status != ACTIVE:
            raise No(kind + {SUSPENDED: "_suspended", CLOSED: "_closed"}.get(party.status, "_not_active"))

    @staticmethod
    def judge_exposure(seller, amount):
        if seller.limit and seller.exposure + amount > seller.limit:
            raise No("over_seller_exposure")

    def judge_event(self, method, request, now, receipt, actor, possible, instead):
        """What all events on a check have in common. `possible`: the states; `instead`: the refusal in other open ones."""
        check = self.checks.get(request.check)
        if check is None:
            raise No("unknown_check")
        self.judge_actor(method, check, actor)
        state = check.state(now)
        if state not in possible:
            raise No(instead if instead and state in (ISSUED, COMMITTED) else OVER.get(state, "check_open"))
        if method == "ConfirmDelivery" and state not in OPEN:
            raise No(OVER[state])
        if actor.role != wire.pb.ROLE_OPERATOR and len(check.entries) >= HISTORY.get(method, 256):
            raise No("history_full")
        receipt.check, receipt.previous_of_check = request.check, check.last_entry
        receipt.actor.CopyFrom(actor)
        receipt.progress.CopyFrom(check.progress)
        return check, receipt.progress

    @staticmethod
    def judge_actor(method, check, actor):
        pb = wire.pb
        if method == "OpenDispute":
            if actor.role == pb.ROLE_OPERATOR:
                raise No("not_permitted")
            own = {pb.ROLE_SELLER: check.progress.payee, pb.ROLE_DISTRIBUTOR: check.terms.distributor,
                   pb.ROLE_TERMINAL: check.terms.drawer}[actor.role]
            if own != actor.code:
                raise No("not_party")
        elif actor.role == pb.ROLE_SELLER:
            first = method == "PresentCheck" and not check.progress.payee
            if not first and check.progress.payee != actor.code:
                raise No("wrong_payee")
        elif actor.role == pb.ROLE_DISTRIBUTOR and check.terms.distributor != actor.code:
            raise No("wrong_distributor")
        elif actor.role == pb.ROLE_TERMINAL and check.terms.drawer != actor.code:
            raise No("not_party")

    def judge_PresentCheck(self, request, now, receipt):
        pb = wire.pb
        actor = pb.Actor(role=pb.ROLE_SELLER, code=request.seller)
        check, progress = self.judge_event("PresentCheck", request, now, receipt, actor, (ISSUED,), None)
        if not progress.payee:
            if request.seller not in self.sellers:
                raise No("unknown_seller")
            self.judge_status("seller", self.sellers[request.seller])
            self.judge_exposure(self.sellers[request.seller], progress.remaining)
            progress.payee = request.seller
        elif self.sellers[request.seller].status == CLOSED:
            raise No("seller_closed")
        demanded = request.amount or progress.remaining
        if demanded > progress.remaining:
            raise No("exceeds_remaining")
        receipt.amount = demanded
        if progress.method == CASH or check.terms.release == ON_DELIVERY and not progress.confirmed:
            receipt.kind, progress.state, progress.demanded = pb.ENTRY_KIND_COMMITTED, COMMITTED, demanded
            progress.deadline = now + (check.terms.delivery_window or MONTH)
            return
        receipt.kind = pb.ENTRY_KIND_CAPTURED
        self.capture(check, receipt, demanded)
        if request.final or progress.remaining == 0:
            self.end(receipt, SETTLED)

    def capture(self, check, receipt, amount, collected_by=None):
        pb, progress = wire.pb, receipt.progress
        receipt.held_on_bank -= amount
        progress.remaining -= amount
        progress.captured += amount
        posting = receipt.postings.add(amount=amount)
        if collected_by:
            posting.debit.kind, posting.debit.code = pb.BOOK_ACCOUNT_KIND_DEBT, collected_by
        else:
            posting.debit.kind, posting.debit.code = pb.BOOK_ACCOUNT_KIND_BANK, check.terms.drawer
        posting.credit.kind, posting.credit.code = pb.BOOK_ACCOUNT_KIND_AVAILABLE, progress.payee
        self.link(posting)

    def link(self, posting):
        posting.previous_of_debit = self.of(posting.debit).last_entry
        posting.previous_of_credit = self.of(posting.credit).last_entry

    def of(self, book_account):
        pb = wire.pb
        return {pb.BOOK_ACCOUNT_KIND_BANK: self.accounts, pb.BOOK_ACCOUNT_KIND_AVAILABLE: self.sellers,
                pb.BOOK_ACCOUNT_KIND_DEBT: self.distributors}.get(book_account.kind, {}).get(book_account.code, Clearing(self))

    @staticmethod
    def end(receipt, state):
        progress = receipt.progress
        receipt.held_on_bank -= progress.remaining
        progress.released += progress.remaining
        progress.remaining = 0
        progress.state = state

    def judge_ConfirmDelivery(self, request, now, receipt):
        pb = wire.pb
        actor = pb.Actor(role=pb.ROLE_DISTRIBUTOR, code=request.distributor)
        check, progress = self.judge_event("ConfirmDelivery", request, now, receipt, actor, range(1, 7), None)
        if progress.state == COMMITTED:
            if progress.method == CASH:
                raise No("cash_due")
            receipt.kind, receipt.amount, progress.confirmed = pb.ENTRY_KIND_PAID_ON_DELIVERY, progress.demanded, True
            self.capture(check, receipt, progress.demanded)
            return self.end(receipt, SETTLED)
        if progress.confirmed:
            raise No("already_confirmed")
        receipt.kind, progress.confirmed = pb.ENTRY_KIND_DELIVERY_CONFIRMED, True

    def judge_CollectCash(self, request, now, receipt):
        pb = wire.pb
        actor = pb.Actor(role=pb.ROLE_DISTRIBUTOR, code=request.distributor)
        check, progress = self.judge_event(
            "CollectCash", request, now, receipt, actor, (COMMITTED,), "check_not_committed")
        if progress.method != CASH:
            raise No("not_cash")
        collected = request.amount or progress.demanded
        if collected > progress.remaining:
            raise No("exceeds_remaining")
        receipt.kind, receipt.amount, progress.confirmed = pb.ENTRY_KIND_CASH_COLLECTED, collected, True
        self.capture(check, receipt, collected, collected_by=request.distributor)
        self.end(receipt, SETTLED)

    def judge_FailDelivery(self, request, now, receipt):
        self.judge_event("FailDelivery", request, now, receipt, request.actor, (COMMITTED,), "check_not_committed")
        receipt.kind = wire.pb.ENTRY_KIND_DELIVERY_FAILED
        self.end(receipt, VOIDED)

    def judge_ExtendCheck(self, request, now, receipt):
        pb = wire.pb
        actor = pb.Actor(role=pb.ROLE_TERMINAL, code=request.account)
        _, progress = self.judge_event("ExtendCheck", request, now, receipt, actor, (ISSUED,), None)
        if request.until <= progress.expires:
            raise No("not_later")
        if request.until > now + LONGEST:
            raise No("expiry_out_of_range")
        receipt.kind, progress.expires = pb.ENTRY_KIND_EXTENDED, request.until

    def judge_VoidCheck(self, request, now, receipt):
        pb = wire.pb
        _, progress = self.judge_event("VoidCheck", request, now, receipt, request.actor, (ISSUED,), None)
        if request.actor.role == pb.ROLE_TERMINAL and progress.captured:
            raise No("already_captured")
        if request.actor.role == pb.ROLE_TERMINAL and progress.confirmed:
            raise No("already_confirmed")
        receipt.kind = pb.ENTRY_KIND_VOIDED
        self.end(receipt, VOIDED)

    def judge_OpenDispute(self, request, now, receipt):
        _, progress = self.judge_event("OpenDispute", request, now, receipt, request.actor, (ISSUED, COMMITTED), None)
        receipt.kind, receipt.amount = wire.pb.ENTRY_KIND_DISPUTE_OPENED, progress.remaining
        progress.frozen_from, progress.frozen_at, progress.state = progress.state, now, FROZEN

    def judge_ResolveDispute(self, request, now, receipt):
        pb = wire.pb
        actor = pb.Actor(role=pb.ROLE_OPERATOR)
        check, progress = self.judge_event("ResolveDispute", request, now, receipt, actor, (FROZEN,), "check_not_frozen")
        receipt.kind = pb.ENTRY_KIND_DISPUTE_RESOLVED
        waited = progress.frozen_from == COMMITTED and progress.confirmed and progress.method != CASH
        if request.resolution == RESUME and not waited:
            # Its clocks stood still.
            stood = now - progress.frozen_at
            progress.state, receipt.amount = progress.frozen_from, progress.remaining
            progress.expires += stood
            progress.deadline += stood if progress.deadline else 0
        elif request.resolution == VOID:
            self.end(receipt, VOIDED)
        else:
            if not progress.payee:
                raise No("no_payee")
            paid = progress.demanded if request.resolution == RESUME else request.amount or progress.remaining
            if paid > progress.remaining:
                raise No("exceeds_remaining")
            receipt.amount = paid
            self.capture(check, receipt, paid)
            self.end(receipt, SETTLED)
        progress.ClearField("frozen_from")
        progress.ClearField("frozen_at")

    def judge_RefundCheck(self, request, now, receipt):
        pb = wire.pb
        check, progress = self.judge_event(
            "RefundCheck", request, now, receipt, request.actor, (SETTLED, VOIDED, EXPIRED), "check_open")
        if progress.captured == 0:
            raise No("nothing_captured")
        left = progress.captured - progress.returned
        amount = request.amount or left
        if left == 0 or amount > left:
            raise No("exceeds_captured")
        if max(0, self.sellers[progress.payee].available) < amount:
            raise No("payee_insufficient")
        receipt.kind, receipt.amount = pb.ENTRY_KIND_REFUNDED, amount
        progress.returned += amount
        posting = receipt.postings.add(amount=amount)
        posting.debit.kind, posting.debit.code = pb.BOOK_ACCOUNT_KIND_AVAILABLE, progress.payee
        posting.credit.kind, posting.credit.code = pb.BOOK_ACCOUNT_KIND_BANK, check.terms.drawer
        self.link(posting)

    def judge_Fund(self, request, now, receipt):
        pb = wire.pb
        if self.accounts.get(request.account) is None:
            raise No("unknown_account")
        if self.accounts[request.account].status == CLOSED:
            raise No("account_closed")
        receipt.kind, receipt.amount, receipt.actor.role = pb.ENTRY_KIND_FUNDED, request.amount, pb.ROLE_OPERATOR
        receipt.party.kind, receipt.party.code = pb.PARTY_KIND_ACCOUNT, request.account
        posting = receipt.postings.add(amount=request.amount)
        posting.debit.kind, posting.debit.rail, posting.debit.currency = pb.BOOK_ACCOUNT_KIND_CLEARING, request.rail, CURRENCY
        posting.credit.kind, posting.credit.code = pb.BOOK_ACCOUNT_KIND_BANK, request.account
        self.link(posting)

    def judge_PayOut(self, request, now, receipt):
        pb, seller = wire.pb, self.sellers.get(request.seller)
        if seller is None:
            raise No("unknown_seller")
        if seller.status == CLOSED and seller.available <= 0:
            raise No("seller_closed")
        if seller.available < request.amount:
            raise No("payee_insufficient")
        receipt.kind, receipt.amount, receipt.actor.role = pb.ENTRY_KIND_PAID_OUT, request.amount, pb.ROLE_OPERATOR
        receipt.party.kind, receipt.party.code = pb.PARTY_KIND_SELLER, request.seller
        posting = receipt.postings.add(amount=request.amount)
        posting.debit.kind, posting.debit.code = pb.BOOK_ACCOUNT_KIND_AVAILABLE, request.seller
        posting.credit.kind, posting.credit.rail, posting.credit.currency = pb.BOOK_ACCOUNT_KIND_CLEARING, request.rail, CURRENCY
        self.link(posting)

    def judge_PayIn(self, request, now, receipt):
        pb, distributor = wire.pb, self.distributors.get(request.distributor)
        if distributor is None:
            raise No("unknown_distributor")
        if -distributor.debt < request.amount:
            raise No("exceeds_debt")
        receipt.kind, receipt.amount, receipt.actor.role = pb.ENTRY_KIND_PAID_IN, request.amount, pb.ROLE_OPERATOR
        receipt.party.kind, receipt.party.code = pb.PARTY_KIND_DISTRIBUTOR, request.distributor
        posting = receipt.postings.add(amount=request.amount)
        posting.debit.kind, posting.debit.rail, posting.debit.currency = pb.BOOK_ACCOUNT_KIND_CLEARING, request.rail, CURRENCY
        posting.credit.kind, posting.credit.code = pb.BOOK_ACCOUNT_KIND_DEBT, request.distributor
        self.link(posting)

    def judge_enrolment(self, kind, code, there, receipt):
        if code in there:
            raise No("already_enrolled")
        receipt.kind, receipt.actor.role = wire.pb.ENTRY_KIND_ENROLLED, wire.pb.ROLE_OPERATOR
        receipt.party.kind, receipt.party.code = kind, code

    def judge_EnrolAccount(self, request, now, receipt):
        self.judge_enrolment(wire.pb.PARTY_KIND_ACCOUNT, request.account, self.accounts, receipt)

    def is_forgotten(self, request):
        account = self.accounts.get(request.account)
        return account is not None and account.is_forgotten and bool(request.settings.profile.name)

    def judge_UpdateAccount(self, request, now, receipt):
        if request.account not in self.accounts:
            raise No("unknown_account")
        if self.accounts[request.account].status == CLOSED:
            raise No("account_closed")
        self.about(request.account, wire.pb.ENTRY_KIND_UPDATED, receipt)

    def judge_ForgetParty(self, request, now, receipt):
        """Whoever has left is forgotten again when that is asked; whoever has not, leaves by it."""
        account = self.accounts.get(request.party.code)
        if account is None:
            raise No("unknown_account")
        if account.status != CLOSED:
            self.judge_end(request.party, account)
        self.about(request.party.code, wire.pb.ENTRY_KIND_FORGOTTEN, receipt)

    @staticmethod
    def about(code, kind, receipt):
        receipt.kind, receipt.actor.role = kind, wire.pb.ROLE_OPERATOR
        receipt.party.kind, receipt.party.code = wire.pb.PARTY_KIND_ACCOUNT, code

    def judge_SetStatus(self, request, now, receipt):
        """Closed is for good, and only for whoever has nothing open and no money."""
        party, name = self.party(request.party), self.kind(request.party)
        if party is None:
            raise No("unknown_" + name)
        if party.status == CLOSED:
            raise No(name + "_closed")
        if party.status == request.status:
            raise No("same_status")
        if request.status == CLOSED:
            self.judge_end(request.party, party)
        receipt.kind, receipt.actor.role = wire.pb.ENTRY_KIND_STATUS_SET, wire.pb.ROLE_OPERATOR
        receipt.party.CopyFrom(request.party)

    def judge_end(self, named, party):
        name = self.kind(named)
        if party.open if name == "account" else party.exposure:
            raise No("has_open_checks")
        if {"account": lambda: party.posted, "seller": lambda: party.available, "distributor": lambda: party.debt}[name]():
            raise No("balance_not_zero")

    @staticmethod
    def kind(party):
        return {wire.pb.PARTY_KIND_ACCOUNT: "account", wire.pb.PARTY_KIND_SELLER: "seller",
                wire.pb.PARTY_KIND_DISTRIBUTOR: "distributor"}[party.kind]

    def party(self, named):
        return getattr(self, self.kind(named) + "s").get(named.code)

    def judge_EnrolSeller(self, request, now, receipt):
        self.judge_enrolment(wire.pb.PARTY_KIND_SELLER, request.code, self.sellers, receipt)

    def judge_EnrolDistributor(self, request, now, receipt):
        self.judge_enrolment(wire.pb.PARTY_KIND_DISTRIBUTOR, request.code, self.distributors, receipt)

    def lapse(self, entry):
        """The receipt of the manager's own doing: a check whose time has come."""
        pb = wire.pb
        check = self.checks[entry.check]
        receipt = pb.Receipt(time=entry.time, check=entry.check, currency=CURRENCY, previous_of_check=check.last_entry)
        receipt.actor.role = pb.ROLE_COMMITTER
        receipt.progress.CopyFrom(check.progress)
        state = check.state(entry.time)
        if check.progress.state not in OPEN or state in OPEN:
            raise No("not_due")
        receipt.kind = pb.ENTRY_KIND_EXPIRED if state == EXPIRED else pb.ENTRY_KIND_DEADLINE_LAPSED
        self.end(receipt, state)
        return receipt


class Clearing:
    """The other side of what the operator brought."""

    def __init__(self, book):
        self.book = book

    last_entry = property(lambda self: self.book.clearing_entry,
                          lambda self, sequence: setattr(self.book, "clearing_entry", sequence))
