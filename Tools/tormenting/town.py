"""A shop, a carrier and buyers beside the manager, killed under orders: no order is lost, and none is delivered or paid twice."""

import hashlib
import signal
import subprocess
import threading
import time

import afterwards
import wire
from daemon import BINARIES, LIMIT
from history import one_line
from kinds import kind, until
from places import Loop
from round import Round

BUYERS, SELLER, CARRIER, PRICE, STOCK = ("RICH-1", "RICH-2", "RICH-3"), "SHOP-1", "VAN", 2450, 100_000
VEHICLES, TODAY = 4, int(time.time()) // 86_400


class Site:
    """A shop's or a carrier's server, with its store in the place that is tormented."""

    def __init__(self, round, program, name, methods, arguments):
        self.round, self.program, self.name, self.methods, self.arguments = round, program, name, methods, arguments
        self.socket, self.log = str(round.directory / f"{name}.sock"), round.directory / f"{name}.log"
        self.process = None

    def asking(self):
        return wire.Asking(self.socket, methods=self.methods)

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [BINARIES / self.program, "serve", "--data", self.round.place.path / self.name, "--unix", self.socket,
                 "--trust", "loopback", "--manager", f"unix:{self.round.daemon.socket}", *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        began = time.monotonic()
        while time.monotonic() - began < LIMIT and self.process.poll() is None:
            try:
                return wire.Connection(self.socket).close()
            except wire.Lost:
                time.sleep(0.02)
        raise wire.Failed(f"{self.name} does not start again: {self.process.poll()}:\n{self.log.read_text()[-1500:]}")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Town(Round):
    """A round with a shop and a carrier. Buyers and the carrier's people are threads of this process."""

    def __enter__(self):
        self.sites, self.threads, self.is_closing = [], [], threading.Event()
        # What was acknowledged: orders with their checks, and deliveries that were handed over.
        self.orders, self.handed_over, self.asked, self.days = {}, set(), {}, 0
        super().__enter__()
        self.shop = Site(self, "vouch-seller", "shop", wire.SHOP,
                         ["--seller", SELLER, "--name", "Books & Beans", "--currency", "EUR"])
        self.carrier = Site(self, "vouch-distributor", "carrier", wire.CARRIER,
                            ["--distributor", CARRIER, "--name", "Van & Sons"])
        self.sites = [self.shop, self.carrier]
        try:
            self.open()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def open(self):
        """The shop gets a commodity, the carrier vehicles and places, and each hears of the other."""
        self.back()
        with self.shop.asking() as asking:
            book = wire.selling.Commodity(code="BOOK", name="A book", charge=PRICE, currency="EUR", stock=STOCK, counted=True, litres=2)
            asking.accepted("PutCommodities", wire.selling.PutCommoditiesRequest(commodities=[book]))
            asking.accepted("PutDistributor", wire.selling.PutDistributorRequest(
                distributor=dict(code=CARRIER, endpoint=f"unix:{self.carrier.socket}")))
        with self.carrier.asking() as asking:
            asking.accepted("PutSeller", wire.distribution.PutSellerRequest(
                seller=dict(code=SELLER, endpoint=f"unix:{self.shop.socket}")))
            asking.accepted("PutPlaces", wire.distribution.PutPlacesRequest(places=[dict(postcode="2000", east=4000, north=3000)]))
            for number in range(VEHICLES):
                asking.accepted("PutVehicle", wire.distribution.PutVehicleRequest(vehicle=dict(code=f"CAR-{number}", litres=4000)))

    def leave(self):
        self.close()
        for site in self.sites:
            site.kill()
        super().leave()

    def close(self):
        """No more orders; those on their way are answered, as far as anybody is there."""
        self.is_closing.set()
        for thread in self.threads:
            thread.join()
        self.threads = []

    # -- people

    def load(self):
        for work in [*((self.buy, buyer) for buyer in BUYERS), (self.deliver,)]:
            thread = threading.Thread(target=self.work, args=work, daemon=True)
            thread.start()
            self.threads.append(thread)

    def work(self, work, *arguments):
        try:
            work(*arguments)
        except wire.Failed as failure:
            # At the end nobody may be there any more.
            if not self.is_closing.is_set():
                self.wrong.append(str(failure))

    def buy(self, buyer):
        """Orders, one after the other: a check for exactly this order, and then the order. Both are sent until answered."""
        pb = wire.pb
        with wire.Asking(self.daemon.socket) as manager, self.shop.asking() as shop:
            while not self.is_closing.is_set():
                form = wire.order.OrderForm(
                    id=wire.new_id(), account=buyer, seller=SELLER, distributor=CARRIER, amount=PRICE, currency="EUR",
                    lines=[dict(commodity="BOOK", quantity=1, price=PRICE)], made=time.time_ns() // 1_000_000)
                packed = form.SerializeToString()
                terms = pb.CheckTerms(drawer=buyer, payee=SELLER, distributor=CARRIER, amount=PRICE, currency="EUR",
                                      release=pb.RELEASE_RULE_ON_DELIVERY, order=hashlib.sha256(packed).digest())
                check = wire.new_id()
                manager.accepted("IssueCheck", pb.IssueCheckRequest(id=check, terms=terms))
                place = wire.selling.PlaceOrderRequest(form=packed, check=check, recipient=dict(
                    name="A. Summer", address="1 Mill Lane", postcode="2000"))
                self.asked[form.id] = check
                shop.accepted("PlaceOrder", place)
                self.orders[form.id] = check
                if self.dice.random() < 0.2:
                    shop.accepted("PlaceOrder", place)
                time.sleep(0.1)

    def deliver(self):
        while not self.is_closing.is_set():
            self.drive()
            time.sleep(0.2)

    def drive(self):
        """Plans a day, and the next one the next time; drives, and hands over all that is under way."""
        self.days += 1
        with self.carrier.asking() as asking:
            asking.ask("PlanDay", wire.distribution.PlanDayRequest(day=TODAY + self.days))
            for number in range(VEHICLES):
                asking.ask("Depart", wire.distribution.DepartRequest(vehicle=f"CAR-{number}", day=TODAY + self.days))
            for delivery in list(self.deliveries(asking, wire.order.DELIVERY_STATE_UNDERWAY)):
                order = delivery.instruction.order
                report = wire.distribution.ReportEventRequest(
                    report=wire.new_id(), order=order, state=wire.order.DELIVERY_STATE_DELIVERED, recipient="A. Summer")
                asking.accepted("ReportEvent", report)
                self.handed_over.add(order)

    # -- stores

    @staticmethod
    def deliveries(asking, state=0):
        return Town.pages(asking, "ListDeliveries", wire.distribution.ListDeliveriesRequest(state=state), "deliveries")

    @staticmethod
    def pages(asking, name, request, key):
        while True:
            page = asking.accepted(name, request)
            yield from getattr(page, key)
            if not page.next:
                return
            setattr(request, "from", page.next)

    def sold(self):
        with self.shop.asking() as asking:
            return list(self.pages(asking, "ListOrders", wire.selling.ListOrdersRequest(), "orders"))

    # -- faults

    def back(self):
        """Starts whoever is away."""
        if not self.daemon.is_running:
            super().back()
        for site in self.sites:
            if not site.process or site.process.poll() is not None:
                site.start()

    # -- the end

    def judge(self):
        self.close()
        for one in (*self.sites, self.daemon):
            one.kill()
        self.back()
        self.settle()
        self.wrong += afterwards.books(self.daemon.socket) + self.audit.verify()
        sold = self.sold()
        with self.carrier.asking() as asking:
            brought = list(self.deliveries(asking))
        self.compare(sold, brought)
        with wire.Asking(self.daemon.socket) as asking:
            paid = sum(self.payment(asking, order) for order in sold)
            have = asking.accepted("GetSeller", wire.pb.GetPartyRequest(code=SELLER)).available.posted
        if have != paid:
            self.wrong.append(f"the shop has {have}, and its checks paid {paid}")
        with self.shop.asking() as asking:
            stock = asking.accepted("GetCommodity", wire.selling.GetCommodityRequest(code="BOOK")).stock
        kept = sum(order.state != wire.selling.ORDER_STATE_REJECTED for order in sold)
        if stock != STOCK - kept:
            self.wrong.append(f"{kept} pieces were sold, and {stock} of {STOCK} are left")
        self.findings.acknowledged = len(self.orders) + len(self.handed_over)
        self.report.judge(self)
        self.count("orders delivered and paid, once each", len(brought))

    def settle(self):
        """What was begun is gone on with until it is over; a minute is far more than it takes."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self.drive()
            unfinished = [order for order in self.sold()
                          if order.state not in (wire.selling.ORDER_STATE_DELIVERED, wire.selling.ORDER_STATE_REJECTED)]
            if not unfinished:
                return
            time.sleep(0.1)
        self.wrong.append(f"{len(unfinished)} orders are not over after a minute: {one_line(unfinished[0])}")

    def compare(self, sold, brought):
        """The stores against each other, and against what was acknowledged."""
        wrong, at_shop = self.wrong, {order.id: order for order in sold}
        deliveries = {delivery.instruction.order: delivery for delivery in brought}
        done = wire.order.DELIVERY_STATE_DELIVERED
        for id, check in self.orders.items():
            if id not in at_shop or at_shop[id].check != check:
                wrong.append(f"order {id.hex()} was acknowledged, and the shop does not have it")
            elif at_shop[id].state != wire.selling.ORDER_STATE_DELIVERED:
                wrong.append(f"order {id.hex()} was not delivered: {one_line(at_shop[id])}")
        wrong += [f"order {id.hex()} was handed over, and the carrier does not say so" for id in self.handed_over
                  if id not in deliveries or deliveries[id].state != done]
        if len(at_shop) != len(sold) or len(deliveries) != len(brought):
            wrong.append("an order or a delivery is there twice")
        wrong += [f"the shop has an order that nobody made: {id.hex()}" for id in at_shop if self.asked.get(id) != at_shop[id].check]
        wrong += [f"the carrier has a delivery that no shop instructed: {id.hex()}" for id in deliveries if id not in at_shop]
        for id, delivery in deliveries.items():
            times = sum(event.state == done for event in delivery.events)
            if times != 1:
                wrong.append(f"delivered {times} times: {id.hex()}: {one_line(delivery)}")

    def payment(self, asking, order):
        """What the order's check paid. It is what the order came to, once, if it was delivered."""
        pb = wire.pb
        history = asking.accepted("GetCheck", pb.GetCheckRequest(check=order.check))
        paid = history.check.progress.captured
        due = PRICE if order.state == wire.selling.ORDER_STATE_DELIVERED else 0
        times = sum(entry.kind == pb.ENTRY_KIND_PAID_ON_DELIVERY for entry in history.entries)
        if paid != due or times != (due > 0):
            self.wrong.append(f"the check of an order paid {paid} of {due}, {times} times: {one_line(order)}")
        return paid


@kind("shops", "shop, carrier and vouchd are killed under orders, one or all, and lose their power together", Loop, Round=Town)
def shops(town, seconds):
    town.load()
    for turn in until(seconds):
        town.run_for(town.dice.uniform(0.2, 1.2))
        if turn % 3 == 2:
            town.place.cut_power()
            town.run_for(town.dice.choice([0, 0, 0.1]))
            for victim in (town.daemon, *town.sites):
                victim.kill()
            town.place.restore_power()
            town.count("power cut under all three")
        else:
            victims = town.dice.choice([(town.daemon,), (town.shop,), (town.carrier,), (town.daemon, *town.sites)])
            for victim in victims:
                victim.kill()
            town.count("kill -9 of " + (getattr(victims[0], "name", "vouchd") if len(victims) == 1 else "all three"))
        town.back()
