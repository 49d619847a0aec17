"""Scenarios of a whole order, from the shop's commodities to the doorstep: S1 to S12 and their alternatives."""

import datetime
import os
import subprocess
import time

from world import BINARIES, DATA, Failed, euros, must, step

ADDRESS = ("--name", "Alice Sommer", "--address", "Lindenweg 4, 50667 Köln", "--postcode", "50667")


# -- the town

def open_town(world):
    """Starts the sites, and lets shops and carriers know each other, their commodities, vehicles and places."""
    for site in world.sites:
        site.start()
    for code in world.shops:
        report = world.office(code, "catalogue", "import", DATA / f"{code.lower()}.csv")
        step("", f"shop {code} opens with the commodities of {code.lower()}.csv", f"{report['added']} commodities")
        for carrier, site in world.carriers.items():
            world.office(code, "distributors", "put", carrier, "--site", site.address)
    for code in world.carriers:
        world.company(code, "places", "import", DATA / "places.csv")
        world.company(code, "vehicles", "put", f"{code}-1", "--litres", "400", "--begins", "08:00", "--ends", "18:00")
        for shop, site in world.shops.items():
            world.company(code, "sellers", "put", shop, "--site", site.address)
    step("", "carriers PARCEL and BIKE know shops, places and vehicles", "one vehicle each")


# -- the steps

def browse(world, account="ALICE", shop="SHOP"):
    """S1."""
    seen = world.buyer(account, "browse", shop=shop)
    step("S1", f"terminal {account} asks shop {shop} for its commodities", f"{len(seen['commodities'])} shown")


def buy(world, *arguments, account="ALICE", shop="SHOP", expect=(0,)):
    """S2 to S6, in one go."""
    order = world.buyer(account, "buy", *arguments, "--yes", shop=shop, expect=expect)
    show_purchase(world, order, account, shop)
    return order


def show_purchase(world, order, account, shop):
    amount = f"{euros(order['amount'])} EUR"
    step("S2", f"terminal {account} chooses, and demands a check for {amount} to {shop}")
    if order["refusal"] and order["refusal"]["by"] == "manager":
        step("S3", "credit check of buyer, seller and distributor, in one decision", refusal(order))
        return
    step("S3", "credit check of buyer, seller and distributor, in one decision", f"yes; {amount} held")
    only = "only its number" if order.get("id_only") else "whole"
    step("S4", f"check {order['check']} issued", only)
    where = "without an address" if order["recipient"] is None else "with check and address"
    step("S5", f"terminal {account} sends the order {where}", f"order {order['order'][:13]}…")
    if order["refusal"]:
        step("S5''", f"shop {shop} judges order and check", refusal(order))
        return
    step("S5''", f"shop {shop} judges the check a second time", "valid")
    step("S6", f"shop {shop} tells the terminal that the goods will be delivered", f"order {order['state']}")


def refusal(order):
    no = order["refusal"]
    detail = f" ({no['detail']})" if no.get("detail") else ""
    return f"no: {no['reason']}{detail}"


def shop_says(world, order, shop="SHOP"):
    return world.office(shop, "orders", "show", order["order"])


def wait(what, look):
    """Waits until `look` gives something; sites work by themselves."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise Failed(f"{what}: not within a minute")


def reach(world, order, *states, shop="SHOP"):
    """The shop's order once it is in one of the states."""
    def look():
        seen = shop_says(world, order, shop)
        must(seen["state"] in states or seen["state"] not in ("rejected",), f"the shop rejected the order: {seen['events']}")
        return seen if seen["state"] in states else None
    return wait(f"order {order['order']} {' or '.join(states)}", look)


def paid(world, order, shop="SHOP"):
    """S7 and S8, as the check manager has them."""
    check = world.vouch("checks", "show", order["check"])["check_state"]
    if check["state"] == "committed":
        step("S7", f"shop {shop} demands payment", f"{euros(check['demanded'])} EUR wait for the delivery")
    else:
        step("S7", f"shop {shop} demands payment", f"check {check['state']}")
        step("S8", f"the charge reached the seller's account from the buyer's {check['cover']}", f"{euros(check['captured'])} EUR paid")
    return check


def instructed(world, order, shop="SHOP"):
    """S9."""
    seen = reach(world, order, "instructed", "delivered", "undelivered", shop=shop)
    step("S9", f"shop {shop} sends {seen['distributor']} the delivery instruction", seen["recipient"]["address"])
    return seen


def planned(world, carrier="PARCEL", *more):
    """S10."""
    plan = world.company(carrier, "plan", *more)
    for route in plan["routes"]:
        above = (route["metres"] - route["at_least_metres"]) / max(1, route["at_least_metres"]) * 100
        step("S10", f"{carrier} plans {plan['day']}: vehicle {route['vehicle']}, {len(route['stops'])} stop(s), "
             f"{route['metres'] / 1000:.1f} km", "the shortest" if above < 0.01 else f"at most {above:.1f} % too long")
    must(plan["routes"], "nothing was planned")
    return plan


