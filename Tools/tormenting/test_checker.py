"""A history that is right is called so, and one that was doctored is found out: /usr/bin/python3 Tools/tormenting/test_checker.py

The right one comes of a manager that is nothing but the model; so this says nothing of Vouch, and all of the checker.
"""

import copy
import random
import shutil
import tempfile
import time
import unittest

import checker
import history
import parties
import wire
from client import BOARD, SHARED_BYTES
from model import Book
from rules import No
from wishes import Wishes

MILLISECOND = 1_000_000


def setUpModule():
    global generated
    generated = tempfile.mkdtemp(prefix="vouch-torture-test-")
    wire.generate(generated)


def tearDownModule():
    shutil.rmtree(generated, ignore_errors=True)


class Manager:
    """Takes effect at once, in one order; every request lasts two milliseconds, and the next ones begin meanwhile."""

    def __init__(self, seed=1, requests=3500):
        self.book, self.ops, self.journal = Book(), [], []
        self.at = time.monotonic_ns() - 60_000 * MILLISECOND
        self.wall = history.wall()
        wishes = Wishes(random.Random(seed), memoryview(bytearray(SHARED_BYTES))[BOARD:])
        for name, message in parties.enrolments():
            self.take(0, name, message)
        for _ in range(requests):
            name, message = wishes.next()
            self.take(1 + len(self.ops) % 4, name, message)
            if name in history.COMMANDS:
                wishes.keep(name, message)

    def take(self, client, name, message):
        op = history.Op(client, len(self.ops), name, message, self.at)
        self.at += MILLISECOND
        now = (self.at + self.wall) // MILLISECOND
        op.reply = wire.METHODS[name].reply()
        try:
            if op.id:
                self.act(op, self.book.judge(name, message, now))
            else:
                self.tell(op, self.book.answer(name, message, now))
        except No as refusal:
            op.reply.refused.name = str(refusal)
        op.status, op.returned, op.reply.sequence = 0, self.at + MILLISECOND, self.book.sequence
        self.at += MILLISECOND // 4
        self.ops.append(op)

    def act(self, op, receipt):
        if op.key not in self.book.commands:
            receipt.sequence = self.book.sequence + 1
            self.book.apply(op.method, op.request, receipt)
            self.journal.append(receipt)
        if op.method != "IssueCheck":
            return op.reply.accepted.CopyFrom(receipt)
        op.reply.accepted.receipt.CopyFrom(receipt)
        check = op.reply.accepted.check
        check.id, check.terms.amount = op.id, op.request.terms.amount
        check.progress.CopyFrom(receipt.progress)

    def tell(self, op, facts):
        op.reply.accepted.SetInParent()
        for name, value in facts.items():
            *way, last = name.split(".")
            place = op.reply.accepted
            for part in way:
                place = getattr(place, part)
            if name == "entries":
                for sequence in value:
                    place.entries.add(sequence=sequence)
            elif hasattr(value, "CopyFrom"):
                getattr(place, last).CopyFrom(value)
            else:
                setattr(place, last, value)


