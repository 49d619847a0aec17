"""Scenarios of a large shop: its price list goes in, and every page of it is there at once."""

import csv
import re
import statistics
import subprocess
import time
import urllib.request

from relay import REPLY, REQUEST, dial, methods, read_frame
from world import BINARIES, euros, must, step

COMMODITIES = 50_000
PAGE = 100
# One in so many has the word that is searched for.
RARE = 500
COLUMNS = ["code", "name", "specification", "category", "charge", "guarantee_days", "cooling_off_days", "visit",
           "trade_in", "digital", "stock", "picture", "litres"]
# Every field of the price database, none of them as it is where nothing is said.
WHOLE = ["WHOLE-1", "Standuhr Modell 7", "Oak, 2.10 m, eight-day movement", "Clocks", "1299.90", "730", "30", "yes", "yes", "no",
         "3", "standuhr.png", "640"]


def code(number):
    return f"C-{number:05}"


def write_list(path):
    with open(path, "w", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)
        for number in range(COMMODITIES - 1):
            rare = " Sonderstück" if number % RARE == 0 else ""
            sheet.writerow([code(number), f"Ware {number}{rare}", f"Size {number % 40}", f"Category {number % 100}",
                            f"{number % 900 + 1}.{number % 100:02}", number % 3 * 365, 14, "no", "no", "no", number % 1000,
                            f"{number}.png", number % 50])
        sheet.writerow(WHOLE)


def import_list(world, path):
    """Imports it, and shows each quarter of its progress as it is told. Gives the report."""
    began = subprocess.Popen(
        [BINARIES / "vouch-seller", "catalogue", "import", path, "--progress", "--office", world.shops["SHOP"].address,
         "--identity", world.identity("seller/SHOP")],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        told, quarter = 0, 1
        for line in began.stderr:
            told += 1
            share = re.search(r"(\d+) %", line)
            if share and int(share[1]) >= quarter * 25:
                step("", "so far", line.strip())
                quarter = int(share[1]) // 25 + 1
        report, status = began.stdout.read(), began.wait()
    finally:
        began.kill()
        began.wait()
    must(status == 0, f"the import ended with {status}:\n{report}")
    must(told > 0, "no progress was told")
    return report


class Pager:
    """Asks for pages as a terminal does, over one connection: what takes time is the shop, not the start of a program."""

    def __init__(self, address, identity):
        self.line = dial(address, identity)
        self.stream = self.line.makefile("rb")
        self.method = methods("selling.proto").index("ListCommodities")

    def milliseconds(self, start, times=15):
        """How long a page takes, the middle one of several."""
        # ListCommoditiesRequest: 1 = from, 2 = limit.
        message = b"\x0a" + bytes([len(start)]) + start.encode() + b"\x10" + bytes([PAGE])
        took = []
        for number in range(times):
            began = time.perf_counter()
            self.line.sendall(REQUEST.pack(self.method, len(message), number) + message)
            _, answer = read_frame(self.stream, REPLY)
            took.append((time.perf_counter() - began) * 1000)
            must(REPLY.unpack_from(answer)[0] == 0 and len(answer) > PAGE * 50, "that is no page")
        return statistics.median(took)


def price_list(world):
    """D5: a price list of 50,000 commodities goes in with progress; its pages, a search, and one row with every field."""
    shop = world.shops["SHOP"]
    shop.start()
    path = world.directory / "price-list.csv"
    write_list(path)
    step("D5", f"shop SHOP imports a price list of {COMMODITIES:,} lines")
    report = import_list(world, path)
    must(re.search(rf"added +{COMMODITIES:,}\b", report), f"not all were added:\n{report}")
    step("D5", "the list is in", report.splitlines()[0].split(": ")[-1])
    must(world.office("SHOP", "distributors", "list")["commodities"] == COMMODITIES, "the shop has not all of them")

    pager = Pager(shop.address, world.identity("terminal/ALICE"))
    first = None
    for where, start in (("at the beginning", 0), ("in the middle", COMMODITIES // 2), ("at the end", COMMODITIES - 1 - PAGE)):
        page = world.buyer("ALICE", "browse", "--from", code(start), "--limit", PAGE)["commodities"]
        must([each["code"] for each in page] == [code(start + number) for number in range(PAGE)], f"the page {where} is another one")
        took = pager.milliseconds(code(start))
        first = first or took
        step("S1", f"terminal ALICE asks for the {PAGE} from {code(start)} on, {where}", f"{took:.1f} ms, {took / first:.2f} × the first")

    began = time.perf_counter()
    found = world.buyer("ALICE", "browse", "--search", "sonderstück", "--limit", 1000)["commodities"]
    took = (time.perf_counter() - began) * 1000
    must([each["code"] for each in found] == [code(number) for number in range(0, COMMODITIES - 1, RARE)], "another list was found")
    step("S1", f"terminal ALICE searches all {COMMODITIES:,} for 'sonderstück'", f"{len(found)} found, {took:.0f} ms")

    began = time.perf_counter()
    with urllib.request.urlopen(f"{shop.page}/?from={code(COMMODITIES // 2)}") as answer:
        page = answer.read().decode()
    took = (time.perf_counter() - began) * 1000
    must(code(COMMODITIES // 2) in page and code(COMMODITIES // 2 - 1) not in page and "Next" in page, "the home page shows something else")
    shown = page.count('class="card item"')
    step("S1", "somebody reads the shop's home page, from the middle on", f"{shown} shown, {took:.0f} ms")

    whole(world.buyer("ALICE", "browse", WHOLE[0]))
    step("D5", "a row with every field set is shown again", "every field as it was written")


def whole(shown):
    """The row with every field, as it must be shown again. What was sold the shop counts itself."""
    day = 86_400_000
    expected = {
        "code": "WHOLE-1", "name": "Standuhr Modell 7", "specification": "Oak, 2.10 m, eight-day movement",
        "category": "Clocks", "charge": 129990, "currency": "EUR", "guarantee": 730 * day, "cooling_off": 30 * day,
        "visit": True, "trade_in": True, "digital": False, "stock": 3, "picture": "standuhr.png", "litres": 640, "sales": 0}
    must(shown == expected, f"the row is shown as {shown}")
    for name in ("code", "name", "specification", "category", "picture"):
        step("", f"  {name}", shown[name])
    step("", "  charge, stock, litres, sold", f"{euros(shown['charge'])} {shown['currency']}, {shown['stock']}, {shown['litres']}, {shown['sales']}")
    step("", "  guarantee, cooling-off", f"{shown['guarantee'] // day} days, {shown['cooling_off'] // day} days")
    step("", "  visit, trade-in, digital", ", ".join("yes" if shown[name] else "no" for name in ("visit", "trade_in", "digital")))


SCENARIOS = [price_list]
