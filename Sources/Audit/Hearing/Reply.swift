/// A reply as a client reads it.

/// What came back, in plain values.
struct Reply: Hashable, Sendable {
  /// The sequence that it names.
  var sequence: UInt64
  var outcome: Outcome

  enum Outcome: Hashable, Sendable {
    case entry(Entry)
    case verified(Verified)
    case account(AccountTold)
    case seller(SellerTold)
    case distributor(DistributorTold)
    case check(CheckTold)
    case journal([Entry], next: UInt64)
    /// Of which nothing is asked.
    case status
    /// By its name.
    case refused(String)
    /// The field and what is wrong with it.
    case invalid(String)
  }
}

extension Reply {
  /// Nil where the bytes are no reply to `ask`.
  init?(to ask: Ask, _ bytes: [UInt8]) {
    guard let fields = Fields(bytes) else { return nil }
    sequence = fields.number(1)
    if let refused = fields.message(3) {
      outcome = .refused(refused.text(2))
    } else if let invalid = fields.message(4) {
      outcome = .invalid("\(invalid.text(1)) \(invalid.text(2))")
    } else if let accepted = fields.message(2), let outcome = Outcome(to: ask, accepted) {
      self.outcome = outcome
    } else {
      return nil
    }
  }
}

extension Reply.Outcome {
  fileprivate init?(to ask: Ask, _ fields: Fields) {
    switch ask.what {
    case .issue:
      guard let receipt = fields.message(1), let entry = Entry(receipt), let told = fields.message(2),
        let check = CheckTold(told), check.progress == entry.progress, check.id == ask.id
      else { return nil }
      self = .entry(entry)
    case .verify:
      guard let verified = Verified(fields) else { return nil }
      self = .verified(verified)
    case .account:
      guard let account = AccountTold(fields) else { return nil }
      self = .account(account)
    case .seller: self = .seller(SellerTold(fields))
    case .distributor: self = .distributor(DistributorTold(fields))
    case .check:
      guard let told = fields.message(1), var check = CheckTold(told) else { return nil }
      for receipt in fields.messages(2) {
        guard let entry = Entry(receipt) else { return nil }
        check.entries.append(entry)
      }
      self = .check(check)
    case .journal:
      var entries: [Entry] = []
      for receipt in fields.messages(1) {
        guard let entry = Entry(receipt) else { return nil }
        entries.append(entry)
      }
      self = .journal(entries, next: fields.number(2))
    case .acceptClock: self = .status
    case .enrolAccount, .enrolSeller, .enrolDistributor, .setStatus, .fund, .payOut, .payIn, .act:
      guard let entry = Entry(fields) else { return nil }
      self = .entry(entry)
    }
  }
}

/// What a seller is told of a check before it ships.
struct Verified: Hashable, Sendable {
  var amount: Int64
  var currency: String
  var release: UInt64
  var progress: Progress
}

extension Verified {
  init?(_ fields: Fields) {
    guard let told = fields.message(4), let progress = Progress(told) else { return nil }
    self.init(amount: fields.signed(1), currency: fields.text(2), release: fields.number(3), progress: progress)
  }
}

/// An account as it is told.
struct AccountTold: Hashable, Sendable {
  var code: String
  var status: UInt64
  var currency: String
  var bank: CoverTold
  var card: CoverTold
  var perCheck: Int64
  var perDay: Int64
  var checksPerDay: UInt64
  var usedDay: UInt64
  var usedAmount: Int64
  var usedCount: UInt64
  var openChecks: UInt64
  var lastCheck: [UInt8]
  var enrolled: Int64
  var updated: Int64
}

struct CoverTold: Hashable, Sendable {
  var posted: Int64
  var held: Int64
  var line: Int64
  var available: Int64
  var standing: UInt64
  var lastEntry: UInt64
}

extension AccountTold {
  init?(_ fields: Fields) {
    guard let bank = CoverTold(fields.message(6)), let card = CoverTold(fields.message(7)) else { return nil }
    let limits = fields.message(8)
    self.init(
      code: fields.text(1), status: fields.number(2), currency: fields.text(3), bank: bank, card: card,
      perCheck: limits?.signed(1) ?? 0, perDay: limits?.signed(2) ?? 0, checksPerDay: limits?.number(3) ?? 0,
      usedDay: fields.number(9), usedAmount: fields.signed(10), usedCount: fields.number(11),
      openChecks: fields.number(12), lastCheck: fields.bytes(13), enrolled: fields.signed(14),
      updated: fields.signed(15))
  }
}

extension CoverTold {
  fileprivate init?(_ fields: Fields?) {
    guard let fields else { return nil }
    self.init(
      posted: fields.signed(1), held: fields.signed(2), line: fields.signed(3), available: fields.signed(4),
      standing: fields.number(5), lastEntry: fields.number(7))
  }
}

/// A balance with the last entry that moved it.
struct BalanceTold: Hashable, Sendable {
  var posted: Int64
  var lastEntry: UInt64
}

extension BalanceTold {
  fileprivate init(_ fields: Fields?) { self.init(posted: fields?.signed(1) ?? 0, lastEntry: fields?.number(2) ?? 0) }
}

/// A seller as it is told.
struct SellerTold: Hashable, Sendable {
  var code: String
  var status: UInt64
  var currency: String
  var available: BalanceTold
  var locked: BalanceTold
  var reserve: BalanceTold
  var exposure: Int64
  var exposureLimit: Int64
}

extension SellerTold {
  init(_ fields: Fields) {
    self.init(
      code: fields.text(1), status: fields.number(2), currency: fields.text(3),
      available: BalanceTold(fields.message(5)), locked: BalanceTold(fields.message(6)),
      reserve: BalanceTold(fields.message(7)), exposure: fields.signed(8), exposureLimit: fields.signed(9))
  }
}

/// A distributor as it is told.
struct DistributorTold: Hashable, Sendable {
  var code: String
  var status: UInt64
  var currency: String
  var debt: BalanceTold
  var cashPending: Int64
  var cashLimit: Int64
  var exposure: Int64
  var exposureLimit: Int64
}

extension DistributorTold {
  init(_ fields: Fields) {
    self.init(
      code: fields.text(1), status: fields.number(2), currency: fields.text(3), debt: BalanceTold(fields.message(5)),
      cashPending: fields.signed(6), cashLimit: fields.signed(7), exposure: fields.signed(8),
      exposureLimit: fields.signed(9))
  }
}

/// A check as it is told, with its history where that was asked for.
struct CheckTold: Hashable, Sendable {
  var id: [UInt8]
  var terms: Terms
  var issued: Int64
  var progress: Progress
  var entryCount: UInt64
  var entries: [Entry] = []
}

extension CheckTold {
  init?(_ fields: Fields) {
    guard let told = fields.message(2), let terms = Terms(told),
      let progress = fields.message(4).flatMap({ Progress($0) })
    else { return nil }
    self.init(
      id: fields.bytes(1), terms: terms, issued: fields.signed(3), progress: progress, entryCount: fields.number(10))
  }
}

extension Terms {
  fileprivate init?(_ fields: Fields) {
    guard let method = Method(rawValue: fields.number(6)), let release = Release(rawValue: fields.number(7)) else {
      return nil
    }
    self.init(drawer: fields.text(1), amount: fields.signed(4), currency: fields.text(5))
    payee = fields.text(2)
    distributor = fields.text(3)
    self.method = method
    self.release = release
    expires = fields.signed(8)
    deliveryWindow = fields.number(9)
    coolingOff = fields.number(12)
    guarantee = fields.number(13)
    reserveShare = fields.number(14)
  }
}
