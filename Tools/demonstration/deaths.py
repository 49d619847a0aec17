"""Scenarios in which somebody is gone for a while, or dies: what was begun is gone on with, and happens once."""

from kills import Killer
from steps import (ADDRESS, browse, buy, completed, departed, final, handed_over, instructed, open_town, paid, planned, reach,
                   show_purchase, tracked)
from world import euros, must, step


def offline_distributor(world):
    """The carrier's line is down when it hands over: the completion reaches both late, once each."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--on-delivery", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    departed(world, planned(world))
    world.shops["SHOP"].kill()
    world.process.kill()
    world.process.wait()
    step("", "shop SHOP and the check manager cannot be reached", "killed with -9")
    world.company("PARCEL", "hand-over", mine["order"], "--taken-by", "A. Sommer")
    step("S12", "PARCEL hands over; nobody hears of it yet", f"{waiting(world)} messages wait")
    must(waiting(world) >= 2, "nothing waits")
    world.start()
    world.shops["SHOP"].start()
    step("", "shop SHOP and the check manager are back")
    completed(world, mine)
    final(world, mine, "settled", captured=2450)


def waiting(world, carrier="PARCEL"):
    return world.company(carrier, "company")["waiting"]


def resume_after_kill(world):
    """The whole order, killed by -9 between every two steps: the terminal at each frame, vouchd, shop and carrier at each line."""
    kills = Killer(world)
    open_town(world)
    world.office("SHOP", "distributors", "put", "PARCEL", "--site", kills.carrier.endpoint)
    browse(world)
    kills.judging.gate.clear()
    kills.sweep("S2", ["buy", "GRINDER", "--distributor", "PARCEL", "--pay-later", "--confirm-instruction", *ADDRESS, "--yes"],
                ["GetOffice", "GetCommodity", "GetAccount", "IssueCheck", "PlaceOrder", "GetOrder"],
                lambda: owned(world, 12000), again=lambda: resuming(world))
    mine = world.buyer("ALICE", "orders", "list")["orders"][0]
    show_purchase(world, mine, "ALICE", "SHOP")
    kills.all()
    kills.sweep("S7'", ["pay", mine["order"], "--method", "card"], ["ChooseMethod", "ChoosePayment"], lambda: owned(world, 12000))
    kills.all()
    reach(world, mine, "demanded")
    kills.all()
    paid(world, mine)
    kills.sweep("S9", ["confirm-instruction", mine["order"], "--yes"], ["ConfirmInstruction"], lambda: owned(world, 12000))
    kills.all()
    instructed(world, mine)
    kills.all()
    plan = planned(world)
    kills.all()
    departed(world, plan)
    kills.all()
    kills.sweep("S11", ["track", mine["order"]], ["GetOrder", "TrackDelivery"], lambda: owned(world, 12000))
    tracked(world, mine, "underway")
    kills.all()
    handed_over(world, mine)
    kills.all()
    final(world, mine, "settled", captured_from_card=12000)
    kills.sweep("", ["return", mine["order"], "--reason", "too heavy"], ["VoidCheck", "Withdraw", "ReturnOrder"],
                lambda: owned(world, 12000))
    kills.all()
    reach(world, mine, "returned")
    must(owned(world, 12000) == 0, "the money did not come back")
    other = buy(world, "BOOK-1", "--distributor", "PARCEL", "--pay-later", *ADDRESS, "--shop", kills.shop.endpoint)
    kills.sweep("", ["return", other["order"], "--reason", "changed my mind"], ["VoidCheck", "ReturnOrder"],
                lambda: owned(world, 2450, orders=2))
    must(owned(world, 2450, orders=2) == 0, "the hold is not free")
    step("", "everybody killed between every two steps; all happened once", f"{kills.count} kills")


def resuming(world):
    """Once an order is kept it is resumed, never bought again."""
    return ["resume"] if world.buyer("ALICE", "orders", "list")["orders"] else None


def owned(world, amount, orders=1):
    """What ALICE's last order costs her by now: nothing, or just once what it comes to; and the books are sound."""
    for what, found in (("orders at the shop", world.office("SHOP", "orders", "list")["orders"]),
                        ("checks", world.vouch("checks", "list", "--account", "ALICE")["checks"])):
        must(len(found) <= orders, f"there are {len(found)} {what}, not {orders}")
    account = world.balance("ALICE")
    bank, card = account["bank"], account["card"]
    costs = bank["held"] + card["held"] + 30000 - bank["posted"] - card["posted"]
    must(costs in (0, amount), f"{euros(costs)} EUR are held or paid, not {euros(amount)}")
    must(world.vouch("balance-sheet")["conserved"], "money was not conserved")
    return costs


SCENARIOS = [offline_distributor, resume_after_kill]
