"""What people do with Vouch's pages, done by mouse, finger and keyboard in a real browser, from the home page to the door."""

import urllib.parse

import samples
from browser import DESKTOP, PHONE, Browser
from steps import wait
from web import PIN
from world import must, step


def buy(town, browser, code="B-001", shop="SHOP", quantity=None):
    """From a shop's home page to the wallet's question whether to pay: S1 and S2."""
    browser.open(town.shops[shop].page + "/")
    browser.see(town.shops[shop].arguments[3])
    browser.look_at("home")
    browser.fill("#search", code.split("-")[0])
    browser.open(f"{town.shops[shop].page}/commodities/{code}")
    browser.find("#price")
    browser.look_at("commodity")
    if quantity:
        browser.fill("#quantity", str(quantity))
    browser.click("[name=add]")
    browser.find("#total")
    browser.look_at("cart")
    browser.click("#checkout")
    browser.click("[name=distributor][value=PARCEL]")
    browser.fill("#wallet", town.wallet)
    browser.look_at("checkout")
    browser.click("[name=pay]")
    browser.find("#waiting")
    if shop == "SHOP":
        town.waiting_page = browser.address
    browser.look_at("waiting")
    browser.click("#pay")
    if browser.has("[name=pin]"):
        browser.look_at("locked")
        browser.fill("[name=pin]", PIN)
        browser.click("[name=unlock]")
    browser.find("#sum")


def approve(browser):
    """S3 to S6: the check is demanded, sent with the order, and judged."""
    browser.look_at("to-approve")
    browser.click("[name=approve]")
    browser.find("#steps")


def order_number(browser):
    return browser.find("#order-number").text.strip()


def show_check(town, browser):
    browser.open(f"{town.wallet}/checks")
    browser.click("#checks a")
    browser.find("#check")
    must(browser.has("svg.qr"), "the check has no QR code")
    browser.look_at("check")


def whole_order(town, viewport):
    """A whole order, from the home page to delivered: shop window, wallet, planning board, driver's page, tracking page."""
    name = "order"
    with Browser(viewport, name=name) as buyer:
        buy(town, buyer)
        approve(buyer)
        buyer.find("#back-to-shop")
        number = order_number(buyer)
        code = buyer.find("#hand-over-code").text.strip()
        buyer.look_at("approved")
        step("S6", f"{viewport}: bought in the shop window, paid with a check in the wallet", number[:13] + "…")
        show_check(town, buyer)
        buyer.open(f"{town.wallet}/purchases/{number}")
        buyer.click("#back-to-shop")
        buyer.find("#step-instructed")
        buyer.look_at("instructed")
        with Browser(DESKTOP, name="board") as planner:
            planner.open(town.board_pass())
            planner.click("#enter")
            planner.find("#tray, #lanes")
            planner.look_at("tray")
            planner.click("#plan")
            planner.find(f"#stop-{number}")
            planner.look_at("planned")
            vehicle = planner.driver.execute_script(
                "return document.getElementById(arguments[0]).closest('[id^=lane-]').id.slice(5)", f"stop-{number}")
            step("S10", f"{viewport}: planned at a click", vehicle)
        buyer.find("#step-planned")
        with Browser(PHONE, name="driver") as driver:
            driver.open(town.board_pass(vehicle=vehicle))
            driver.click("#enter")
            driver.look_at("tour")
            leave(planner, driver, vehicle)
            buyer.find("#step-underway")
            buyer.look_at("underway")
            deliver(driver, number, code)
        buyer.find("#step-delivered")
        buyer.look_at("delivered")
        step("S12", f"{viewport}: handed over on the driver's page, and the order's page says so by itself", "delivered")
        buyer.click("#track")
        buyer.find("#timeline")
        buyer.look_at("tracked")
        return number


def leave(planner, driver, vehicle):
    """The driver starts the tour. Late in the day it is tomorrow's, which the planner has leave before its day."""
    driver.find("#depart, #nothing")
    if driver.has("#depart"):
        driver.click("#depart")
        return
    planner.click(f"#lane-{vehicle} details:has([name=depart]) summary")
    planner.click(f"#lane-{vehicle} [name=depart]")
    driver.wait("the tour is there", lambda: driver.open(driver.address) or driver.has("#stop"))


