/// The part of the past that a statement is about.
public import ArgumentParser
public import Ledger

/// From one moment to another, both of them in it; open where one is not said.
public struct StatementPeriod: Hashable, Sendable {
  /// The first moment; nil: from the first entry on.
  public var from: Timestamp?
  /// The last moment; nil: up to now.
  public var to: Timestamp?

  /// A period; nothing where it ends before it begins.
  public init?(from: Timestamp? = nil, to: Timestamp? = nil) {
    if let from, let to, to < from { return nil }
    self.from = from
    self.to = to
  }

  /// `2027-01-01 00:00:00 to 2027-01-31 23:59:59`
  var text: String { "\(from?.toSecond ?? "the beginning") to \(to?.toSecond ?? "now")" }
}

extension StatementPeriod {
  /// From the start of one day of UTC to the end of another, each `2027-01-31` or empty, which leaves that side open; nothing
  /// where one is no day, or they are the wrong way round.
  public init?(firstDay: String, lastDay: String) {
    func isDay(_ text: String) -> Bool { text.isEmpty || text.utf8.count == StatementPeriodFlags.dayLength }
    guard isDay(firstDay), isDay(lastDay) else { return nil }
    do {
      self.init(
        from: try firstDay.isEmpty ? nil : StatementPeriodFlags.start(firstDay),
        to: try lastDay.isEmpty ? nil : StatementPeriodFlags.end(lastDay))
    } catch {
      return nil
    }
  }
}

/// `--from`, `--to`, or `--at`.
public struct StatementPeriodFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("The first moment: 2027-01-01 (its start, UTC) or 2027-01-01T12:00:00Z.", valueName: "moment"),
    transform: StatementPeriodFlags.start)
  var from: Timestamp?
  @Option(
    help: ArgumentHelp("The last moment: 2027-01-31 (its end, UTC) or 2027-01-31T12:00:00Z.", valueName: "moment"),
    transform: StatementPeriodFlags.end)
  var to: Timestamp?
  @Option(
    help: ArgumentHelp("Only the balance at a moment of the past, as --to takes it.", valueName: "moment"),
    transform: StatementPeriodFlags.end)
  var at: Timestamp?

  /// For the parser.
  public init() {}

  /// Refuses what ends before it begins, and what asks for two things.
  public func validate() throws {
    if at != nil, from != nil || to != nil { throw ValidationError("--at goes without --from and --to.") }
    guard StatementPeriod(from: from, to: to) != nil else { throw ValidationError("--to is before --from.") }
  }

  /// The period, if one was named.
  public var period: StatementPeriod? { from == nil && to == nil ? nil : StatementPeriod(from: from, to: to) }
  /// The moment whose balance is asked for.
  public var moment: Timestamp? { at }

  /// A day alone is ten characters; its moment is otherwise the end of its last second.
  static let dayLength = 10

  static func start(_ text: String) throws -> Timestamp {
    let moment = try moment(text)
    return text.utf8.count == dayLength ? Timestamp(milliseconds: moment.milliseconds - 86_399_000) : moment
  }

  static func end(_ text: String) throws -> Timestamp {
    let moment = try moment(text)
    return text.utf8.count == dayLength ? Timestamp(milliseconds: moment.milliseconds + 999) : moment
  }

  private static func moment(_ text: String) throws -> Timestamp {
    guard let moment = Timestamp(iso8601: text) else {
      throw ValidationError("'\(text)' is no moment: say 2027-01-31 or 2027-01-31T12:00:00Z.")
    }
    return moment
  }
}
