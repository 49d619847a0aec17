/// A plan changed by hand: a table of refusals, and properties over random plans against a judgement of their own.
import Ledger
import MailOrder
import Testing
import VouchTesting

struct HandPlanTests {
  private static let depot = Point(east: 0, north: 0)

  private static func parcel(_ number: Int, litres: UInt32 = 10, _ point: Point? = Point(east: 500, north: 0))
    -> Consignment
  {
    Consignment(order: OrderID(high: 1, low: UInt64(number)), litres: litres, point: point)
  }

  private static func day(
    _ code: String, litres: UInt32 = 100, minutes: UInt32 = 600, _ kept: [Consignment] = [], isFixed: Bool = false
  ) -> VehicleDay {
    guard let code = Code(code), let van = Vehicle(code: code, litres: litres, begins: 480, ends: 480 + minutes) else {
      preconditionFailure("\(code) is a van")
    }
    return VehicleDay(van, kept: kept, isFixed: isFixed)
  }

  private static func code(_ text: String) -> Code {
    guard let code = Code(text) else { preconditionFailure("\(text) is a code") }
    return code
  }

  /// What is moved where, and what comes of it: the orders of A and B, or why not.
  private static let table: [(moved: Int, to: String, at: Int, comes: Result<[[UInt64]], MoveRefusal>)] = [
    (1, "B", 1, .success([[2, 3], [1, 4]])), (1, "B", 2, .success([[2, 3], [4, 1]])),
    (1, "B", 99, .success([[2, 3], [4, 1]])), (1, "B", -5, .success([[2, 3], [1, 4]])),
    (1, "A", 1, .success([[1, 2, 3], [4]])), (1, "A", 2, .success([[2, 1, 3], [4]])),
    (3, "A", 1, .success([[3, 1, 2], [4]])), (4, "A", 2, .success([[1, 4, 2, 3], []])),
    (9, "A", 1, .success([[9, 1, 2, 3], [4]])),
    (1, "X", 1, .failure(.unknownVehicle)), (1, "GONE", 1, .failure(.hasLeft(code("GONE")))),
    (7, "A", 1, .failure(.hasLeft(code("GONE")))), (7, "GONE", 1, .success([[1, 2, 3], [4]])),
    (1, "SMALL", 1, .failure(.noRoom(code("SMALL"), free: 4, wanted: 10))),
    // Eleven metres of its day are over once it has driven out, stopped and come home.
    (1, "SHORT", 1, .failure(.noTime(code("SHORT"), home: 487, ends: 486))),
  ]

