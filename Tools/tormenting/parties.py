"""Who takes part: few enough that clients meet at the same account, seller and check all the time."""

import wire
from history import Recorder

# Rich, poor, and one with limits.
ACCOUNTS = {"RICH-1": 10**12, "RICH-2": 10**12, "RICH-3": 10**12, "POOR-1": 20_000, "POOR-2": 20_000, "BOUND": 10**12}
SELLERS = {"SHOP-1": 0, "SHOP-2": 0, "SHOP-3": 0, "SMALL": 40_000}
# What each may owe of cash collected.
DISTRIBUTORS = {"VAN": 10**12, "BIKE": 0}
CURRENCY = "EUR"


def enrolments():
    """The commands that make them, in order."""
    pb, fresh = wire.pb, wire.new_id
    for code, funds in ACCOUNTS.items():
        settings = pb.AccountSettings(limits=pb.AccountLimits(per_check=3000, per_day=200_000)) if code == "BOUND" else None
        yield "EnrolAccount", pb.EnrolAccountRequest(command=fresh(), account=code, currency=CURRENCY, settings=settings)
        yield "Fund", pb.FundRequest(command=fresh(), account=code, cover=pb.COVER_BANK, amount=funds, rail=pb.RAIL_BOOK)
    for code, limit in SELLERS.items():
        settings = pb.CompanySettings(exposure_limit=limit) if limit else None
        yield "EnrolSeller", pb.EnrolCompanyRequest(command=fresh(), code=code, currency=CURRENCY, settings=settings)
    for code, limit in DISTRIBUTORS.items():
        settings = pb.CompanySettings(cash_limit=limit) if limit else None
        yield "EnrolDistributor", pb.EnrolCompanyRequest(command=fresh(), code=code, currency=CURRENCY, settings=settings)


def enrol(socket, path):
    """Makes them, and writes down how."""
    recorder = Recorder(path)
    with wire.Asking(socket) as asking:
        for number, (name, message) in enumerate(enrolments()):
            recorder.write(1, number, wire.METHODS[name].index, 0, message.SerializeToString())
            reply = asking.ask(name, message)
            recorder.write(2, number, wire.METHODS[name].index, 0, reply.SerializeToString())
            if reply.WhichOneof("outcome") != "accepted":
                raise wire.Failed(f"{name}: {reply}")
    recorder.close()
