"""Requests that are right but for one field, and bodies that are none."""

from hypothesis import strategies as st

import shared  # noqa: F401
import wire
from parties import CURRENCY

IDS = (b"", b"x" * 15, b"x" * 17)
CODES = ("RICH 1", "A" * 13, "É", "-A", "A\n", "A\x00")
AMOUNTS = (-1, 10**15 + 1, -(1 << 63), (1 << 63) - 1)
CURRENCIES = ("EU", "EURO", "ZZZ", "XXX")
TEXTS = ("x" * 257, "a\nb", "\x7f", "a\x00b")
ENUMS = (99, -1)


class Spoilt:
    """`field`: the way to it, with dots."""

    def __init__(self, method, field, value):
        self.method, self.field, self.value = method, field, value

    def __repr__(self):
        return f"{self.method} with {self.field} = {self.value!r:.40}"


def every(method, **fields):
    return [Spoilt(method, way.replace("__", "."), value) for way, values in fields.items() for value in values]


RUBBISH = [
    *every("IssueCheck", id=IDS, memo=TEXTS, terms__drawer=("", *CODES), terms__payee=CODES, terms__distributor=CODES,
           terms__amount=(0, *AMOUNTS), terms__currency=("", *CURRENCIES), terms__method=ENUMS, terms__release=ENUMS, terms__expires=(-1,)),
    *every("PresentCheck", command=IDS, check=IDS, seller=("", *CODES), amount=AMOUNTS, note=TEXTS),
    *every("VoidCheck", command=IDS, check=IDS, actor__role=(0, *ENUMS), note=TEXTS),
    *every("OpenDispute", command=IDS, check=IDS, actor__role=(0, *ENUMS)),
    *every("ResolveDispute", command=IDS, check=IDS, resolution=(0, *ENUMS), amount=AMOUNTS),
    *every("RefundCheck", command=IDS, check=IDS, amount=AMOUNTS),
    *every("Fund", command=IDS, account=("", *CODES), cover=(0, *ENUMS), amount=(0, *AMOUNTS), rail=(0, *ENUMS)),
    *every("EnrolAccount", command=IDS, account=("", *CODES), currency=("", *CURRENCIES), status=ENUMS),
    *every("SetStatus", command=IDS, party__kind=(0, *ENUMS), party__code=("", *CODES), status=(0, *ENUMS)),
    *every("GetCheck", check=IDS),
    *every("GetAccount", code=("", *CODES)),
]


def right(method, id, check):
    """The request, with nothing wrong."""
    pb = wire.pb
    return {
        "IssueCheck": lambda: pb.IssueCheckRequest(id=id, terms=pb.CheckTerms(drawer="RICH-1", payee="SHOP-1", distributor="VAN",
                                                                              amount=1, currency=CURRENCY)),
        "PresentCheck": lambda: pb.PresentCheckRequest(command=id, check=check, seller="SHOP-1"),
        "VoidCheck": lambda: pb.VoidCheckRequest(command=id, check=check, actor=pb.Actor(role=pb.ROLE_OPERATOR)),
        "OpenDispute": lambda: pb.OpenDisputeRequest(command=id, check=check, actor=pb.Actor(role=pb.ROLE_TERMINAL, code="RICH-1")),
        "ResolveDispute": lambda: pb.ResolveDisputeRequest(command=id, check=check, resolution=pb.RESOLUTION_PAY),
        "RefundCheck": lambda: pb.RefundCheckRequest(command=id, check=check, actor=pb.Actor(role=pb.ROLE_OPERATOR)),
        "Fund": lambda: pb.FundRequest(command=id, account="RICH-1", cover=pb.COVER_BANK, amount=1, rail=pb.RAIL_BOOK),
        "EnrolAccount": lambda: pb.EnrolAccountRequest(command=id, account="NEW", currency=CURRENCY),
        "SetStatus": lambda: pb.SetStatusRequest(command=id, party=pb.Party(kind=pb.PARTY_KIND_ACCOUNT, code="RICH-1"),
                                                 status=pb.PARTY_STATUS_SUSPENDED),
        "GetCheck": lambda: pb.GetCheckRequest(check=check),
        "GetAccount": lambda: pb.GetPartyRequest(code="RICH-1"),
    }[method]()


def spoil(what, id, check):
    message = place = right(what.method, id, check)
    *way, last = what.field.split(".")
    for part in way:
        place = getattr(place, part)
    setattr(place, last, what.value)
    return message


def unreadable():
    """Bodies that Google's protobuf cannot read as any message: a tag that is none, a length that leads out of it, an end
    within a number."""
    ends = st.sampled_from([b"\x00", b"\x07\x01", b"\x0a\x7f", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\x08", b"\x08\x80",
                            b"\x0e", b"\xff" * 11, b"\x0d\x00\x00", b"\x09\x00\x00\x00\x00"])
    starts = st.sampled_from([b"", b"\xf8\x3f\x01", b"\xfa\x3f\x03abc"])
    return st.tuples(starts, ends).map(b"".join)
