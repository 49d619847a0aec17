"""What a client may ask next, by dice: mixed commands and questions, many of which must be refused."""

import struct
import time

import wire
from parties import ACCOUNTS, CURRENCY, DISTRIBUTORS, SELLERS

# Checks that clients know of each other: id, drawer, payee, amount.
SLOT = struct.Struct("<16sBBI")
SLOTS = 256
# How many persons come and go.
PERSONS = 40
NOBODY = 255


class Wishes:
    """Requests by dice. `board` is memory that all clients share; a slot read while it is written is a check nobody has."""

    def __init__(self, dice, board):
        self.dice, self.board = dice, board
        self.accounts, self.sellers, self.distributors = list(ACCOUNTS), list(SELLERS), list(DISTRIBUTORS)
        # Commands of one's own that were answered, to be sent once more.
        self.sent = []
        kinds = {self.issue: 30, self.present: 24, self.confirm: 7, self.collect: 2, self.fail: 2, self.void: 6,
                 self.refund: 7, self.extend: 3, self.fund: 2, self.verify: 6, self.account: 4, self.check: 4,
                 self.seller: 2, self.distributor: 1, self.authorize: 2, self.again: 3, self.misuse: 1,
                 self.enrol: 1, self.rename: 2, self.forget: 0.5, self.person: 2}
        self.kinds, self.weights = list(kinds), list(kinds.values())

    def next(self):
        """The name of a method, and its request."""
        while True:
            wish = self.dice.choices(self.kinds, self.weights)[0]()
            if wish:
                return wish

    def keep(self, name, message):
        """Hears of a command that was answered."""
        if len(self.sent) < 500:
            self.sent.append((name, message))
        else:
            self.sent[self.dice.randrange(500)] = name, message

    # -- of checks

    def terms(self):
        pb, dice = wire.pb, self.dice
        terms = pb.CheckTerms(drawer=dice.choice(self.accounts), currency=CURRENCY, amount=dice.randint(1, 4000))
        if dice.random() < 0.88:
            terms.payee = dice.choice(self.sellers)
        if dice.random() < 0.6:
            terms.distributor = dice.choice(self.distributors)
        rare = dice.random()
        if rare < 0.25:
            terms.release = pb.RELEASE_RULE_ON_DELIVERY
        elif rare < 0.32:
            terms.method = pb.PAYMENT_METHOD_CASH
        elif rare < 0.34:
            terms.method = pb.PAYMENT_METHOD_CARD
        elif rare < 0.36:
            terms.payee = "NOBODY"
        if dice.random() < 0.1:
            terms.expires = time.time_ns() // 1_000_000 + dice.randint(300, 3000)
        if dice.random() < 0.1:
            terms.delivery_window = dice.randint(300, 3000)
        return terms

    def issue(self):
        terms, id = self.terms(), wire.new_id(self.dice)
        drawer = self.accounts.index(terms.drawer)
        payee = self.sellers.index(terms.payee) if terms.payee in SELLERS else NOBODY
        SLOT.pack_into(self.board, self.dice.randrange(SLOTS) * SLOT.size, id, drawer, payee, terms.amount)
        return "IssueCheck", wire.pb.IssueCheckRequest(id=id, terms=terms, memo="" if self.dice.random() < 0.9 else "for ☕")

    def known(self):
        """A check that somebody asked for: its id, drawer, payee and amount."""
        id, drawer, payee, amount = SLOT.unpack_from(self.board, self.dice.randrange(SLOTS) * SLOT.size)
        if amount == 0 or id == bytes(16) or drawer >= len(self.accounts):
            return wire.new_id(self.dice), self.accounts[0], self.sellers[0], 1
        named = payee < len(self.sellers) and self.dice.random() < 0.97
        return id, self.accounts[drawer], self.sellers[payee] if named else self.dice.choice(self.sellers), amount

    def part(self, amount):
        """Some of it, or, as 0, nothing said: all."""
        return 0 if self.dice.random() < 0.3 else self.dice.randint(1, max(1, amount * 2 // 3))

    def present(self):
        check, _, seller, amount = self.known()
        return "PresentCheck", wire.pb.PresentCheckRequest(
            command=wire.new_id(self.dice), check=check, seller=seller, amount=self.part(amount), final=self.dice.random() < 0.3)

    def confirm(self):
        return "ConfirmDelivery", wire.pb.ConfirmDeliveryRequest(
            command=wire.new_id(self.dice), check=self.known()[0], distributor=self.dice.choice(self.distributors))

    def collect(self):
        check, _, _, amount = self.known()
        return "CollectCash", wire.pb.CollectCashRequest(
            command=wire.new_id(self.dice), check=check, distributor=self.dice.choice(self.distributors), amount=self.part(amount))

    def fail(self):
        actor = wire.pb.Actor(role=wire.pb.ROLE_DISTRIBUTOR, code=self.dice.choice(self.distributors))
        return "FailDelivery", wire.pb.FailDeliveryRequest(
            command=wire.new_id(self.dice), check=self.known()[0], actor=actor)

    def actor(self, drawer, seller):
        pb = wire.pb
        return self.dice.choice([pb.Actor(role=pb.ROLE_OPERATOR), pb.Actor(role=pb.ROLE_SELLER, code=seller)]
                                + ([pb.Actor(role=pb.ROLE_TERMINAL, code=drawer)] if drawer else []))

    def void(self):
        check, drawer, seller, _ = self.known()
        return "VoidCheck", wire.pb.VoidCheckRequest(
            command=wire.new_id(self.dice), check=check, actor=self.actor(drawer, seller))

    def refund(self):
        check, _, seller, amount = self.known()
        return "RefundCheck", wire.pb.RefundCheckRequest(
            command=wire.new_id(self.dice), check=check, actor=self.actor(None, seller), amount=self.part(amount))

    def extend(self):
        check, drawer, _, _ = self.known()
        days = self.dice.choice([1, 31, 60, 500])
        return "ExtendCheck", wire.pb.ExtendCheckRequest(
            command=wire.new_id(self.dice), check=check, account=drawer,
            until=time.time_ns() // 1_000_000 + days * 86_400_000)

    def verify(self):
        check, _, seller, amount = self.known()
        return "VerifyCheck", wire.pb.VerifyCheckRequest(check=check, seller=seller, amount=self.part(amount))

    def check(self):
        return "GetCheck", wire.pb.GetCheckRequest(check=self.known()[0])

    def authorize(self):
        return "Authorize", wire.pb.AuthorizeRequest(terms=self.terms())

    # -- of parties

    def fund(self):
        pb = wire.pb
        return "Fund", pb.FundRequest(command=wire.new_id(self.dice), account=self.dice.choice(self.accounts),
                                      cover=pb.COVER_BANK, amount=self.dice.randint(1, 3000), rail=pb.RAIL_BOOK)

    def account(self):
        return "GetAccount", wire.pb.GetPartyRequest(code=self.dice.choice(self.accounts))

    def seller(self):
        return "GetSeller", wire.pb.GetPartyRequest(code=self.dice.choice(self.sellers))

    def distributor(self):
        return "GetDistributor", wire.pb.GetPartyRequest(code=self.dice.choice(self.distributors))

    # -- of persons, who come, are called otherwise, and are forgotten

    def somebody(self):
        return f"PERSON-{self.dice.randrange(PERSONS)}"

    def profile(self):
        words = [self.dice.choice(["Zoë", "Ali", "Ngozi", "李"]), str(self.dice.randrange(10**6))]
        return wire.pb.AccountSettings(profile=wire.pb.AccountProfile(
            name=" ".join(words), address=self.dice.choice(["", "1 Mill Lane", "Gänseweg 3"])))

    def enrol(self):
        return "EnrolAccount", wire.pb.EnrolAccountRequest(
            command=wire.new_id(self.dice), account=self.somebody(), currency=CURRENCY, settings=self.profile())

    def rename(self):
        return "UpdateAccount", wire.pb.UpdateAccountRequest(
            command=wire.new_id(self.dice), account=self.somebody(), settings=self.profile())

    def forget(self):
        party = wire.pb.Party(kind=wire.pb.PARTY_KIND_ACCOUNT, code=self.somebody())
        return "ForgetParty", wire.pb.ForgetPartyRequest(command=wire.new_id(self.dice), party=party)

    def person(self):
        return "GetAccount", wire.pb.GetPartyRequest(code=self.somebody())

    # -- of what was asked before

    def again(self):
        """The same once more, with its id: answered as it was."""
        return self.dice.choice(self.sent) if self.sent else None

    def misuse(self):
        """An id once more, for something else."""
        funds = [message for name, message in self.sent if name == "Fund"]
        if not funds:
            return None
        other = wire.pb.FundRequest()
        other.CopyFrom(self.dice.choice(funds))
        other.amount += 1
        return "Fund", other
