/// A day's plan, and what a carrier is made of, as people and programs read them.
internal import Ledger
public import MailOrder

extension DayPlan {
  /// The plan for programs.
  public var json: JSON {
    [
      "outcome": "accepted", "day": .text(dayText), "routes": .array(routes.map(\.json)),
      "left_over": .array(leftOver.map(\.json)),
    ]
  }

  /// The plan for people: stop by stop, how long each way is and how much better it could be, and what found no place.
  public var text: String {
    var text = "plan of \(dayText)\n"
    if !routes.isEmpty {
      var table = TextTable(
        .text("vehicle"), .number("stop"), .text("window (UTC)"), .text("order"), .text("postcode"), .number("litres"))
      for route in routes {
        for delivery in route.stops {
          let appointment = delivery.appointment
          table.add(
            route.vehicle.description, appointment.map { "\($0.stop)" } ?? "",
            appointment.map { "\($0.from.toSecond.dropFirst(11).prefix(5))–\($0.until.clock)" } ?? "",
            delivery.instruction.order.description, delivery.instruction.recipient?.postcode.value ?? "",
            grouped(delivery.instruction.litres))
        }
      }
      var ways = TextTable(
        .text("vehicle"), .number("stops"), .number("litres"), .number("metres"), .number("no route under"),
        .text("so at most"))
      for route in routes {
        ways.add(
          route.vehicle.description, grouped(route.stops.count), grouped(route.litres), grouped(route.metres),
          grouped(route.atLeastMetres), route.excess)
      }
      text +=
        "\n\(table)\n\(ways)\nMetres are as the crow flies; windows go by "
        + "\(PlanningRules.metresPerMinute * 60 / 1000) km/h and \(PlanningRules.minutesPerStop) minutes a stop.\n"
    }
    let unknown = routes.flatMap(\.stops).filter { $0.state == .planned && !($0.events.last?.note.value ?? "").isEmpty }
    for delivery in unknown {
      text += "\(delivery.instruction.order): \(delivery.events.last?.note.value.printable ?? "")\n"
    }
    guard !leftOver.isEmpty else { return text }
    var left = TextTable(.text("left over"), .text("postcode"), .number("litres"), .text("why"))
    for delivery in leftOver {
      left.add(
        delivery.instruction.order.description, delivery.instruction.recipient?.postcode.value ?? "",
        grouped(delivery.instruction.litres), delivery.events.last?.note.value ?? "")
    }
    return text + "\n\(left)"
  }

  private var dayText: String { String(Timestamp(milliseconds: Int64(day) * 86_400_000).toSecond.prefix(10)) }
}

extension Route {
  /// The route for programs. `above_bound_hundredths`: how far above the bound it is, in hundredths of a percent.
  public var json: JSON {
    [
      "vehicle": .text(vehicle.description), "litres": .unsigned(UInt64(litres)), "metres": .unsigned(metres),
      "at_least_metres": .unsigned(atLeastMetres), "above_bound_hundredths": .unsigned(aboveBound),
      "stops": .array(stops.map(\.json)),
    ]
  }

  /// How far above the bound it is, in hundredths of a percent.
  private var aboveBound: UInt64 {
    guard atLeastMetres > 0, metres > atLeastMetres else { return 0 }
    return ((metres - atLeastMetres) * 10_000 + atLeastMetres - 1) / atLeastMetres
  }

  fileprivate var excess: String {
    aboveBound == 0 ? "the shortest" : "\(aboveBound / 100).\(aboveBound % 100 / 10)\(aboveBound % 10) % too long"
  }
}

extension Company {
  /// The carrier for programs.
  public var json: JSON {
    [
      "outcome": "accepted", "code": .text(code.description), "name": .text(name.value),
      "sellers": .array(sellers.map(\.json)), "vehicles": .array(vehicles.map(\.json)), "places": .unsigned(places),
      "deliveries": .unsigned(deliveries), "waiting": .unsigned(waiting),
      "pages": .unlessEmpty(pages.value),
    ]
  }

  /// The carrier in a line and a list, for people.
  public var text: String {
    var fields = FieldList()
    fields.add("name", name.value)
    fields.add("sellers", grouped(sellers.count))
    fields.add("vehicles", grouped(vehicles.count))
    fields.add("places", grouped(places))
    fields.add("deliveries", grouped(deliveries))
    fields.add("messages waiting", grouped(waiting))
    fields.addUnlessEmpty("pages", pages.value)
    return "carrier \(code)\n\(fields)"
  }

  /// Its vehicles for people.
  public var vehiclesTable: String {
    var table = TextTable(.text("vehicle"), .number("litres"), .text("day (UTC)"))
    for vehicle in vehicles {
      table.add(vehicle.code.description, grouped(vehicle.litres), "\(clock(vehicle.begins))–\(clock(vehicle.ends))")
    }
    return table.description
  }
}

extension Vehicle {
  /// The vehicle for programs.
  public var json: JSON {
    [
      "code": .text(code.description), "litres": .unsigned(UInt64(litres)), "begins": .text(clock(begins)),
      "ends": .text(clock(ends)),
    ]
  }
}

/// Minutes after midnight as `08:30`.
private func clock(_ minutes: UInt32) -> String {
  func two(_ number: UInt32) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "\(two(minutes / 60)):\(two(minutes % 60))"
}
