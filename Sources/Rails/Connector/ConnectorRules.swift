/// How a connector works, and how the orders of a rail are named.
public import Ledger
internal import Wire

/// What a connector goes by.
public struct ConnectorRules: Hashable, Sendable {
  public var rail: PaymentRail
  /// The manager's own account with the paying system: it collects into it, and pays from it.
  public var own: PaymentOrder.Holder
  /// What the ids of orders begin with, so that those of two managers at one paying system differ: 1 … 12 of A–Z, 0–9.
  public var prefix: String
  /// How long the paying system may leave an order unanswered before it is asked; then twice as long, and so on.
  public var patience: Duration
  /// How often both sides are looked at.
  public var interval: Duration
  /// How many orders are handed over at once.
  public var portion: Int
  /// How long after a round of questions for balances the next one begins; nil: none are asked for.
  public var balancesEvery: Duration?

  /// Rules.
  public init(
    _ rail: PaymentRail, own: PaymentOrder.Holder, prefix: String = "VOUCH", patience: Duration = .seconds(30),
    interval: Duration = .seconds(1), portion: Int = 500
  ) {
    self.rail = rail
    self.own = own
    self.prefix = prefix
    self.patience = patience
    self.interval = interval
    self.portion = portion
  }

  /// How many orders are known here at once: the rest waits in the manager's list.
  static let mostOpen = 100_000
  /// How many reports are under way at once: more than one wait for the log's disk together.
  static let reportsAtOnce = 64
  /// How many accounts are looked at in one turn for their balances: what is told meanwhile waits for their answers.
  static let coversAtOnce = 200
  /// How often the patience is doubled at most: with half a minute, to four hours and a quarter.
  static let mostDoublings = 9
  /// How long a paying system that fails is left alone, first and at most.
  static let firstPause = Duration.milliseconds(500)
  static let longestPause = Duration.seconds(60)

  /// Whether `prefix` is one.
  public static func isPrefix(_ text: String) -> Bool {
    (1...12).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }

  /// The end-to-end id of an instruction: `VOUCH-B-4711`, at most 35 characters.
  public func order(of id: InstructionID) -> String { "\(prefix)-\(letter)-\(id.sequence)" }

  /// The instruction of that id; nil for an id that is none of this connector's.
  public func instruction(of order: String) -> InstructionID? {
    let parts = order.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == prefix, parts[1] == letter, let sequence = UInt64(parts[2]), sequence > 0,
      String(sequence) == parts[2]
    else { return nil }
    return InstructionID(rail: rail, sequence: sequence)
  }

  private var letter: String {
    switch rail {
    case .book: "L"
    case .bank: "B"
    case .card: "C"
    case .post: "P"
    }
  }
}

/// An instruction that has not ended, as far as a connector knows.
struct OpenOrder: Hashable, Sendable {
  var instruction: RailInstruction
  /// Whose account outside it is about.
  let party: Party
  /// What the paying system is handed; nil where one side has no account there.
  let payment: PaymentOrder?
  /// When it was handed over; nil: it is to be.
  var delivered: ContinuousClock.Instant?
  /// When it was last asked about, and how often.
  var asked: ContinuousClock.Instant?
  var questions = 0

  var id: InstructionID { instruction.id }

  init(_ order: InstructionOrder, _ rules: ConnectorRules) {
    instruction = order.instruction
    party = order.party
    payment = PaymentOrder(order, rules)
  }
}

extension PaymentOrder {
  /// What an instruction is to a paying system; nil where the other side has no account there.
  init?(_ order: InstructionOrder, _ rules: ConnectorRules) {
    guard !order.holder.number.isEmpty else { return nil }
    let instruction = order.instruction
    // On file it may stand by its name, which is for people: an IBAN needs no more, and a wrong code would be worse than none.
    let institution = order.holder.institution.value
    let other = Holder(
      name: order.holder.name.value, number: order.holder.number.value,
      institution: BankNumber.isBIC(institution) ? institution : "")
    let purpose: Purpose
    let isIncoming: Bool
    let text: String
    switch (instruction.purpose, instruction.subject) {
    case (.collect, .check(let check)):
      (purpose, isIncoming, text) = (.collect, true, "Check \(check)")
    case (.giveBack, .check(let check)):
      (purpose, isIncoming, text) = (.giveBack, false, "Refund of check \(check)")
    default:
      (purpose, isIncoming, text) = (.payOut, false, "Proceeds of \(order.party.code)")
    }
    self.init(
      id: rules.order(of: instruction.id), number: instruction.id.sequence, purpose: purpose,
      amount: instruction.amount,
      currency: instruction.currency, from: isIncoming ? other : rules.own, to: isIncoming ? rules.own : other,
      text: text,
      ordered: instruction.time)
  }
}

extension PaymentNews {
  /// What the journal keeps of it: the paying system's code and words, as one line.
  var note: Text {
    let words = [code, reason].filter { !$0.isEmpty }.joined(separator: ": ")
    let line = String(
      String.UnicodeScalarView(words.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    var rest = line[...]
    while rest.utf8.count > Text.maximumBytes { rest = rest.dropLast() }
    return Text(String(rest)) ?? .empty
  }
}
