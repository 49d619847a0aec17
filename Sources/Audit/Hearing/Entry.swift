/// An entry of the journal as a client is told it, in plain values.

/// One entry.
public struct Entry: Hashable, Sendable {
  public var sequence: UInt64
  public var time: Int64
  var kind: Kind
  var role: UInt64
  var code: String
  var command: [UInt8]
  var check: [UInt8]
  var party: Party?
  var currency: String
  var amount: Int64
  var progress: Progress?
  var heldOnBank: Int64 = 0
  var heldOnCard: Int64 = 0
  var moves: [Move] = []
  var previousOfCheck: UInt64 = 0

  enum Kind: UInt64, Hashable, Sendable {
    case issued = 1
    case captured, committed, deliveryConfirmed, paidOnDelivery, cashCollected, deliveryFailed, extended, methodChosen
    case voided, expired, deadlineLapsed, disputeOpened, disputeResolved, refunded, withdrawn, chargedBack
    case proceedsReleased
    case guaranteeClaimed = 23
    case enrolled = 40
    case statusSet = 42
    case funded = 43
    case paidOut = 45
    case paidIn = 46
  }
}

/// How far a check has come. A time of 0 is none.
struct Progress: Hashable, Sendable {
  var state = State.issued
  var method = Method.transfer
  var cover = Cover.bank
  var confirmed = false
  var payee = ""
  var remaining: Int64 = 0
  var captured: Int64 = 0
  var capturedFromCard: Int64 = 0
  var released: Int64 = 0
  var returned: Int64 = 0
  var returnedToCard: Int64 = 0
  var demanded: Int64 = 0
  var expires: Int64 = 0
  var deadline: Int64 = 0
  var frozenFrom: State?
  var frozenAt: Int64 = 0
  var locked: Int64 = 0
  var lockedUntil: Int64 = 0
  var reserved: Int64 = 0
  var reservedUntil: Int64 = 0

  enum State: UInt64, Hashable, Sendable {
    case issued = 1
    case committed, frozen, settled, voided, expired

    var isOpen: Bool { self == .issued || self == .committed || self == .frozen }
  }
}

/// An account of the book.
struct Pocket: Hashable, Sendable, Comparable {
  enum Kind: UInt64, Hashable, Sendable { case bank = 1, card, available, locked, reserve, debt, clearing }
  var kind: Kind
  var code = ""
  var currency = ""

  static func < (a: Pocket, b: Pocket) -> Bool {
    (a.kind.rawValue, a.code, a.currency) < (b.kind.rawValue, b.code, b.currency)
  }
}

/// Money from one account of the book to another.
struct Move: Hashable, Sendable, Comparable {
  var from: Pocket
  var to: Pocket
  var amount: Int64
  /// The entries that moved something there before.
  var previousOfFrom: UInt64 = 0
  var previousOfTo: UInt64 = 0

  static func < (a: Move, b: Move) -> Bool { (a.from, a.to, a.amount) < (b.from, b.to, b.amount) }
}

// MARK: - Read

extension Entry {
  /// Nil where something is said that nobody asked for, such as a paying system's word.
  init?(_ fields: Fields) {
    guard let kind = Kind(rawValue: fields.number(3)), let actor = fields.message(4) else { return nil }
    sequence = fields.number(1)
    time = fields.signed(2)
    self.kind = kind
    role = actor.number(1)
    code = actor.text(2)
    command = fields.bytes(5)
    check = fields.bytes(7)
    if let party = fields.message(8) {
      guard let kind = Party.Kind(rawValue: party.number(1)) else { return nil }
      self.party = Party(kind, party.text(2))
    }
    currency = fields.text(9)
    amount = fields.signed(10)
    if let progress = fields.message(11) {
      guard let progress = Progress(progress) else { return nil }
      self.progress = progress
    }
    heldOnBank = fields.signed(12)
    heldOnCard = fields.signed(13)
    for posting in fields.messages(14) {
      guard let move = Move(posting) else { return nil }
      moves.append(move)
    }
    moves.sort()
    previousOfCheck = fields.number(15)
    guard !fields.has(17) else { return nil }
  }
}

extension Progress {
  init?(_ fields: Fields) {
    guard let state = State(rawValue: fields.number(1)), let method = Method(rawValue: fields.number(2)),
      let cover = Cover(rawValue: fields.number(3)), fields.number(21) == 0, fields.number(22) == 0
    else { return nil }
    self.state = state
    self.method = method
    self.cover = cover
    confirmed = fields.flag(4)
    payee = fields.text(5)
    remaining = fields.signed(6)
    captured = fields.signed(7)
    capturedFromCard = fields.signed(8)
    released = fields.signed(9)
    returned = fields.signed(10)
    returnedToCard = fields.signed(11)
    demanded = fields.signed(12)
    expires = fields.signed(13)
    deadline = fields.signed(14)
    frozenFrom = State(rawValue: fields.number(15))
    frozenAt = fields.signed(16)
    locked = fields.signed(17)
    lockedUntil = fields.signed(18)
    reserved = fields.signed(19)
    reservedUntil = fields.signed(20)
  }
}

extension Pocket {
  fileprivate init?(_ fields: Fields?) {
    guard let fields, let kind = Kind(rawValue: fields.number(1)) else { return nil }
    self.init(kind: kind, code: fields.text(2), currency: fields.text(4))
  }
}

extension Move {
  fileprivate init?(_ fields: Fields) {
    guard let from = Pocket(fields.message(1)), let to = Pocket(fields.message(2)) else { return nil }
    self.init(
      from: from, to: to, amount: fields.signed(3), previousOfFrom: fields.number(4), previousOfTo: fields.number(5))
  }
}
