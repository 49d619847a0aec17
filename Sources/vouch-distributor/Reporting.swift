/// What planners and drivers report of a delivery (S11, S12).
import ArgumentParser
import Console
import Ledger
import MailOrder
import Wire

struct Attempt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Nobody took it; it will be tried again.",
    discussion: """
      Example:
        vouch-distributor attempt 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --vehicle VAN-1 --note "nobody at home"
      """)
  @OptionGroup var report: ReportArguments
  func run() async throws { try await report.run(.attempted) }
}

struct HandOver: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The goods were handed over.",
    discussion: """
      With --vehicle it is the driver's report from the vehicle, without it the office's. The seller and the check \
      manager are told, now or as soon as they can be reached.

      Example:
        vouch-distributor hand-over 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --vehicle VAN-1 --taken-by "A. Sommer" --collected 48.50
      """)
  @OptionGroup var report: ReportArguments
  @OptionGroup var words: HandOverWords
  @Option(help: ArgumentHelp("The cash collected, where cash is due.", valueName: "amount"), transform: Read.amount)
  var collected: Read.Decimal?
  @Option(help: ArgumentHelp("The code that the buyer gave, where one is asked for.", valueName: "text"))
  var code: String?

  func run() async throws {
    try await report.run(.delivered) { report, session in
      report.takenBy = words.takenBy
      report.code = Array((code ?? "").utf8)
      report.signed = words.signed
      report.leftAt = words.leftAt
      guard let collected else { return }
      // In the currency of what is to be collected.
      let delivery = try await session.ask(TrackDelivery(report.order))
      report.collected = try collected.amount(in: delivery.instruction.currency)
    }
  }
}

struct Fail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "It will not be delivered.",
    discussion: """
      Example:
        vouch-distributor fail 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --note "address does not exist"
      """)
  @OptionGroup var report: ReportArguments
  func run() async throws { try await report.run(.failed) }
}

struct Return: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "It is back with the seller.",
    discussion: """
      Example:
        vouch-distributor return 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
      """)
  @OptionGroup var report: ReportArguments
  func run() async throws { try await report.run(.returned) }
}

/// What every report has.
struct ReportArguments: ParsableArguments {
  @Argument(help: "The order's number; it is the delivery's too.", transform: Read.id)
  var order: OrderID
  @Option(
    help: ArgumentHelp("The vehicle that the driver reports from. (default: the office reports)", valueName: "code"),
    transform: Read.vehicle)
  var vehicle: Code?
  @Option(help: ArgumentHelp("What else is to be known.", valueName: "text"), transform: Read.text)
  var note: Text = .empty
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: SiteOptions<CompanySite>

  /// Reports, and shows the delivery as it stands then.
  func run(
    _ state: DeliveryState,
    _ complete: (inout DeliveryReport, SiteSession<DistributionMethod>) async throws -> Void = { _, _ in }
  ) async throws {
    try await options.run { session in
      var report = DeliveryReport(id: id.command, order: order, state: state)
      report.vehicle = vehicle
      report.note = note
      try await complete(&report, session)
      let delivery: Delivery
      do throws(Failure) {
        delivery = try await session.ask(ReportEvent(report))
      } catch {
        // Whether it was taken is open: the same id finds out.
        if case .client(let error, _) = error { throw Failure.client(error, command: report.id) }
        throw error
      }
      try session.show(delivery.text, json: delivery.json)
    }
  }
}