def deliver(driver, number, code):
    """The driver goes from stop to stop until the order is delivered; nobody is at home at the first, if that is another's."""
    for _ in range(20):
        driver.find("#stop, #finished, #nothing")
        must(driver.has("#stop"), "the driver has no stop left, and the order was not delivered")
        current = driver.find("#stop").get_attribute("data-order")
        if current != number:
            driver.look_at("stop")
            driver.click("#not-taken")
            driver.tick("[name=excuse][value=nobody]")
            driver.tick("[name=ending][value=again]")
            driver.click("#attempt")
            driver.wait("the next stop is shown", lambda: not driver.has(f"#stop[data-order='{current}']"))
            continue
        driver.tick("[name=way][value=person]")
        driver.fill("[name=taken-by]", "A. Sommer")
        driver.fill("[name=code]", "not the code")
        driver.forgiven.append("409")
        driver.click("#hand-over")
        driver.see("not the buyer")
        driver.look_at("wrong-code")
        driver.fill("[name=code]", code)
        driver.look_at("hand-over")
        driver.click("#hand-over")
        driver.wait("the stop is done", lambda: not driver.has(f"#stop[data-order='{number}']"))
        driver.look_at("handed-over")
        return


def refusals(town):
    """What the buyer is told where the check manager says no, and what an operator does to a seller."""
    with Browser(name="refused") as buyer:
        # ALICE's checks are for 400.00 at most.
        dear = next(row for row, _ in samples.commodities("SHOP") if int(row["code"][2:]) <= 9 and float(row["charge"]) * int(row["stock"] or 0) > 401)
        buy(town, buyer, dear["code"], quantity=int(401 / float(dear["charge"])) + 1)
        approve_or_refused(buyer)
        buyer.see("more than one check of yours may be drawn for")
        buyer.look_at("over-limit")
        step("", "an order over the limit of a check is refused in words", "nothing was held")
    with Browser(name="desk") as operator:
        operator.open(town.desk)
        operator.click("#enter")
        operator.find("#conservation")
        operator.look_at("overview")
        operator.open(f"{origin(town.desk)}/charts")
        operator.look_at("charts")
        operator.open(f"{origin(town.desk)}/sellers/TOOLS")
        operator.look_at("seller")
        operator.click("#suspend")
        operator.fill("[name=reason]", "complaints, see the file")
        operator.look_at("to-suspend")
        operator.click("#do")
        operator.find("#receipt")
        operator.look_at("suspended")
        step("", "an operator suspends seller TOOLS at the desk", "with a reason, and a receipt")
        with Browser(name="suspended") as buyer:
            buy(town, buyer, "H-002", shop="TOOLS")
            buyer.look_at("warned")
            approve_or_refused(buyer)
            buyer.see("suspended")
            buyer.look_at("seller-suspended")
        step("", "the next order of that seller is refused", "in words")
        operator.open(f"{origin(town.desk)}/checks")
        operator.look_at("checks")
        operator.click("#checks a")
        operator.find("#history")
        operator.look_at("check")
        operator.open(f"{origin(town.desk)}/sellers/TOOLS")
        operator.click("#activate")
        operator.fill("[name=reason]", "cleared up")
        operator.click("#do")
        operator.find("#receipt")


def approve_or_refused(buyer):
    """Approves, where it is not said already that it would be no use."""
    if buyer.has("[name=approve]:not([disabled])"):
        buyer.click("[name=approve]")


def give_back(town, number):
    """A buyer gives an order back within its cooling-off period, and has the money again."""
    with Browser(name="returned") as buyer:
        buyer.open(town.wallet)
        if buyer.has("[name=pin]"):
            buyer.fill("[name=pin]", PIN)
            buyer.click("[name=unlock]")
        buyer.find("#balance")
        buyer.look_at("wallet")
        buyer.open(f"{town.wallet}/purchases/{number}#return")
        buyer.fill("[name=reason]", "It is not the colour I thought")
        buyer.look_at("to-return")
        buyer.click("[name=give-back]")
        wait("the order is given back", lambda: "back" in buyer.find("#state").text.lower() or "returned" in buyer.find("#state").text.lower())
        buyer.look_at("given-back")
        buyer.open(f"{town.wallet}/statement")
        buyer.find("#chart")
        buyer.look_at("statement")
        step("", "an order is given back in the wallet within the cooling-off period", "the money is back")


def without_scripts(town):
    """Everything can be read, and a commodity put into the cart, where no script runs."""
    with Browser(name="plain", scripts=False) as buyer:
        page = town.shops["SHOP"].page
        buyer.open(page + "/")
        buyer.find("li.item a")
        buyer.open(f"{page}/commodities/C-001")
        buyer.click("[name=add]")
        buyer.find("#total")
        buyer.shot("cart")
        step("", "the shop window is read, and the cart filled, without scripts", "")


def origin(address):
    parts = urllib.parse.urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