class Histories(unittest.TestCase):
    """Each doctors a right history in one way, and expects the sentence that tells of it."""

    @classmethod
    def setUpClass(cls):
        cls.right = Manager()

    def setUp(self):
        self.manager = copy.deepcopy(self.right)
        self.ops, self.journal = self.manager.ops, self.manager.journal

    def find(self, sentence):
        found = checker.check(self.ops, self.journal).all()
        self.assertTrue(any(sentence in one for one in found), f"not found: {sentence}; but {found[:2]}")

    def first(self, is_it):
        return next(op for op in self.ops[200:] if is_it(op))

    def is_fresh(self, op):
        return op.receipt is not None and op.client != 0

    def test_the_right_one(self):
        found = checker.check(self.ops, self.journal)
        self.assertEqual(found.all(), [])
        self.assertGreater(found.acknowledged, 500)
        self.assertGreater(found.refused, 500)
        self.assertGreater(found.questions, 200)
        refusals = {op.reply.refused.name for op in self.ops if op.outcome == "refused"}
        self.assertGreater(len(refusals), 20, refusals)

    def test_other_right_ones(self):
        for seed in range(2, 6):
            other = Manager(seed, 1000)
            self.assertEqual(checker.check(other.ops, other.journal).all(), [], f"seed {seed}")

    def test_the_end_of_the_journal_is_gone(self):
        del self.journal[-3:]
        self.find("acknowledged, and gone")

    def test_an_entry_is_gone_and_the_next_took_its_number(self):
        del self.journal[200]
        for place, entry in enumerate(self.journal[200:], 201):
            entry.sequence = place
        self.find("acknowledged, and gone")

    def test_an_entry_was_changed(self):
        self.journal[200].amount += 1
        self.find("acknowledged, and gone")

    def test_an_entry_was_left_out(self):
        del self.journal[200]
        self.find("the journal has 202 in place 201")

    def test_a_command_took_effect_twice(self):
        again = copy.deepcopy(self.journal[200])
        again.sequence = len(self.journal) + 1
        again.time = self.journal[-1].time
        self.journal.append(again)
        self.find("took effect twice")

    def test_a_command_that_nobody_sent(self):
        self.ops.remove(next(op for op in self.ops if op.id == self.journal[-1].command))
        self.find("of a command that nobody sent")

    def test_a_refused_command_took_effect(self):
        op = next(op for op in reversed(self.ops)
                  if op.receipt is not None and sum(other.id == op.id for other in self.ops) == 1)
        op.reply.Clear()
        op.reply.refused.name = "insufficient_funds"
        op.reply.sequence = self.journal[-1].sequence
        self.find("though it was refused")

    def test_a_refusal_that_the_rules_do_not_know_of(self):
        op = self.first(lambda op: op.id and op.outcome == "refused")
        op.reply.refused.name = "check_frozen"
        self.find("by the rules the answer would be no, ")

    def test_a_question_refused_that_was_to_be_answered(self):
        op = self.first(lambda op: op.method == "VerifyCheck" and op.outcome == "accepted")
        sequence = op.reply.sequence
        op.reply.Clear()
        op.reply.sequence, op.reply.refused.name = sequence, "check_settled"
        self.find("by the rules the answer would be")

    def test_money_that_is_not_there(self):
        op = self.first(lambda op: op.method == "GetAccount")
        op.reply.accepted.bank.posted += 1
        self.find("bank.posted")

    def test_a_hold_that_was_not_let_go(self):
        receipt = self.first(lambda op: op.method == "VoidCheck" and self.is_fresh(op)).receipt
        entry = self.journal[receipt.sequence - 1]
        for one in (receipt, entry):
            one.held_on_bank = 0
        self.find("by the rules it would be")

    def test_more_was_paid_than_there_was(self):
        op = self.first(lambda op: op.method == "IssueCheck" and op.outcome == "refused"
                        and op.reply.refused.name == "insufficient_funds")
        entry = copy.deepcopy(next(entry for entry in reversed(self.journal) if entry.kind == wire.pb.ENTRY_KIND_ISSUED))
        entry.sequence, entry.time, entry.command, entry.check = len(self.journal) + 1, self.journal[-1].time, op.id, op.id
        self.journal.append(entry)
        op.reply.Clear()
        op.reply.sequence, op.returned = entry.sequence, self.manager.at
        op.reply.accepted.receipt.CopyFrom(entry)
        op.reply.accepted.check.id, op.reply.accepted.check.terms.amount = op.id, op.request.terms.amount
        op.reply.accepted.check.progress.CopyFrom(entry.progress)
        self.find("the rules refuse entry")

    def test_an_old_state_is_shown(self):
        """The answer is right for its sequence; but somebody had been told a later one before it was asked."""
        op = self.first(lambda op: op.method == "GetAccount" and op.reply.sequence > 100)
        op.reply.CopyFrom(next(other for other in self.ops if other.method == "GetAccount").reply)
        self.find("sees less than was told before it was asked")

    def test_a_sequence_that_nobody_had_asked_for_yet(self):
        op = self.first(lambda op: op.method == "GetSeller")
        op.reply.sequence = self.journal[-1].sequence
        self.find("that nobody had asked for yet")

    def test_a_command_took_effect_before_it_was_asked_for(self):
        """Two of which one had been answered before the other was sent are in the journal the other way round."""
        op = self.first(self.is_fresh)
        op.attempts[0] += 100 * MILLISECOND
        op.returned += 100 * MILLISECOND
        op.reply.sequence = self.journal[-1].sequence
        self.find("took effect before it was asked for")

    def test_a_check_ended_before_its_time(self):
        issued = next(entry for entry in reversed(self.journal) if entry.kind == wire.pb.ENTRY_KIND_ISSUED)
        entry = copy.deepcopy(issued)
        entry.kind, entry.actor.role, entry.progress.state = wire.pb.ENTRY_KIND_EXPIRED, wire.pb.ROLE_COMMITTER, 6
        entry.sequence, entry.time = len(self.journal) + 1, self.journal[-1].time
        self.journal.append(entry)
        self.find("ended before its time")

    def test_a_person_is_called_otherwise(self):
        op = self.first(lambda op: op.method == "GetAccount" and op.outcome == "accepted" and op.reply.accepted.profile.name)
        op.reply.accepted.profile.name += "x"
        self.find("profile.name")

    def test_the_answer_to_a_repetition_differs(self):
        seen = set()
        for op in self.ops:
            if op.receipt is not None and op.id in seen:
                (op.reply.accepted.receipt if op.method == "IssueCheck" else op.reply.accepted).fingerprint += 1
                return self.find("acknowledged, and gone")
            seen.add(op.id)
        self.fail("nothing was repeated")


if __name__ == "__main__":
    unittest.main()
