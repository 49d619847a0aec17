/// What the auditor holds the ledger's words against: a ledger written down a second time, from the rules in docs, with
/// other means. Slow and plain.

/// The book as it is after some entry.
struct Book {
  var buyers: [String: Buyer] = [:]
  var sellers: [String: Company] = [:]
  var distributors: [String: Company] = [:]
  var checks: [[UInt8]: Instrument] = [:]
  var pockets: [Pocket: Int64] = [:]
  /// The last entry that moved something there.
  var lastMoved: [Pocket: UInt64] = [:]
  /// What took effect: the entry, and what was asked.
  var effects: [[UInt8]: (ask: Ask, sequence: UInt64)] = [:]
  /// When parties were enrolled, and when they changed last.
  var enrolled: [Party: Int64] = [:]
  var updated: [Party: Int64] = [:]
  var sequence: UInt64 = 0
  var time: Int64 = 0

  /// A check.
  struct Instrument {
    var id: [UInt8]
    var terms: Terms
    var issued: Int64
    var progress: Progress
    /// Its entries, by sequence.
    var entries: [UInt64]
  }

  // MARK: - What follows from it

  func posted(_ pocket: Pocket) -> Int64 { pockets[pocket] ?? 0 }

  /// What open checks hold on a buyer's cover.
  func held(_ buyer: String, _ cover: Cover) -> Int64 {
    checks.values.reduce(0) { sum, check in
      check.terms.drawer == buyer && check.progress.cover == cover ? sum + check.progress.remaining : sum
    }
  }

  func available(_ buyer: String, _ cover: Cover) -> Int64 {
    posted(.of(buyer, cover)) - held(buyer, cover) + (cover == .card ? buyers[buyer]?.line ?? 0 : 0)
  }

  func exposure(ofSeller code: String) -> Int64 {
    checks.values.reduce(0) { $1.progress.payee == code ? $0 + $1.progress.remaining : $0 }
  }

  func exposure(ofDistributor code: String) -> Int64 {
    checks.values.reduce(0) { $1.terms.distributor == code ? $0 + $1.progress.remaining : $0 }
  }

  /// What a distributor is about to collect.
  func cashPending(_ code: String) -> Int64 {
    checks.values.reduce(0) {
      $1.terms.distributor == code && $1.progress.method == .cash ? $0 + $1.progress.remaining : $0
    }
  }

  /// What a buyer has demanded on the day of `time`, whatever became of it.
  func used(_ buyer: String, at time: Int64) -> (amount: Int64, count: UInt64) {
    let day = Book.day(time)
    let today = checks.values.filter { $0.terms.drawer == buyer && Book.day($0.issued) == day }
    return (today.reduce(0) { $0 + $1.terms.amount }, UInt64(today.count))
  }

  static func day(_ time: Int64) -> Int64 { time / 86_400_000 }
}

extension Book.Instrument {
  /// The state by the clock, swept or not.
  func state(at time: Int64) -> Progress.State {
    if progress.state == .issued, time >= progress.expires { return .expired }
    if progress.state == .committed, time >= progress.deadline { return .voided }
    return progress.state
  }

  /// When the committer has something to do about it; nil: never, as it stands.
  var due: Int64? {
    switch progress.state {
    case .issued: return progress.expires
    case .committed: return progress.deadline
    case .frozen: return nil
    case .settled, .voided, .expired:
      let times = [
        progress.locked > 0 ? progress.lockedUntil : nil, progress.reserved > 0 ? progress.reservedUntil : nil,
      ]
      return times.compactMap { $0 }.min()
    }
  }
}

extension Pocket {
  static func of(_ buyer: String, _ cover: Cover) -> Pocket {
    Pocket(kind: cover == .bank ? .bank : .card, code: buyer)
  }

  static func available(_ seller: String) -> Pocket { Pocket(kind: .available, code: seller) }
  static func locked(_ seller: String) -> Pocket { Pocket(kind: .locked, code: seller) }
  static func reserve(_ seller: String) -> Pocket { Pocket(kind: .reserve, code: seller) }
  static func debt(_ distributor: String) -> Pocket { Pocket(kind: .debt, code: distributor) }
  static func clearing(_ currency: String) -> Pocket { Pocket(kind: .clearing, currency: currency) }
}
