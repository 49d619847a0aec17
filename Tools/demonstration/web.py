"""A town with pages: sample shops full of goods, a wallet, the carriers' boards and the operator's desk, for people and for browsers."""

import csv
import re
import subprocess
import time

import samples
from sites import Site, Town
from steps import wait
from world import BINARIES, DATA, Failed, free_address, must, step

PIN = "246810"
# Where a person finds them, unless something else listens there.
USUAL = {"SHOP": 8421, "TOOLS": 8422, "PARCEL": 8431, "BIKE": 8432, "wallet": 7425, "desk": 7426}

# Who else buys, so that the carriers have something to plan: code, name, street, postcode, what of which shop.
NEIGHBOURS = (
    ("DORA", "Dora Frühling", "Nordring 3", "50733", "SHOP", ("C-001=2",)),
    ("EMIL", "Emil Herbst", "Am Wehr 18", "51063", "TOOLS", ("H-002",)),
    ("FRIDA", "Frida Moor", "Parkweg 7", "50931", "SHOP", ("T-003", "M-002")),
    ("GUSTAV", "Gustav Stein", "Hafengasse 1", "50996", "TOOLS", ("P-004=3",)),
    ("HANNA", "Hanna Wald", "Bergstr. 44", "51103", "SHOP", ("B-007",)),
    ("IDA", "Ida Lang", "Kirchplatz 9", "50823", "SHOP", ("N-005", "W-003")),
)
# Metres east and north of the cathedral.
PLACES = {"50667": (0, 0), "50733": (600, 3200), "51063": (3900, 2300), "50931": (-3600, -600), "50996": (2600, -6300),
          "51103": (3600, -800), "50823": (-2700, 1900), "50735": (1500, 5600), "50674": (-1200, -700), "28195": (-1500, 30900),
          "20457": (9000, 36200), "10178": (47000, 18500)}


def address(name, is_usual):
    """A fixed address for people; any other for tests, which may run beside each other."""
    if not is_usual:
        return free_address()
    import socket
    place = f"127.0.0.1:{USUAL[name]}"
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", USUAL[name]))
            return place
        except OSError:
            return free_address()


