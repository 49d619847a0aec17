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

/// The loop as Ledger does it.
public struct CoreLoop {
  private var accounts: [Account]
  private var sellers: [Seller]
  private var distributors: [Distributor]
  private var checks: [Check?]
  private var sequence: UInt64 = 0
  private var sums = CoreSums()
  private var draft = Draft()

  public init() {
    let euro = CoreParties.euro
    let start = Timestamp(milliseconds: 0)
    accounts = CoreParties.accounts.map { code in
      var account = Account(id: AccountID(code), status: .active, currency: euro, at: start)
      account.bank.standing = .good
      account.bank.balance.posted = 1_000_000_000_000
      return account
    }
    sellers = CoreParties.sellers.map { Seller(id: SellerID($0), status: .active, currency: euro, at: start) }
    distributors = CoreParties.distributors.map {
      Distributor(id: DistributorID($0), status: .active, currency: euro, at: start)
    }
    checks = Array(repeating: nil, count: Int(CORE_CHECKS.rawValue))
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

    var terms = CheckTerms(
      drawer: accounts[account].id, amount: CoreParties.amount, currency: accounts[account].currency)
    terms.payee = sellers[seller].id
    terms.distributor = distributors[distributor].id
    let issue = Command.issue(IssueCheck(id: id, terms: terms))
    let action = CheckAction(
      id: CommandID(high: high, low: id.low + 1), check: id, actor: .seller(sellers[seller].id),
      event: .present(amount: nil, final: true))
    draft.facts.clear()
    guard take(issue, account, seller, distributor, place, now) else { return }
    draft.facts.clear()
    if let check = checks[place] { draft.facts.checkRecord = check; draft.facts.hasCheck = true }
    _ = take(.act(action), account, seller, distributor, place, now)
  }

  private mutating func take(
    _ command: Command, _ account: Int, _ seller: Int, _ distributor: Int, _ place: Int, _ now: Timestamp
  ) -> Bool {
    draft.facts.accountRecord = accounts[account]
    draft.facts.hasAccount = true
    draft.facts.sellerRecord = sellers[seller]
    draft.facts.hasSeller = true
    draft.facts.distributorRecord = distributors[distributor]
    draft.facts.hasDistributor = true
    guard case .accepted = draft.decide(command, at: Moment(time: now, sequence: sequence + 1)) else {
      sums.refused += 1
      return false
    }
    draft.apply(command)
    sequence += 1
    sums.fingerprints ^= draft.entry.fingerprint
    accounts[account] = draft.facts.accountRecord
    sellers[seller] = draft.facts.sellerRecord
    distributors[distributor] = draft.facts.distributorRecord
    checks[place] = draft.facts.checkRecord
    return true
  }

  public var result: CoreSums {
    var sums = sums
    sums.paid = sellers.reduce(0) { $0 + $1.available.posted }
    sums.held = accounts.reduce(0) { $0 + $1.bank.held }
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
