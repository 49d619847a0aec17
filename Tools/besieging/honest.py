"""An honest client beside a siege: a process with a connection of its own, that pays with checks all the while and looks
whether each answer is right."""

import mmap
import multiprocessing
import signal
import struct
import time

import shared  # noqa: F401
import wire
from parties import CURRENCY

FORKING = multiprocessing.get_context("fork")
# How long an answer may take, in seconds, on any machine however loaded: past it vouchd hangs.
HANG = 60
SERVED, WAITED, NEWCOMERS, STOP = 0, 8, 16, 24
COUNT = struct.Struct("<Q")
DRAWER, SELLER = "RICH-3", "SHOP-3"


class Honest:
    """Seen from the siege. `newcomer`: whether now and then it comes anew, as somebody who was not there before."""

    def __init__(self, place, newcomer=True, before=None):
        self.memory = mmap.mmap(-1, 64)
        self.said, saying = FORKING.Pipe(duplex=False)
        self.process = FORKING.Process(target=run, args=(place, newcomer, self.memory, saying, before), daemon=True)
        self.process.start()
        saying.close()

    def count(self, what):
        return COUNT.unpack_from(self.memory, what)[0]

    @property
    def served(self):
        return self.count(SERVED)

    def must_be_served(self, more=3, seconds=HANG):
        """Waits until it was served some more times: during the siege, so that it is not by chance that it was not."""
        goal, deadline = self.served + more, time.monotonic() + seconds
        while self.served < goal and self.process.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)

    def stop(self):
        """What went wrong, in sentences."""
        self.memory[STOP] = 1
        self.process.join(HANG + 10)
        wrong = []
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
            wrong.append(f"an honest client waited for more than {HANG} s")
        try:
            while self.said.poll():
                wrong.append(self.said.recv())
        except EOFError:
            pass
        if self.process.exitcode and not wrong:
            wrong.append(f"the honest client died: exit {self.process.exitcode}")
        return wrong

    def kill(self):
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def run(place, newcomer, memory, saying, before):
    # Whoever started it ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        if before:
            before()
        Customer(place, memory).live(newcomer)
    except (wire.Lost, wire.Failed, AssertionError) as error:
        saying.send(f"an honest client was not served: {error or type(error).__name__}")


class Customer:
    """Demands a check, has it verified, is paid, looks at it; again and again."""

    def __init__(self, place, memory):
        self.place, self.memory, self.turn = place, memory, 0

    def live(self, newcomer):
        with wire.Asking(self.place, HANG) as kept:
            while not self.memory[STOP]:
                self.buy(kept)
                if newcomer and self.turn % 4 == 0:
                    with wire.Asking(self.place, HANG) as new:
                        self.buy(new)
                    self.count(NEWCOMERS)
                time.sleep(0.01)

    def buy(self, asking):
        self.turn += 1
        pb, amount = wire.pb, 1 + self.turn % 90
        id = wire.new_id()
        terms = pb.CheckTerms(drawer=DRAWER, payee=SELLER, amount=amount, currency=CURRENCY)
        issued = self.ask(asking, "IssueCheck", pb.IssueCheckRequest(id=id, terms=terms))
        self.must(issued.receipt.amount == amount and issued.check.id == id, "the check is not the one demanded", issued)
        verified = self.ask(asking, "VerifyCheck", pb.VerifyCheckRequest(check=id, seller=SELLER, amount=amount))
        self.must(verified.progress.remaining == amount, "a check is not as it was issued", verified)
        paid = self.ask(asking, "PresentCheck", pb.PresentCheckRequest(command=wire.new_id(), check=id, seller=SELLER))
        self.must((paid.progress.captured, paid.progress.state) == (amount, pb.CHECK_STATE_SETTLED), "a check was not paid", paid)
        history = self.ask(asking, "GetCheck", pb.GetCheckRequest(check=id))
        self.must(len(history.entries) == 2, "a check's history is not what happened", history)

    def ask(self, asking, name, message):
        """Asks until it is answered: told to ask again later, or closed to make room, it does."""
        deadline = time.monotonic() + HANG
        while True:
            try:
                status, reply = asking.once(name, message)
                if status == 0:
                    break
                self.must(status in (wire.UNAVAILABLE, wire.EXHAUSTED), f"{name} got the status {status}", "")
                loss = f"status {status}"
            except wire.Lost as lost:
                loss = lost
            self.count(WAITED)
            self.must(time.monotonic() < deadline, f"{name} got no answer within {HANG} s: {loss}", "")
            time.sleep(0.01)
        self.must(reply.WhichOneof("outcome") == "accepted", f"{name} was not accepted", reply)
        self.count(SERVED)
        return reply.accepted

    def count(self, what):
        COUNT.pack_into(self.memory, what, COUNT.unpack_from(self.memory, what)[0] + 1)

    @staticmethod
    def must(is_so, otherwise, seen):
        if not is_so:
            raise wire.Failed(f"{otherwise} {' '.join(str(seen).split())}"[:400])
