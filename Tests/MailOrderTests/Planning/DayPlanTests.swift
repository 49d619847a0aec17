/// A day's plan: capacity and time by properties over random days, and what is left over by name.
import Ledger
import MailOrder
import Testing
import VouchTesting

struct DayPlanTests {
  private static let depot = Point(east: 0, north: 0)

  private static func parcel(_ number: Int, litres: UInt32, _ point: Point?) -> Consignment {
    Consignment(order: OrderID(high: 1, low: UInt64(number)), litres: litres, point: point)
  }

  private static func van(_ code: String = "VAN-1", litres: UInt32, begins: UInt32 = 480, ends: UInt32 = 1080)
    -> Vehicle
  {
    guard let code = Code(code), let van = Vehicle(code: code, litres: litres, begins: begins, ends: ends) else {
      preconditionFailure("\(code) is a van")
    }
    return van
  }

  @Test(arguments: SeededGenerator.seeds(150)) func `every parcel is once on a route or left over, and all rules hold`(
    seed: UInt64
  ) {
    var random = SeededGenerator(seed: seed)
    let parcels = (0..<Int.random(in: 0...60, using: &random)).map { number in
      let point = Point(
        east: .random(in: -40_000...40_000, using: &random), north: .random(in: -40_000...40_000, using: &random))
      return Self.parcel(
        number, litres: .random(in: 0...120, using: &random), random.once(in: 10) ? nil : point)
    }
    let vehicles = (0..<Int.random(in: 0...4, using: &random)).map { number in
      let begins = UInt32.random(in: 0...900, using: &random)
      return VehicleDay(
        Self.van(
          "V\(number)", litres: .random(in: 1...500, using: &random), begins: begins,
          ends: .random(in: begins + 1...1440, using: &random)))
    }
    let plan = PlannedDay(parcels, vehicles: vehicles, depot: Self.depot)

    let placed = plan.routes.flatMap { $0.stops.map(\.parcel) }
    #expect(
      (placed + plan.leftOver.map(\.parcel)).map(\.order).sorted() == parcels.map(\.order).sorted(), "seed \(seed)")
    #expect(Set(plan.routes.map(\.vehicle.code)).count == plan.routes.count)
    for route in plan.routes { check(route, seed) }
    for left in plan.leftOver { check(left, plan, vehicles, seed) }
    #expect(PlannedDay(parcels, vehicles: vehicles, depot: Self.depot) == plan)
  }

  private func check(_ route: PlannedRoute, _ seed: UInt64) {
    #expect(route.litres <= route.vehicle.litres, "seed \(seed): room")
    #expect(route.home <= route.vehicle.ends, "seed \(seed): home")
    #expect(route.atLeastMetres <= route.metres, "seed \(seed): bound")
    var (here, last) = (Self.depot, Int(route.vehicle.begins) - PlanningRules.minutesPerStop)
    var metres = 0
    for stop in route.stops {
      // Each arrival is rounded up by less than a minute, so two may be a minute nearer than the way is long.
      let way =
        stop.parcel.point.map { here.metres(to: $0) / PlanningRules.metresPerMinute } ?? PlanningRules.minutesToUnknown
      #expect(stop.arrival >= last + PlanningRules.minutesPerStop + way - 1, "seed \(seed): in time")
      metres += stop.parcel.point.map { here.metres(to: $0) } ?? 0
      here = stop.parcel.point ?? here
      last = stop.arrival
    }
    #expect(metres + here.metres(to: Self.depot) == route.metres, "seed \(seed): metres")
    let isUnknown = route.stops.map { $0.parcel.point == nil }
    #expect(isUnknown == isUnknown.sorted { !$0 && $1 }, "seed \(seed): unknown last")
    for (stop, appointment) in zip(route.stops, route.appointments(on: 20_000)) {
      let arrival = Timestamp(milliseconds: 20_000 * 86_400_000 + Int64(stop.arrival) * 60_000)
      #expect(appointment.from <= arrival && arrival <= appointment.until, "seed \(seed): window")
      #expect(appointment.from.milliseconds / 60_000 % 1440 >= Int64(route.vehicle.begins), "seed \(seed): window")
      #expect(
        appointment.until.milliseconds / 60_000 - 20_000 * 1440 <= Int64(route.vehicle.ends), "seed \(seed): window")
    }
  }

  /// A reason that is named holds.
  private func check(_ left: LeftOver, _ plan: PlannedDay, _ vehicles: [VehicleDay], _ seed: UInt64) {
    func load(_ vehicle: Vehicle) -> UInt64 {
      plan.routes.first { $0.vehicle.code == vehicle.code }?.litres ?? 0
    }
    let isRoomy = vehicles.contains { load($0.vehicle) + UInt64(left.parcel.litres) <= UInt64($0.vehicle.litres) }
    switch left.reason {
    case .noVehicleLeft: #expect(vehicles.isEmpty, "seed \(seed)")
    case .tooLarge(let litres, let largest):
      #expect(litres == left.parcel.litres && litres > largest, "seed \(seed)")
      #expect(largest == vehicles.map(\.vehicle.litres).max(), "seed \(seed)")
    case .tooFar:
      let alone = vehicles.map { PlannedDay([left.parcel], vehicles: [$0], depot: Self.depot) }
      #expect(alone.flatMap(\.routes).isEmpty, "seed \(seed)")
    case .noRoom: #expect(!isRoomy, "seed \(seed)")
    case .noTime: #expect(isRoomy, "seed \(seed)")
    case .tooMany: Issue.record("seed \(seed): so few are not too many")
    }
  }

  @Test func `what is left over says why`() {
    let near = Point(east: 500, north: 0)
    let cases: [(parcels: [Consignment], vehicles: [Vehicle], reason: LeftOverReason)] = [
      ([Self.parcel(1, litres: 1, near)], [], .noVehicleLeft),
      ([Self.parcel(1, litres: 11, near)], [Self.van(litres: 10)], .tooLarge(litres: 11, largest: 10)),
      ([Self.parcel(1, litres: 1, Point(east: 200_000, north: 0))], [Self.van(litres: 10)], .tooFar),
      ([Self.parcel(1, litres: 6, near), Self.parcel(2, litres: 6, near)], [Self.van(litres: 10)], .noRoom),
      // A minute there, five to hand over, a minute home: twice that is more than twelve.
      (
        [Self.parcel(1, litres: 1, near), Self.parcel(2, litres: 1, Point(east: -500, north: 0))],
        [Self.van(litres: 10, begins: 0, ends: 12)], .noTime
      ),
    ]
    for (parcels, vehicles, reason) in cases {
      let plan = PlannedDay(parcels, vehicles: vehicles.map { VehicleDay($0) }, depot: Self.depot)
      #expect(plan.leftOver.map(\.reason) == [reason])
      #expect(plan.routes.flatMap(\.stops).count == parcels.count - 1)
    }
  }

  @Test func `a parcel that only the large vehicle holds is not crowded out by small ones`() {
    let small = (0..<10).map { Self.parcel($0, litres: 10, Point(east: 10, north: Int32($0))) }
    let large = Self.parcel(99, litres: 110, Point(east: 20_000, north: 0))
    let plan = PlannedDay(
      small + [large], vehicles: [VehicleDay(Self.van("A", litres: 100)), VehicleDay(Self.van("B", litres: 120))],
      depot: Self.depot)
    #expect(plan.leftOver.isEmpty)
    #expect(plan.routes.first { $0.vehicle.litres == 120 }?.stops.contains { $0.parcel == large } == true)
  }

  @Test func `unknown postcodes are planned last and said so`() {
    let known = Self.parcel(1, litres: 1, Point(east: 5000, north: 0))
    let unknown = Self.parcel(2, litres: 1, nil)
    let plan = PlannedDay([unknown, known], vehicles: [VehicleDay(Self.van(litres: 10))], depot: Self.depot)
    let stops = plan.routes.flatMap(\.stops)
    #expect(stops.map(\.parcel) == [known, unknown])
    // 08:00, ten minutes' way, five there, half an hour to wherever it is, five there, half an hour home.
    #expect(stops.map(\.arrival) == [490, 525])
    #expect(plan.routes.map(\.home) == [560])
    #expect(plan.routes.map(\.metres) == [10_000])
    #expect(stops.map(\.note.isEmpty) == [true, false])
  }

  @Test(arguments: SeededGenerator.seeds(50)) func `what was promised stays in its vehicle when more comes`(
    seed: UInt64
  ) {
    var random = SeededGenerator(seed: seed)
    func parcels(_ numbers: Range<Int>) -> [Consignment] {
      numbers.map { number in
        Self.parcel(
          number, litres: .random(in: 1...40, using: &random),
          Point(east: .random(in: -9000...9000, using: &random), north: .random(in: -9000...9000, using: &random)))
      }
    }
    let vans = [Self.van("A", litres: 200), Self.van("B", litres: 300)]
    let first = PlannedDay(parcels(0..<10), vehicles: vans.map { VehicleDay($0) }, depot: Self.depot)
    func day(_ van: Vehicle) -> VehicleDay {
      VehicleDay(van, kept: first.routes.first { $0.vehicle == van }?.stops.map(\.parcel) ?? [])
    }
    #expect(PlannedDay([], vehicles: vans.map(day), depot: Self.depot).routes == first.routes, "seed \(seed)")
    let second = PlannedDay(parcels(10..<30), vehicles: vans.map(day), depot: Self.depot)
    for route in first.routes {
      let now = second.routes.first { $0.vehicle == route.vehicle }?.stops.map(\.parcel.order) ?? []
      #expect(Set(now).isSuperset(of: route.stops.map(\.parcel.order)), "seed \(seed)")
    }
    for route in second.routes { check(route, seed) }
  }

  @Test func `a vehicle whose day has begun keeps its plan as it is`() {
    let kept = [
      Self.parcel(1, litres: 1, Point(east: 900, north: 0)), Self.parcel(2, litres: 1, Point(east: 100, north: 0)),
    ]
    let plan = PlannedDay(
      [Self.parcel(3, litres: 1, Point(east: 1, north: 0))],
      vehicles: [VehicleDay(Self.van(litres: 10), kept: kept, isFixed: true)], depot: Self.depot)
    #expect(plan.routes.map { $0.stops.map(\.parcel) } == [kept])
    #expect(plan.leftOver.map(\.reason) == [.noVehicleLeft])
  }

  @Test func `a plan takes so many parcels, the oldest`() {
    let parcels = (0..<PlanningRules.maximumParcels + 3).map { Self.parcel($0, litres: 1, nil) }
    let plan = PlannedDay(parcels, vehicles: [VehicleDay(Self.van(litres: 1))], depot: Self.depot)
    #expect(plan.leftOver.filter { $0.reason == .tooMany }.map(\.parcel) == parcels.suffix(3))
  }
}
