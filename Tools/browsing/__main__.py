"""Drives a real browser through Vouch's pages, and attacks them. Started by Tools/test browser, which builds what is needed."""

import pathlib
import sys
import time
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "demonstration"))

import attacks  # noqa: E402
import journeys  # noqa: E402
from browser import DESKTOP, PHONE, SCREENSHOTS  # noqa: E402
from web import WebTown  # noqa: E402
from world import Failed, end_on_signals, step  # noqa: E402


def main():
    end_on_signals()
    began = time.monotonic()
    for old in SCREENSHOTS.glob("*.png"):
        old.unlink()
    town = WebTown()
    try:
        town.create()
        town.start()
        town.enrol()
        town.open(sample=9)
        town.neighbours_buy(2)
        town.wallet, town.desk = town.open_wallet(), town.open_desk()
        number = None
        for viewport in (DESKTOP, PHONE):
            number = journeys.whole_order(town, viewport)
        journeys.give_back(town, number)
        journeys.refusals(town)
        journeys.without_scripts(town)
        targets = [attacks.Target("shop window", town.shops["SHOP"].page, town.shops["SHOP"].process, False, "/commodities/B-001"),
                   attacks.Target("planning board", town.carriers["PARCEL"].page, town.carriers["PARCEL"].process, True),
                   attacks.Target("wallet", town.wallet, town.pages[0].process, True, "/unlock"),
                   attacks.Target("operator's desk", town.desk, town.pages[1].process, True)]
        attacks.attack(targets, streams=[(targets[0], f"{urllib.parse.urlsplit(town.waiting_page).path}/live")])
        town.stop()
    except Failed as failure:
        print(f"\nTools/test browser: {failure}\n{town.logs()}\nWhat was seen lies in {SCREENSHOTS}.", file=sys.stderr)
        return 1
    finally:
        town.remove()
    count = len(list(SCREENSHOTS.glob("*.png")))
    print(f"\nAll pages are as they should be, in {time.monotonic() - began:.0f} s. {count} pictures of them lie in {SCREENSHOTS}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
