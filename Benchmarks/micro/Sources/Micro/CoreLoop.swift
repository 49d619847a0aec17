/// The core loop: facts, decide, apply, put back; over arrays instead of a store, so that Swift stands beside its C twin.
internal import CCore
internal import Ledger

/// What must come out alike in Swift and in C.
public struct CoreSums: Hashable, Sendable {
  public var paid: Int64 = 0
  public var held: Int64 = 0
  public var fingerprints: UInt64 = 0
  public var refused: UInt64 = 0
}

/// The parties of both.
enum CoreParties {
  static let accounts = codes("A", Int(CORE_ACCOUNTS.rawValue))
  static let sellers = codes("S", Int(CORE_SELLERS.rawValue))
  static let distributors = codes("D", Int(CORE_DISTRIBUTORS.rawValue))

  private static func codes(_ letter: String, _ count: Int) -> [Code] {
    (0..<count).map { number in
      guard let code = Code("\(letter)\(10_000_000 + number)") else { fatalError("a letter and digits are a code") }
      return code
    }
  }

  static var euro: Currency {
    guard let euro = Currency(code: "EUR") else { fatalError("the euro is a currency") }
    return euro
  }

  static var amount: Amount {
    guard let amount = Amount(minorUnits: 1250) else { fatalError("12.50 is an amount") }
    return amount
  }

  static func mixed(_ number: UInt64) -> UInt64 {
    var bits = number
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}

/// Records that are copied from memory to memory, as those of a store are.
private final class Records<Record: BitwiseCopyable> {
  private let start: UnsafeMutablePointer<Record>
  let count: Int

  init(_ records: [Record]) {
    count = records.count
    start = .allocate(capacity: count)
    start.initialize(from: records, count: count)
  }

  deinit { start.deallocate() }

  subscript(index: Int) -> Record { start[index] }

  @inline(__always)
  func load(_ index: Int, into record: inout Record) {
    withUnsafeMutablePointer(to: &record) { $0.update(from: start + index, count: 1) }
  }

  @inline(__always)
  func keep(_ record: inout Record, at index: Int) {
    withUnsafePointer(to: &record) { (start + index).update(from: $0, count: 1) }
  }
}

/// The loop as Ledger does it.
public struct CoreLoop {
  private let accounts: Records<Account>
  private let sellers: Records<Seller>
  private let distributors: Records<Distributor>
  private let checks: Records<Check>
  private var sequence: UInt64 = 0
  private var sums = CoreSums()
  private var draft = Draft()

  public init() {
    let euro = CoreParties.euro
    let start = Timestamp(milliseconds: 0)
    accounts = Records(
      CoreParties.accounts.map { code in
        var account = Account(id: AccountID(code), status: .active, currency: euro, at: start)
        account.bank.standing = .good
        account.bank.balance.posted = 1_000_000_000_000
        return account
      })
    sellers = Records(
      CoreParties.sellers.map { Seller(id: SellerID($0), status: .active, currency: euro, at: start) })
    distributors = Records(
      CoreParties.distributors.map { Distributor(id: DistributorID($0), status: .active, currency: euro, at: start) })
    checks = Records(Array(repeating: draft.facts.checkRecord, count: Int(CORE_CHECKS.rawValue)))
  }

  /// Issues a check and settles it, `count` times; the numbers begin with `first`.
  public mutating func run(first: UInt64, count: UInt64, now: Int64) {
    for number in first..<first + count { one(number, Timestamp(milliseconds: now)) }
  }

  private mutating func one(_ number: UInt64, _ now: Timestamp) {
    let dice = CoreParties.mixed(number)
    let account = Int(dice % UInt64(accounts.count))
    let seller = Int((dice >> 16) % UInt64(sellers.count))
    let distributor = Int((dice >> 32) % UInt64(distributors.count))
    let place = Int(number % UInt64(checks.count))
    let high = UInt64(now.milliseconds) << 16 | 0x7000
    let id = CheckID(high: high, low: 1 << 63 | number * 2)

    draft.facts.clear()
    load(account, seller, distributor)
    var terms = CheckTerms(
      drawer: draft.facts.accountRecord.id, amount: CoreParties.amount, currency: draft.facts.accountRecord.currency)
    terms.payee = draft.facts.sellerRecord.id
    terms.distributor = draft.facts.distributorRecord.id
    let issue = IssueCheck(id: id, terms: terms)
    guard draft.decide(issue, at: Moment(time: now, sequence: sequence + 1)) == .accepted else {
      sums.refused += 1
      return
    }
    draft.apply(issue)
    keep(account, seller, distributor, place)

    draft.facts.clear()
    load(account, seller, distributor)
    checks.load(place, into: &draft.facts.checkRecord)
    draft.facts.hasCheck = true
    let action = CheckAction(
      id: CommandID(high: high, low: id.low + 1), check: id, actor: .seller(draft.facts.sellerRecord.id),
      event: .present(amount: nil, final: true))
    guard draft.decide(action, at: Moment(time: now, sequence: sequence + 1)) == .accepted else {
      sums.refused += 1
      return
    }
    draft.applyToCheck()
    keep(account, seller, distributor, place)
  }

  private mutating func load(_ account: Int, _ seller: Int, _ distributor: Int) {
    accounts.load(account, into: &draft.facts.accountRecord)
    draft.facts.hasAccount = true
    sellers.load(seller, into: &draft.facts.sellerRecord)
    draft.facts.hasSeller = true
    distributors.load(distributor, into: &draft.facts.distributorRecord)
    draft.facts.hasDistributor = true
  }

  private mutating func keep(_ account: Int, _ seller: Int, _ distributor: Int, _ place: Int) {
    sequence += 1
    sums.fingerprints ^= draft.entry.fingerprint
    accounts.keep(&draft.facts.accountRecord, at: account)
    sellers.keep(&draft.facts.sellerRecord, at: seller)
    distributors.keep(&draft.facts.distributorRecord, at: distributor)
    checks.keep(&draft.facts.checkRecord, at: place)
  }

  public var result: CoreSums {
    var sums = sums
    sums.paid = (0..<sellers.count).reduce(0) { $0 + sellers[$1].available.posted }
    sums.held = (0..<accounts.count).reduce(0) { $0 + accounts[$1].bank.held }
    return sums
  }
}

/// The same in C.
public final class CoreTwin {
  private let core: OpaquePointer

  public init() {
    var codes = core_codes()
    func fill<Words>(_ words: inout Words, _ from: [Code]) {
      withUnsafeMutableBytes(of: &words) { bytes in
        for (index, code) in from.enumerated() {
          bytes.storeBytes(of: code.packed, toByteOffset: index * 8, as: UInt64.self)
        }
      }
    }
    fill(&codes.accounts, CoreParties.accounts)
    fill(&codes.sellers, CoreParties.sellers)
    fill(&codes.distributors, CoreParties.distributors)
    codes.currency = CoreParties.euro.number
    guard let core = core_create(&codes) else { fatalError("no memory") }
    self.core = core
  }

  public func run(first: UInt64, count: UInt64, now: Int64) { core_run(core, first, count, now) }

  public var result: CoreSums {
    var sums = core_result()
    core_results(core, &sums)
    return CoreSums(paid: sums.paid, held: sums.held, fingerprints: sums.fingerprints, refused: sums.refused)
  }
}