  @Test(arguments: table.indices) func `a stop goes where it fits, or why not is said`(row: Int) {
    let (moved, to, at, comes) = Self.table[row]
    let all = (1...9).map { Self.parcel($0) }
    let plan = HandPlan(
      [
        Self.day("A", Array(all[0...2])), Self.day("B", [all[3]]), Self.day("GONE", [all[6]], isFixed: true),
        Self.day("SMALL", litres: 12, [Self.parcel(20, litres: 8)]), Self.day("SHORT", minutes: 6),
      ], depot: Self.depot)
    let came = Result { () throws(MoveRefusal) in
      try plan.moving(all[moved - 1], to: Self.code(to), at: at).vehicles[0...1].map { $0.kept.map(\.order.low) }
    }
    #expect(came == comes)
    if case .failure(let refusal) = comes { #expect(refusal.sentence.hasSuffix(".")) }
  }

  /// Minutes by simple sums, rounded up as late as can be: what the plan says must be just that.
  private static func arrivals(_ day: VehicleDay) -> (stops: [Int], home: Int) {
    func minutes(_ from: Point?, _ to: Point?) -> Int {
      guard let from, let to else { return PlanningRules.minutesToUnknown * PlanningRules.metresPerMinute }
      return from.metres(to: to)
    }
    var (metres, here) = (0, Optional(depot))
    var stops: [Int] = []
    for parcel in day.kept {
      metres += minutes(here, parcel.point)
      stops.append(metres)
      metres += PlanningRules.minutesPerStop * PlanningRules.metresPerMinute
      here = parcel.point
    }
    if !day.kept.isEmpty { metres += minutes(here, depot) }
    func minute(_ metres: Int) -> Int {
      Int(day.vehicle.begins) + Int((Double(metres) / Double(PlanningRules.metresPerMinute)).rounded(.up))
    }
    return (stops.map(minute), minute(metres))
  }

  private static func judged(_ day: VehicleDay) -> Bool {
    day.kept.reduce(0) { $0 + Int($1.litres) } <= Int(day.vehicle.litres) && arrivals(day).home <= Int(day.vehicle.ends)
  }

  @Test(arguments: SeededGenerator.seeds(300))
  func `moves never break load, day or windows, are refused only where they would, and moved back restore`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let parcels = (0..<Int.random(in: 1...20, using: &random)).map { number in
      let point = Point(
        east: .random(in: -20_000...20_000, using: &random), north: .random(in: -20_000...20_000, using: &random))
      return Self.parcel(number + 1, litres: .random(in: 0...60, using: &random), random.once(in: 8) ? nil : point)
    }
    let vehicles = (0..<Int.random(in: 1...4, using: &random)).map {
      Self.day("V\($0)", litres: .random(in: 40...200, using: &random), minutes: .random(in: 60...600, using: &random))
    }
    // What the planner puts in its own way is within all bounds.
    let start = PlannedDay(parcels, vehicles: vehicles, depot: Self.depot)
    var plan = HandPlan(
      vehicles.map { day in
        let stops = start.routes.first { $0.vehicle.code == day.vehicle.code }?.stops ?? []
        return VehicleDay(day.vehicle, kept: stops.map(\.parcel))
      }, depot: Self.depot)
    for _ in 0..<60 {
      let parcel = try #require(parcels.randomElement(using: &random))
      let target = try #require(plan.vehicles.randomElement(using: &random)).vehicle.code
      let position = Int.random(in: 0...8, using: &random)
      // By hand, without the rule: what the plan would be.
      var wanted = plan.vehicles
      for index in wanted.indices { wanted[index].kept.removeAll { $0.order == parcel.order } }
      let index = try #require(wanted.firstIndex { $0.vehicle.code == target })
      wanted[index].kept.insert(parcel, at: min(max(position, 1) - 1, wanted[index].kept.count))
      let isFine = wanted.allSatisfy(Self.judged)

      let moved: HandPlan
      do throws(MoveRefusal) {
        moved = try plan.moving(parcel, to: target, at: position)
      } catch {
        #expect(!isFine, "seed \(seed): refused without need: \(error)")
        continue
      }
      #expect(isFine && moved.vehicles == wanted, "seed \(seed)")
      try expectWindows(moved, seed)
      if let home = plan.vehicles.first(where: { $0.kept.contains(parcel) }) {
        let place = try #require(home.kept.firstIndex(of: parcel)) + 1
        // The way without a stop of nowhere may be the longer one, so that not every plan can be come back to by one move.
        if let back = try? moved.moving(parcel, to: home.vehicle.code, at: place) {
          #expect(back == plan, "seed \(seed): moved back")
        } else {
          Issue.record("seed \(seed): what fitted before does not fit again")
        }
      }
      plan = moved
    }
  }

  private func expectWindows(_ plan: HandPlan, _ seed: UInt64) throws {
    for day in plan.vehicles {
      let route = day.route(from: plan.depot)
      let expected = Self.arrivals(day)
      #expect(route.stops.map(\.arrival) == expected.stops && route.home == expected.home, "seed \(seed)")
      #expect(route.atLeastMetres <= route.metres)
      for (stop, appointment) in zip(route.stops, route.appointments(on: 0)) {
        let arrival = Int64(stop.arrival) * 60_000
        #expect(appointment.from.milliseconds <= arrival && arrival <= appointment.until.milliseconds, "seed \(seed)")
        #expect(appointment.from.milliseconds >= Int64(day.vehicle.begins) * 60_000, "seed \(seed)")
        #expect(appointment.until.milliseconds <= Int64(day.vehicle.ends) * 60_000, "seed \(seed)")
      }
    }
  }

  @Test func `the planner's own routes are as they were when they are walked by hand`() {
    let parcels = (1...30).map { number in
      Self.parcel(number, Point(east: Int32(number * 7919 % 9000), north: Int32(number * 104_729 % 9000)))
    }
    let plan = PlannedDay(parcels, vehicles: [Self.day("V", litres: 1000)], depot: Self.depot)
    for route in plan.routes {
      #expect(VehicleDay(route.vehicle, kept: route.stops.map(\.parcel)).route(from: Self.depot) == route)
    }
    #expect(!plan.routes.isEmpty)
  }
}
