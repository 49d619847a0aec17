"""A client of another make: Google's protobuf for Python, the frame by hand, and one whole order.

Usage: order.py HOST:PORT|unix:PATH DIRECTORY_OF_GENERATED_CODE

Talks to a running vouchd without a line of Vouch's own code, so that the contract in Protos/ is tested and not our
reading of it. Prints one line a step; exits 1 with a sentence when an answer is not as the contract says.
"""

import hashlib
import os
import socket
import struct
import sys
import time

sys.path.insert(0, sys.argv[2])
import vouch_pb2 as wire  # noqa: E402  (made by protoc from Protos/vouch.proto)

METHODS = {method.name: method for method in wire.DESCRIPTOR.services_by_name["CheckManager"].methods}


def new_id():
    """48 bits of milliseconds, then randomness, as UUID version 7."""
    milliseconds = time.time_ns() // 1_000_000
    tail = bytearray(os.urandom(10))
    tail[0] = 0x70 | tail[0] & 0x0F
    tail[2] = 0x80 | tail[2] & 0x3F
    return milliseconds.to_bytes(6, "big") + bytes(tail)


class Manager:
    def __init__(self, endpoint):
        if endpoint.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(endpoint[5:])
        else:
            host, port = endpoint.rsplit(":", 1)
            self.socket = socket.create_connection((host, int(port)))
        self.socket.settimeout(30)
        self.requests = 0

    def read(self, count):
        received = b""
        while len(received) < count:
            part = self.socket.recv(count - len(received))
            if not part:
                raise SystemExit("the manager closed the connection")
            received += part
        return received

    def frame(self, name, message):
        """A request: method index, message length, request id, message."""
        body = message.SerializeToString()
        self.requests += 1
        return struct.pack("<III", METHODS[name].index, len(body), self.requests) + body

    def reply(self):
        """A reply: status, method index, message length, request id, message."""
        status, index, length, request = struct.unpack("<IIII", self.read(16))
        return status, index, request, self.read(length)

    def call(self, name, message):
        self.socket.sendall(self.frame(name, message))
        status, index, request, body = self.reply()
        must(status == 0, f"{name}: status {status}")
        must(index == METHODS[name].index and request == self.requests, f"{name}: the reply answers another request")
        answer = getattr(wire, METHODS[name].output_type.name)()
        answer.ParseFromString(body)
        must(not answer.DiscardUnknownFields(), f"{name}: the reply has fields the contract does not know")
        return answer


def must(condition, otherwise):
    if not condition:
        raise SystemExit(f"order.py: {otherwise}")


def accepted(answer, what):
    must(answer.WhichOneof("outcome") == "accepted", f"{what}: {answer}")
    print(f"{what}: accepted at sequence {answer.sequence}")
    return answer.accepted


def refused(answer, reason, what):
    must(answer.WhichOneof("outcome") == "refused" and answer.refused.name == reason, f"{what}: not {reason} but {answer}")
    must(answer.refused.sentence, f"{what}: a refusal without a sentence")
    print(f"{what}: refused, {reason}")