def departed(world, plan, carrier="PARCEL"):
    for route in plan["routes"]:
        left = world.company(carrier, "depart", route["vehicle"], "--day", plan["day"])
        step("S11", f"vehicle {route['vehicle']} leaves", f"{len(left['deliveries'])} on the way")


def tracked(world, order, state, account="ALICE", shop="SHOP"):
    """S11: the buyer asks."""
    def look():
        seen = world.buyer(account, "track", order["order"], shop=shop)
        return seen if (seen.get("shop_says") or {}).get("delivery_state") == state else None
    seen = wait(f"the terminal hears '{state}'", look)
    step("S11", f"terminal {account} asks where the delivery is", state)
    return seen


def handed_over(world, order, carrier="PARCEL", shop="SHOP", *more):
    """S12."""
    done = world.company(carrier, "hand-over", order["order"], "--taken-by", "A. Sommer", *more)
    who = "the driver reports the hand-over from the vehicle" if "--vehicle" in more else f"{carrier} reports the hand-over"
    step("S12", who, f"taken by {done['taken_by']}")
    return completed(world, order, carrier, shop)


def completed(world, order, carrier="PARCEL", shop="SHOP", state="delivered"):
    """The completion reached the seller and the check manager."""
    known = wait("the completion is known to both", lambda: both_know(world, order, carrier))
    said = known["manager_refusal"] or "noted"
    step("S12", "the completion reached the seller and the check manager", f"manager: {said}")
    return reach(world, order, state, shop=shop)


def both_know(world, order, carrier):
    delivery = world.company(carrier, "deliveries", "show", order["order"])
    return delivery if delivery["seller_knows"] and delivery["manager_knows"] else None


def deliver(world, order, carrier="PARCEL", shop="SHOP", account="ALICE", *more):
    """S10 to S12."""
    plan = planned(world, carrier)
    departed(world, plan, carrier)
    tracked(world, order, "underway", account, shop)
    return handed_over(world, order, carrier, shop, *more)


def final(world, order, state, **money):
    """The check's state and what became of its money."""
    check = world.vouch("checks", "show", order["check"])["check_state"]
    must(check["state"] == state, f"the check is {check['state']}, not {state}")
    for name, value in money.items():
        must(check[name] == value, f"{name} is {check[name]}, not {value}")


# -- scenarios

