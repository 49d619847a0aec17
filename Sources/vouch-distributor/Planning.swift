/// The planner's commands: a day is planned, a vehicle leaves.
import ArgumentParser
import Console
import Foundation
import Ledger
import MailOrder
import Wire

struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Plans a day: windows, vehicles, routes.",
    discussion: """
      Takes all that waits. What is planned for the day already stays in its vehicle. Each route says how long it is, \
      and how short it could be at best.

      Example:
        vouch-distributor plan
        vouch-distributor plan --day 2026-11-25
      """)

  @Option(help: ArgumentHelp("The day, in UTC. (default: tomorrow)", valueName: "YYYY-MM-DD"), transform: Read.day)
  var day: UInt32?
  @OptionGroup var options: SiteOptions<CompanySite>

  func run() async throws {
    try await options.run { session in
      let plan = try await session.ask(PlanDay(day ?? UInt32(Date().timeIntervalSince1970 / 86_400) + 1))
      try session.show(plan.text, json: plan.json)
    }
  }
}

struct Departure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "depart",
    abstract: "A vehicle leaves with all that is planned for it.",
    discussion: """
      A vehicle leaves once a day; said again, it shows what is still under way.

      Example:
        vouch-distributor depart VAN-1
        vouch-distributor depart VAN-1 --day 2026-11-25
      """)

  @Argument(help: "The vehicle's code.", transform: Read.vehicle)
  var vehicle: Code
  @Option(
    help: ArgumentHelp("The day, in UTC. (default: the first that is planned for it)", valueName: "YYYY-MM-DD"),
    transform: Read.day)
  var day: UInt32?
  @OptionGroup var options: SiteOptions<CompanySite>

  func run() async throws {
    try await options.run { session in
      let day = if let day { day } else { try await firstDay(session) }
      let departure = Depart(vehicle: vehicle, day: day)
      let page = try await session.ask(departure)
      try session.show(
        "\(vehicle) has left with \(page.items.count) deliveries\n\n\(Delivery.table(page.items))",
        json: ["outcome": "accepted", "vehicle": .text("\(vehicle)"), "deliveries": .array(page.items.map(\.json))])
    }
  }

  /// The first day for which something is planned for the vehicle; today where nothing is, so that the carrier says so.
  private func firstDay(_ session: SiteSession<DistributionMethod>) async throws(Failure) -> UInt32 {
    let planned = try await session.collect(limit: .max, from: nil) { from, limit in
      ListDeliveries(state: .planned, vehicle: vehicle, from: from, limit: limit)
    }
    let today = UInt32(Date().timeIntervalSince1970 / 86_400)
    return planned.items.compactMap { $0.appointment?.from.day }.min() ?? today
  }
}

extension Read {
  /// A vehicle's code.
  static func vehicle(_ text: String) throws -> Code {
    guard let code = Code(text) else {
      throw ValidationError("a vehicle's code is 1 to 12 of A-Z 0-9 - . _ and begins with a letter or a digit.")
    }
    return code
  }
}