def main():
    manager = Manager(sys.argv[1])
    status = accepted(manager.call("GetStatus", wire.GetStatusRequest()), "status")
    must(status.drawee_name, "the drawee has no name")

    profile = wire.AccountProfile(name="Zoë Müller", address="Gänseweg 3", card_number="4111111111111111")
    settings = wire.AccountSettings(profile=profile, limits=wire.AccountLimits(per_check=50_000))
    accepted(manager.call("EnrolAccount", wire.EnrolAccountRequest(
        command=new_id(), account="PY-BUYER", currency="EUR", settings=settings)), "enrol account")
    accepted(manager.call("EnrolSeller", wire.EnrolCompanyRequest(
        command=new_id(), code="PY-SHOP", currency="EUR")), "enrol seller")
    accepted(manager.call("EnrolDistributor", wire.EnrolCompanyRequest(
        command=new_id(), code="PY-VAN", currency="EUR")), "enrol distributor")
    accepted(manager.call("Fund", wire.FundRequest(
        command=new_id(), account="PY-BUYER", cover=wire.COVER_BANK, amount=20_000, rail=wire.RAIL_BOOK)), "fund")

    order = hashlib.sha256(b"one book, one coffee").digest()
    terms = wire.CheckTerms(drawer="PY-BUYER", payee="PY-SHOP", distributor="PY-VAN", amount=4850, currency="EUR", order=order)
    accepted(manager.call("Authorize", wire.AuthorizeRequest(terms=terms)), "S3 dry credit check")
    demand = wire.IssueCheckRequest(id=new_id(), terms=terms, memo="für Oma ☕")
    issued = accepted(manager.call("IssueCheck", demand), "S2-S4 issue")
    must(issued.check.terms.drawer == "PY-BUYER" and issued.check.memo == "für Oma ☕", "the check is not what was demanded")
    again = accepted(manager.call("IssueCheck", demand), "the same demand again")
    must(again.SerializeToString() == issued.SerializeToString(), "the same demand got another answer")
    other = wire.IssueCheckRequest(id=demand.id, terms=terms, memo="something else")
    refused(manager.call("IssueCheck", other), "id_reused", "the same id for something else")
    check = issued.check.id

    accepted(manager.call("VerifyCheck", wire.VerifyCheckRequest(check=check, seller="PY-SHOP", order=order, amount=4850)), "S5'' verify")
    refused(manager.call("PresentCheck", wire.PresentCheckRequest(
        command=new_id(), check=check, seller="NOT-ME", final=True)), "wrong_payee", "another seller presents")
    receipt = accepted(manager.call("PresentCheck", wire.PresentCheckRequest(
        command=new_id(), check=check, seller="PY-SHOP", final=True)), "S7-S8 present")
    must(receipt.progress.state == wire.CHECK_STATE_SETTLED and receipt.amount == 4850, f"not settled: {receipt}")

    account = accepted(manager.call("GetAccount", wire.GetPartyRequest(code="PY-BUYER")), "account")
    must(account.bank.posted == 20_000 - 4850 and account.bank.held == 0, f"the buyer's money is wrong: {account.bank}")
    must(account.profile.name == "Zoë Müller" and account.profile.card_number.endswith("1111")
         and "4111111111" not in account.profile.card_number, "the profile is not shown as it should be")
    seller = accepted(manager.call("GetSeller", wire.GetPartyRequest(code="PY-SHOP")), "seller")
    must(seller.available.posted == 4850, f"the seller's money is wrong: {seller}")

    # Many requests in flight; replies may come in any order.
    frames = {}
    burst = b""
    for amount in range(1, 201):
        terms.amount = amount
        burst += manager.frame("IssueCheck", wire.IssueCheckRequest(id=new_id(), terms=terms))
        frames[manager.requests] = amount
    manager.socket.sendall(burst)
    taken = 0
    while frames:
        status, _, request, body = manager.reply()
        amount = frames.pop(request)
        answer = wire.IssueCheckReply()
        answer.ParseFromString(body)
        must(status == 0, f"pipelined: status {status}")
        if answer.WhichOneof("outcome") == "accepted":
            must(answer.accepted.receipt.amount == amount, "a reply answers another request")
            taken += amount
        else:
            must(answer.refused.name == "insufficient_funds", f"pipelined: {answer}")
    account = accepted(manager.call("GetAccount", wire.GetPartyRequest(code="PY-BUYER")), "account")
    must(account.bank.held == taken and account.bank.available >= 0, f"held {account.bank.held}, issued {taken}")

    # A batch: one outcome for each item, in arrays.
    terms.amount = 1
    first = wire.IssueCheckRequest(id=new_id(), terms=terms)
    unnamed = wire.IssueCheckRequest(terms=terms)
    terms.amount = 1_000_000
    dear = wire.IssueCheckRequest(id=new_id(), terms=terms)
    answer = manager.call("IssueChecks", wire.IssueChecksRequest(items=[first, dear, unnamed, first]))
    batch = accepted(answer, "a batch of demands")
    must(batch.count == 4 and len(batch.entries) == 4, f"not one entry for each item: {batch}")
    must(batch.entries[0] == batch.entries[3] == answer.sequence and batch.entries[1] == batch.entries[2] == 0, f"entries: {batch}")
    must(list(batch.refusals) == [0, wire.REFUSAL_REASON_INSUFFICIENT_FUNDS, 0, 0], f"refusals: {batch}")
    must([(item.index, item.invalid.field) for item in batch.invalid] == [(2, "id")], f"invalid: {batch}")
    must(len(batch.times) == 1 and list(batch.states) == [wire.CHECK_STATE_ISSUED] and list(batch.amounts) == [1], f"not packed: {batch}")
    paid = [wire.PresentCheckRequest(command=new_id(), check=first.id, seller="PY-SHOP") for _ in range(2)]
    batch = accepted(manager.call("PresentChecks", wire.PresentChecksRequest(items=paid)), "a batch of demands for payment")
    must(list(batch.states) == [wire.CHECK_STATE_SETTLED], f"states: {batch}")
    must(list(batch.refusals) == [0, wire.REFUSAL_REASON_CHECK_SETTLED], f"refusals: {batch}")
    questions = [wire.VerifyCheckRequest(check=each) for each in (first.id, dear.id)]
    batch = accepted(manager.call("VerifyChecks", wire.VerifyChecksRequest(items=questions)), "a batch of judgements")
    must(list(batch.refusals) == [wire.REFUSAL_REASON_CHECK_SETTLED, wire.REFUSAL_REASON_UNKNOWN_CHECK], f"refusals: {batch}")

    sheet = accepted(manager.call("GetBalanceSheet", wire.GetBalanceSheetRequest()), "balance sheet")
    must(sheet.sheets and all(each.total == 0 and each.held == each.remaining for each in sheet.sheets), f"not conserved: {sheet}")
    print("conserved: yes")


main()