def order(world):
    """The whole order, S1 to S12: browsed, demanded, judged, issued, sent, judged again, paid, instructed, planned, delivered."""
    open_town(world)
    browse(world)
    mine = buy(world, "BOOK-1", "BEANS-1", "--distributor", "PARCEL", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    deliver(world, mine)
    final(world, mine, "settled", captured=4850)


def two_sellers(world):
    """Two shops, two carriers, two orders of one buyer at once; each pays its own."""
    open_town(world)
    browse(world)
    browse(world, shop="TOOLS")
    books = buy(world, "BOOK-1", "--distributor", "PARCEL", *ADDRESS)
    tools = buy(world, "DRILL-18", "--distributor", "BIKE", *ADDRESS, shop="TOOLS")
    for mine, shop, carrier in ((books, "SHOP", "PARCEL"), (tools, "TOOLS", "BIKE")):
        reach(world, mine, "demanded", "instructed", shop=shop)
        paid(world, mine, shop)
        instructed(world, mine, shop)
        deliver(world, mine, carrier, shop)
    final(world, books, "settled", captured=2450)
    final(world, tools, "settled", captured=14900)


def address_on_file(world):
    """S5': no address is sent; the shop obtains it from the account database through the check."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--address-on-file")
    seen = instructed(world, mine)
    step("S5'", "shop SHOP asked the check manager for the address", f"{seen['recipient']['name']}, {seen['recipient']['address']}")
    must(seen["recipient"]["address"] == "Lindenweg 4, 50667 Köln", "the address is not the one on file")
    deliver(world, mine)
    final(world, mine, "settled", captured=2450)


def check_number_only(world):
    """S4': of BOB's checks only the number is sent; the shop claims the check with the secret that came with the order."""
    open_town(world)
    mine = buy(world, "BEANS-1", "--distributor", "PARCEL", "--name", "Bob Winter", "--address", "Am Markt 1, 10178 Berlin",
               "--postcode", "10178", account="BOB")
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    deliver(world, mine, "PARCEL", "SHOP", "BOB")
    final(world, mine, "settled", captured=2400)


def driver_report(world):
    """S12's alternative: the driver reports the hand-over from the vehicle to the carrier's server, which reports on."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--on-delivery", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    refused = world.company("BIKE", "hand-over", mine["order"], "--vehicle", "BIKE-1", expect=(1,))
    step("S12", "the driver of another carrier reports it", f"no: {refused['reason']}")
    deliver(world, mine, "PARCEL", "SHOP", "ALICE", "--vehicle", "PARCEL-1")
    final(world, mine, "settled", captured=2450)


def digital(world):
    """Goods that are not shipped: paid, and there."""
    open_town(world)
    mine = buy(world, "AUDIO-1")
    seen = reach(world, mine, "delivered")
    paid(world, mine)
    step("S12", "the goods are sent over the network", f"download {seen['download'][:24]}…")
    final(world, mine, "settled", captured=990)


def cash_at_the_door(world):
    """S7': the buyer pays in cash at the door; the carrier owes it until it has paid in."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--method", "cash", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    plan = planned(world)
    departed(world, plan)
    refused = world.company("PARCEL", "hand-over", mine["order"], expect=(1,))
    step("S12", "PARCEL reports the hand-over without the cash", f"no: {refused['reason']}")
    handed_over(world, mine, "PARCEL", "SHOP", "--collected", "24.50")
    final(world, mine, "settled", captured=2450)
    must(world.vouch("distributors", "show", "PARCEL")["debt"] == -2450, "the carrier does not owe the cash")
    world.vouch("payin", "PARCEL", "24.50")
    step("", "distributor PARCEL pays in 24.50 EUR", "its debt is cleared")


def pay_later(world):
    """S7': on the delivery notice the terminal tells how it pays, and confirms the instruction (S9)."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--pay-later", "--confirm-instruction", *ADDRESS)
    must(reach(world, mine, "accepted")["check_state"] == "issued", "it was paid before the buyer chose")
    world.buyer("ALICE", "pay", mine["order"], "--method", "card")
    step("S7'", "terminal ALICE chooses to pay by card", "the hold lies on the card now")
    reach(world, mine, "demanded")
    check = paid(world, mine)
    must(check["cover"] == "card", "it was not paid by card")
    world.buyer("ALICE", "confirm-instruction", mine["order"], "--yes")
    step("S9", "terminal ALICE sees the delivery instruction and agrees")
    instructed(world, mine)
    deliver(world, mine)
    final(world, mine, "settled", captured_from_card=2450)


def switch_after_dispatch(world):
    """N7: the goods are under way, cash is due; the buyer pays by card after all, never without cover; nothing is collected."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--method", "cash", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    departed(world, planned(world))
    world.buyer("ALICE", "pay", mine["order"], "--method", "card")
    account = world.balance("ALICE")
    step("S7'", "terminal ALICE pays by card after all, the goods being under way",
         f"held: bank {euros(account['bank']['held'])}, card {euros(account['card']['held'])}")
    must((account["bank"]["held"], account["card"]["held"]) == (0, 2450), "the cover is not where it should be")
    wait("the carrier hears of it", lambda: world.company("PARCEL", "deliveries", "show", mine["order"])["cash"] is None)
    step("S9", "shop SHOP tells PARCEL that nothing is to be collected any more")
    handed_over(world, mine)
    final(world, mine, "settled", captured_from_card=2450)


def anyone_delivers(world):
    """No seller and no distributor on the check: the first to present it is paid, the shop chooses who delivers."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--any-seller", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    carrier = instructed(world, mine)["distributor"]
    deliver(world, mine, carrier)
    final(world, mine, "settled", payee="SHOP")


def failed_delivery(world):
    """Nobody takes it: tried twice, brought back; the buyer's money was only committed and is free again."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--on-delivery", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    tomorrow = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=1)
    for days in (0, 1):
        departed(world, planned(world, "PARCEL", "--day", tomorrow + datetime.timedelta(days=days)))
        world.company("PARCEL", "attempt", mine["order"], "--note", "nobody at home")
        step("S11", f"PARCEL tries{' again' if days else ''}", "nobody at home")
    world.company("PARCEL", "return", mine["order"], "--note", "twice nobody at home")
    step("S12", "PARCEL brings the goods back to the shop")
    completed(world, mine, state="undelivered")
    final(world, mine, "voided", captured=0, released=2450)
    must(world.balance("ALICE")["bank"]["held"] == 0, "the hold is still there")


def failed_after_payment(world):
    """The delivery fails after the shop was paid on demand: the shop refunds by itself."""
    open_town(world)
    mine = buy(world, "BOOK-1", "--distributor", "PARCEL", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    departed(world, planned(world))
    world.company("PARCEL", "fail", mine["order"], "--note", "the parcel was lost")
    step("S12", "PARCEL reports that the parcel was lost")
    completed(world, mine, state="undelivered")
    wait("the refund", lambda: world.balance("ALICE")["bank"]["posted"] == 30000)
    step("", "shop SHOP refunds by itself", "24.50 EUR back at the buyer's bank")


def return_goods(world):
    """The buyer returns all within the cooling-off period: one command withdraws, and the shop has its goods again."""
    open_town(world)
    mine = buy(world, "GRINDER", "--distributor", "PARCEL", *ADDRESS)
    reach(world, mine, "demanded", "instructed")
    paid(world, mine)
    instructed(world, mine)
    deliver(world, mine)
    must(world.vouch("sellers", "show", "SHOP")["locked"] == 12000, "the proceeds are not locked while the buyer may return")
    world.buyer("ALICE", "return", mine["order"], "--reason", "too heavy")
    step("", "terminal ALICE returns the goods within the cooling-off period", "120.00 EUR back at the buyer's bank")
    reach(world, mine, "returned")
    must(world.balance("ALICE")["bank"]["posted"] == 30000, "the money did not come back")


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
    """The whole order, with vouchd, shop and carrier killed by -9 between every two steps, and the terminal while it buys."""
    open_town(world)
    kills = Killer(world)
    browse(world)
    kills.next()
    mine = kills.buy("BOOK-1", "--distributor", "PARCEL", "--on-delivery", *ADDRESS)
    for look in (lambda: reach(world, mine, "demanded", "instructed"), lambda: paid(world, mine),
                 lambda: instructed(world, mine)):
        kills.all()
        look()
    kills.all()
    plan = planned(world)
    kills.all()
    departed(world, plan)
    kills.all()
    tracked(world, mine, "underway")
    kills.all()
    handed_over(world, mine)
    kills.all()
    final(world, mine, "settled", captured=2450)
    step("", "vouchd, shop and carrier were killed between every two steps", f"{kills.count} kills")


class Killer:
    """Kills the parties, and starts them again."""

    def __init__(self, world):
        self.world, self.count = world, 0

    def next(self):
        self.world.kill()
        self.count += 1

    def all(self):
        world = self.world
        for site in (world.shops["SHOP"], world.carriers["PARCEL"]):
            site.kill()
            site.start()
        world.kill()
        self.count += 3

    def buy(self, *arguments):
        """A terminal killed again and again while it buys; what it began is resumed, and paid once."""
        world = self.world
        seen = []
        for pause in (0.02, 0.05, 0.08, 0.05, 0.07, 0.09, 0.11, 0.13, 0.16, 0.2):
            # Once an order is kept it is resumed, never bought again.
            kept = world.buyer("ALICE", "orders", "list")["orders"]
            command = ["resume"] if kept else ["buy", *arguments, "--yes"]
            began = subprocess.Popen([BINARIES / "vouch-terminal", *command, "--output", "json"], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                     env={**os.environ, **world.home("ALICE")})
            time.sleep(pause)
            began.kill()
            began.wait()
            self.count += 1
            seen += [order["state"] for order in world.buyer("ALICE", "orders", "list")["orders"]]
        step("", "the terminal is killed ten times on its way; the order stood at", ", ".join(dict.fromkeys(seen)) or "nothing yet")
        if not world.buyer("ALICE", "orders", "list")["orders"]:
            world.buyer("ALICE", "buy", *arguments, "--yes")
        world.buyer("ALICE", "resume")
        orders = world.buyer("ALICE", "orders", "list")["orders"]
        must(len(orders) == 1, f"there are {len(orders)} orders")
        show_purchase(world, orders[0], "ALICE", "SHOP")
        checks = world.vouch("checks", "list", "--account", "ALICE")["checks"]
        must(len(checks) == 1, f"there are {len(checks)} checks for one order")
        return orders[0]


def refused_order(world):
    """The shop has no more of it: the buyer is told before a check is demanded, and nothing is held."""
    open_town(world)
    world.office("SHOP", "catalogue", "set", "BOOK-1", "--stock", "0")
    step("", "shop SHOP sells its last copy")
    answer = world.buyer("ALICE", "buy", "BOOK-1", "--distributor", "PARCEL", *ADDRESS, "--yes", expect=(1,))
    step("S2", "terminal ALICE chooses what is not there", f"no: {answer['reason']} ({answer['sentence']})")
    must(answer["reason"] == "out_of_stock", f"refused as {answer}")
    must(world.balance("ALICE")["bank"]["held"] == 0, "something is held")


SCENARIOS = [order, two_sellers, address_on_file, check_number_only, driver_report, digital, cash_at_the_door, pay_later,
             switch_after_dispatch, anyone_delivers, failed_delivery, failed_after_payment, return_goods, refused_order, offline_distributor,
             resume_after_kill]
