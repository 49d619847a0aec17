"""Scenarios of a whole order, from the shop's commodities to the doorstep: S1 to S12 and their alternatives."""

import datetime

from steps import (ADDRESS, browse, buy, completed, deliver, departed, final, handed_over, instructed, open_town, paid, planned,
                   reach, wait)
from world import euros, must, step


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


def pay_never(world):
    """S7': the buyer never says how it pays: past the shop's deadline its goods are in stock again, and the buyer's money is free."""
    world.shops["SHOP"].arguments += ["--pay-within", "3s"]
    open_town(world)
    mine = buy(world, "GRINDER", "--distributor", "PARCEL", "--pay-later", *ADDRESS)
    seen = world.office("SHOP", "orders", "show", mine["order"])
    step("S7'", f"shop SHOP waits for the buyer's choice; {stock(world)} pieces are left", f"until {seen['pay_by']}")
    wait("the order is rejected", lambda: world.office("SHOP", "orders", "show", mine["order"])["state"] == "rejected")
    last = world.office("SHOP", "orders", "show", mine["order"])["events"][-1]
    step("", "the time is over", f"order rejected: {last['note']}; {stock(world)} pieces are left")
    must(stock(world) == 6, "the goods are not back")
    wait("the hold is free", lambda: world.balance("ALICE")["bank"]["held"] == 0)
    final(world, mine, "voided", captured=0)


def stock(world):
    return world.office("SHOP", "catalogue", "show", "GRINDER")["stock"]


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


def refused_order(world):
    """The shop has no more of it: the buyer is told before a check is demanded, and nothing is held."""
    open_town(world)
    world.office("SHOP", "catalogue", "set", "BOOK-1", "--stock", "0")
    step("", "shop SHOP sells its last copy")
    answer = world.buyer("ALICE", "buy", "BOOK-1", "--distributor", "PARCEL", *ADDRESS, "--yes", expect=(1,))
    step("S2", "terminal ALICE chooses what is not there", f"no: {answer['reason']} ({answer['sentence']})")
    must(answer["reason"] == "out_of_stock", f"refused as {answer}")
    must(world.balance("ALICE")["bank"]["held"] == 0, "something is held")


def sealed_address(world):
    """N8: the address is sealed to the distributor on the check; the shop passes it on and cannot read it, nor can its disk."""
    carrier = world.carriers["PARCEL"]
    made = world.program("vouch-distributor", "address-keys", "new", "--data", carrier.data)["address_keys"][0]
    world.vouch("distributors", "set", "PARCEL", "--address-key", made["public"])
    step("", "carrier PARCEL makes an address key and registers its public half", made["id"])
    open_town(world)
    refused = world.buyer("ALICE", "buy", "BOOK-1", "--distributor", "BIKE", "--sealed-address", *ADDRESS, "--yes", expect=(1,))
    step("S3", "sealed for BIKE, which has no key", f"no: {refused['reason']}")
    must(refused["reason"] == "address_key_missing", f"refused as {refused}")
    orders = []
    for where in (("--address-on-file",), ADDRESS):
        mine = buy(world, "BOOK-1", "--distributor", "PARCEL", "--sealed-address", *where)
        seen = reach(world, mine, "instructed")
        must(seen["recipient"] is None and seen["sealed_for"] == "PARCEL", "the shop was told the address")
        step("S9", "shop SHOP sends PARCEL the delivery instruction", f"sealed for {seen['sealed_for']}")
        told = world.company("PARCEL", "deliveries", "show", mine["order"])["recipient"]
        must("Lindenweg 4" in told["address"], "the carrier cannot read it")
        step("S10", "carrier PARCEL opens the seal", f"{told['name']}, {told['address']}")
        orders.append(mine)
    departed(world, planned(world))
    for mine in orders:
        handed_over(world, mine)
        final(world, mine, "settled", captured=2450)
    nowhere(world, [world.shops["SHOP"].data, world.shops["SHOP"].log, carrier.data, carrier.log, world.directory / "home-alice"])


def nowhere(world, places):
    """Looks for the buyer's name and address in every file of shop, carrier and terminal, and in their logs."""
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*")) if file.is_file()]
    for file in files:
        content = file.read_bytes()
        for word in ("Alice Sommer", "Lindenweg"):
            must(word.encode() not in content, f"'{word}' stands in {file}")
    step("", f"{len(files)} files of shop, carrier and terminal are searched for name and address", "found in none")


SCENARIOS = [order, two_sellers, address_on_file, sealed_address, check_number_only, driver_report, digital, cash_at_the_door,
             pay_later, pay_never, switch_after_dispatch, anyone_delivers, failed_delivery, failed_after_payment, return_goods,
             refused_order]
