"""What the manager is to have after so many entries, and what it is to answer then. Nothing changes before `apply`."""

from history import key
from rules import ACTIVE, CASH, CLOSED, COMMITTED, DAY, EXPIRED, ISSUED, OPEN, OVER, VOIDED, No, Rules


class Account:
    def __init__(self, settings, status):
        self.status = status or ACTIVE
        self.name, self.address, self.is_forgotten = settings.profile.name, settings.profile.address, False
        limits = settings.limits
        self.posted = self.held = self.open = self.last_entry = 0
        self.per_check, self.per_day = limits.per_check, limits.per_day
        self.used_day = self.used_amount = self.used_count = 0
        self.last_check = b""


class Seller:
    def __init__(self, limit, status):
        self.status = status or ACTIVE
        self.available = self.last_entry = self.exposure = 0
        self.limit = limit


class Distributor:
    def __init__(self, cash_limit, status):
        self.status = status or ACTIVE
        self.debt = self.last_entry = self.exposure = self.cash_pending = 0
        self.cash_limit = cash_limit


class Check:
    def __init__(self, demand, receipt):
        self.terms, self.issued, self.memo = demand.terms, receipt.time, demand.memo
        self.progress, self.last_entry, self.entries = receipt.progress, receipt.sequence, [receipt.sequence]

    def state(self, now):
        """The state by the clock, swept or not."""
        progress = self.progress
        if progress.state == ISSUED and now >= progress.expires:
            return EXPIRED
        if progress.state == COMMITTED and now >= progress.deadline:
            return VOIDED
        return progress.state


class Book(Rules):
    """What the manager is to have, after so many entries."""

    def __init__(self):
        self.accounts, self.sellers, self.distributors, self.checks = {}, {}, {}, {}
        # What each command took effect as, with its request.
        self.commands = {}
        self.clearing_entry = 0
        self.sequence = self.time = 0

    # -- taking effect

    def apply(self, method, request, receipt):
        """Takes an entry of the journal, which `judge` or `lapse` agreed with."""
        sequence = receipt.sequence
        if method is not None:
            self.commands[key(method, request)] = method, request, receipt
        if method == "EnrolAccount":
            self.accounts[request.account] = Account(request.settings, request.status)
        elif method == "UpdateAccount":
            account, profile = self.accounts[request.account], request.settings.profile
            account.name, account.address = profile.name or account.name, profile.address or account.address
        elif method == "ForgetParty":
            account = self.accounts[request.party.code]
            account.name, account.address, account.is_forgotten, account.status = "", "", True, CLOSED
        elif method == "SetStatus":
            self.party(request.party).status = request.status
        elif method == "EnrolSeller":
            self.sellers[request.code] = Seller(request.settings.exposure_limit, request.status)
        elif method == "EnrolDistributor":
            self.distributors[request.code] = Distributor(request.settings.cash_limit, request.status)
        elif method == "IssueCheck":
            self.checks[request.id] = check = Check(request, receipt)
            account = self.accounts[request.terms.drawer]
            if account.used_day != receipt.time // DAY:
                account.used_day, account.used_amount, account.used_count = receipt.time // DAY, 0, 0
            account.used_amount += request.terms.amount
            account.used_count += 1
            account.open += 1
            account.last_check = request.id
            self.count(check, None, receipt)
        elif receipt.check:
            check = self.checks[receipt.check]
            before, check.progress = check.progress, receipt.progress
            check.last_entry = sequence
            check.entries.append(sequence)
            self.accounts[check.terms.drawer].open -= before.state in OPEN and receipt.progress.state not in OPEN
            self.count(check, before, receipt)
        for posting in receipt.postings:
            self.post(posting.debit, -posting.amount, sequence)
            self.post(posting.credit, posting.amount, sequence)
        self.sequence, self.time = sequence, receipt.time

    def count(self, check, before, receipt):
        """What the check counts for in what others hold."""
        self.accounts[check.terms.drawer].held += receipt.held_on_bank
        now = receipt.progress
        seller = self.sellers.get(now.payee)
        if seller:
            seller.exposure += now.remaining - (before.remaining if before and before.payee else 0)
        distributor = self.distributors.get(check.terms.distributor)
        if distributor:
            change = now.remaining - (before.remaining if before else 0)
            distributor.exposure += change
            distributor.cash_pending += change if now.method == CASH else 0

    def post(self, book_account, amount, sequence):
        side = self.of(book_account)
        if isinstance(side, Account):
            side.posted += amount
        elif isinstance(side, Seller):
            side.available += amount
        elif isinstance(side, Distributor):
            side.debt += amount
        side.last_entry = sequence

    # -- questions

    def answer(self, method, request, now):
        """What is told of it, as pairs by name; or raises `No`."""
        return getattr(self, "answer_" + method)(request, now)

    def answer_Authorize(self, request, now):
        self.judge_terms(request.terms, now)
        return {}

    def answer_VerifyCheck(self, request, now):
        check = self.checks.get(request.check)
        if check is None:
            raise No("unknown_check")
        progress = check.progress
        if request.seller and progress.payee and progress.payee != request.seller:
            raise No("wrong_payee")
        state = check.state(now)
        if state != ISSUED:
            raise No(OVER[state])
        if request.amount > progress.remaining:
            raise No("exceeds_remaining")
        return {"amount": check.terms.amount, "progress": progress}

    def answer_GetCheck(self, request, now):
        check = self.checks.get(request.check)
        if check is None:
            raise No("unknown_check")
        return {"check.progress": check.progress, "check.issued": check.issued, "check.memo": check.memo,
                "check.entry_count": len(check.entries), "entries": check.entries}

    def answer_GetAccount(self, request, now):
        account = self.accounts.get(request.code)
        if account is None:
            raise No("unknown_account")
        return {"status": account.status, "profile.name": account.name, "profile.address": account.address, "profile_state": int(account.is_forgotten),
                "bank.posted": account.posted, "bank.held": account.held, "bank.available": account.posted - account.held,
                "bank.last_entry": account.last_entry, "open_checks": account.open, "last_check": account.last_check,
                "used_amount": account.used_amount, "used_count": account.used_count, "used_day": account.used_day}

    def answer_GetSeller(self, request, now):
        seller = self.sellers.get(request.code)
        if seller is None:
            raise No("unknown_seller")
        return {"status": seller.status, "available.posted": seller.available, "available.last_entry": seller.last_entry, "exposure": seller.exposure}

    def answer_GetDistributor(self, request, now):
        distributor = self.distributors.get(request.code)
        if distributor is None:
            raise No("unknown_distributor")
        return {"status": distributor.status, "debt.posted": distributor.debt, "debt.last_entry": distributor.last_entry,
                "cash_pending": distributor.cash_pending, "exposure": distributor.exposure}
