"""The steps of an order: each is played by the programs, waited for, and shown in a line."""

import time

from world import DATA, Failed, euros, must, step

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