class Page:
    """A program that serves pages until it is stopped, and says where in its first line."""

    def __init__(self, world, name, program, arguments, environment):
        self.world, self.name, self.log = world, name, world.directory / f"{name}.log"
        log = open(self.log, "ab")
        self.process = subprocess.Popen([BINARIES / program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        env={**world.surroundings(), **environment})
        log.close()
        self.link = wait(f"{name} serves", self.look)

    def look(self):
        if self.process.poll() is not None:
            raise Failed(f"{self.name} ended at once:\n{self.log.read_text()}")
        found = re.search(r"http://\S+", self.log.read_text())
        return found and found.group(0)

    def remove(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class WebTown(Town):
    """The demo's town with pages for everybody."""

    def __init__(self, is_usual=False):
        super().__init__()
        self.is_usual, self.pages = is_usual, []
        self.shops["TOOLS"].arguments += ["--http", "127.0.0.1:0"]
        self.carriers["PARCEL"].arguments = ["--distributor", "PARCEL", "--name", "Paketdienst Nord", "--depot", "50735"]
        for code, site in {**self.shops, **self.carriers}.items():
            arguments = [word for word in site.arguments if word not in ("--http", "127.0.0.1:0")]
            site.arguments = [*arguments, "--http", address(code, is_usual)]

    def surroundings(self):
        import os
        return dict(os.environ)

    def remove(self):
        for page in self.pages:
            page.remove()
        super().remove()

    # -- opening

    def open(self, sample=None):
        """Fills and starts everything. `sample`: only so many commodities a shop, for tests in a hurry."""
        self.enrol_neighbours()
        for site in self.sites:
            site.start()
        places = self.directory / "places.csv"
        with open(places, "w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([("postcode", "east", "north"), *((code, *at) for code, at in PLACES.items())])
        for code in self.shops:
            sheet, pictures, count = samples.make(code, self.directory, sample)
            self.office(code, "catalogue", "import", sheet, "--pictures", pictures)
            step("", f"shop {code} opens", f"{count} commodities with pictures")
            for carrier, site in self.carriers.items():
                self.office(code, "distributors", "put", carrier, "--name", site.arguments[3], "--site", site.address)
        for code in self.carriers:
            self.company(code, "places", "import", places)
            for number in (1, 2):
                self.company(code, "vehicles", "put", f"{code}-{number}", "--litres", "300", "--begins", "08:00", "--ends", "18:00")
            for shop, site in self.shops.items():
                self.company(code, "sellers", "put", shop, "--site", site.address)
        step("", "carriers PARCEL and BIKE know shops and places", "two vehicles each")

    def enrol_neighbours(self):
        with open(DATA / "accounts.csv", encoding="utf-8") as lines:
            reader = csv.DictReader(lines)
            fields, pattern = reader.fieldnames, next(row for row in reader if row["code"] == "ALICE")
        sheet = self.directory / "neighbours.csv"
        with open(sheet, "w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, fields)
            writer.writeheader()
            for number, (code, name, street, postcode, _, _) in enumerate(NEIGHBOURS):
                writer.writerow({**pattern, "code": code, "name": name, "address": f"{street}, {postcode} Köln",
                                 "telephone": f"+49 221 55502{number:02}", "opening_balance": "500.00"})
        self.vouch("accounts", "import", sheet)

    def neighbours_buy(self, count=None):
        """Orders of other people, paid on delivery, so that boards and desk are not empty."""
        for code, name, street, postcode, shop, wanted in NEIGHBOURS[:count]:
            self.buyer(code, "buy", *wanted, "--distributor", "PARCEL", "--on-delivery", "--name", name, "--address",
                       f"{street}, {postcode} Köln", "--postcode", postcode, "--yes", shop=shop)
        step("", "others have ordered", f"{len(NEIGHBOURS[:count])} orders are on their way to carrier PARCEL")

    # -- the pages that are not a site's

    def serve(self, name, program, arguments, environment):
        page = Page(self, name, program, arguments, environment)
        self.pages.append(page)
        return page.link

    def open_wallet(self, account="ALICE", pin=PIN):
        file = self.directory / f"pin-{account.lower()}"
        file.touch(mode=0o600)
        file.write_text(pin + "\n")
        listen = address("wallet", self.is_usual and account == "ALICE")
        link = self.serve(f"wallet-{account.lower()}", "vouch-terminal", ["wallet", "--listen", listen, "--pin-file", file], self.home(account))
        # Cookies are for every port of a host: shops are at 127.0.0.1, so the wallet is asked by its other name.
        return link.replace("127.0.0.1", "localhost")

    def open_desk(self, role="operator"):
        arguments = ["console", "--listen", address("desk", self.is_usual), "--server", self.unix]
        return self.serve("desk", "vouch", arguments, {}).replace("127.0.0.1", "localhost")

    def board_pass(self, carrier="PARCEL", vehicle=None):
        """The link by which a planner, or the driver of a vehicle, comes in."""
        answer = self.company(carrier, "board", "pass", *(("--vehicle", vehicle) if vehicle else ()))
        return answer["link"]


def web():
    """Starts the town and shows where its pages are, until somebody ends it."""
    town = WebTown(is_usual=True)
    try:
        print("Opening a town with pages …\n")
        town.create()
        town.start()
        town.enrol()
        town.open()
        town.neighbours_buy()
        wallet = town.open_wallet()
        links = [("shop window", town.shops["SHOP"].page, "books, coffee, tea"), ("shop window", town.shops["TOOLS"].page, "machines, tools, lamps"),
                 ("wallet of ALICE", wallet, f"PIN {PIN}"), ("planning board of PARCEL", town.board_pass(), ""),
                 ("driver of PARCEL-1", town.board_pass(vehicle="PARCEL-1"), "best on a phone"),
                 ("operator's desk", town.open_desk(), "the link works once")]
        print()
        for name, link, note in links:
            print(f"  {name:<26}{link}   {note}".rstrip())
        print("\nBuy something in a shop window, pay it with a check in the wallet, and follow it. Ctrl-C ends it all.", flush=True)
        while True:
            time.sleep(1)
            for process in (town.process, *(site.process for site in town.sites), *(page.process for page in town.pages)):
                must(process.poll() is None, "one of the programs has ended")
    finally:
        town.remove()
