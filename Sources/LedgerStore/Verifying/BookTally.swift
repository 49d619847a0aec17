/// Sums by account of the book, from checks and journal, to be held against what the records say.
internal import LMDB
internal import Ledger

/// Rows by party, found by their codes in order.
struct Ranks<Row> {
  private(set) var codes: [UInt64] = []
  private(set) var rows: [Row] = []

  /// Adds a party; codes come in order.
  mutating func append(_ code: Code, _ row: Row) {
    codes.append(code.packed)
    rows.append(row)
  }

  mutating func removeAll() {
    codes.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
  }

  func index(of code: Code) -> Int? {
    var (low, high) = (0, codes.count)
    while low < high {
      let middle = (low + high) / 2
      if codes[middle] < code.packed { low = middle + 1 } else { high = middle }
    }
    return low < codes.count && codes[low] == code.packed ? low : nil
  }

  subscript(index: Int) -> Row {
    get { rows[index] }
    _modify { yield &rows[index] }
  }
}

/// What checks and journal say of an account.
struct AccountRow {
  let currency: Currency
  var bank = Balance()
  var card = Balance()
  var heldOnBank: Int64 = 0
  var heldOnCard: Int64 = 0
  var openChecks: UInt32 = 0
  var lastCheck: CheckID?
}

/// What they say of a seller.
struct SellerRow {
  let currency: Currency
  var available = Balance()
  var locked = Balance()
  var reserve = Balance()
  var lockedOfChecks: Int64 = 0
  var reservedOfChecks: Int64 = 0
  var exposure: Int64 = 0
  var payingOut: Int64 = 0
}

/// What they say of a distributor.
struct DistributorRow {
  let currency: Currency
  var debt = Balance()
  var exposure: Int64 = 0
  var cashPending: Int64 = 0
}

/// The sums of one pass.
final class BookTally {
  var accounts = Ranks<AccountRow>()
  var sellers = Ranks<SellerRow>()
  var distributors = Ranks<DistributorRow>()
  /// The manager's own accounts.
  var own: [ClearingKey: Balance] = [:]
  /// What of them was posted before paying systems were told anything, in minor units: that is no sum of instructions.
  var untold: [ClearingKey: Int64] = [:]
  /// The sum of all balances by currency.
  var sums: [Currency: Int64] = [:]
  /// Open instructions to paying systems: by rail and currency, and by the check they are about.
  var instructed: [ClearingKey: Int64] = [:]
  var pending: [CheckID: Int64] = [:]
  var returning: [CheckID: Int64] = [:]
  var payingOut: [SellerID: Int64] = [:]
  var instructions: UInt64 = 0

  // How much there is.
  var parties: UInt64 = 0
  var checks: UInt64 = 0
  var openChecks: UInt64 = 0
  var checkEntries: UInt64 = 0
  var partyEntries: UInt64 = 0
  var entriesOfChecks: UInt64 = 0
  var told: UInt64 = 0

  /// How many accounts one pass sums up.
  let limit: Int
  /// The first entry that may have told a paying system something.
  let tellsFrom: UInt64
  /// Whether it is the first pass, in which all but the accounts is looked at too.
  private(set) var isFirst = true
  /// Where the accounts of this pass begin, and those of the next; nil: at the end there is.
  private(set) var first: CodeKey?
  var next: CodeKey?
  var hasMore: Bool { next != nil }

  init(limit: Int, tellsFrom: UInt64) { (self.limit, self.tellsFrom) = (limit, tellsFrom) }

  /// Begins the next pass.
  func advance() {
    if next != nil { isFirst = false }
    first = next
    next = nil
    accounts.removeAll()
  }

  /// Whether an account is one of this pass.
  func has(_ id: AccountID) -> Bool {
    if let first, id.code.packed < first.code.packed { return false }
    if let next, id.code.packed >= next.code.packed { return false }
    return true
  }

  /// What lookups in a tally come to.
  enum Found {
    case balance(Balance, Currency)
    /// Another pass has it.
    case elsewhere
    case missing
  }

  func balance(of account: BookAccountID) -> Found {
    switch account {
    case .bank(let id), .card(let id):
      guard has(id) else { return .elsewhere }
      guard let index = accounts.index(of: id.code) else { return .missing }
      let row = accounts[index]
      if case .bank = account { return .balance(row.bank, row.currency) }
      return .balance(row.card, row.currency)
    case _ where !isFirst: return .elsewhere
    case .available(let id), .locked(let id), .reserve(let id):
      guard let index = sellers.index(of: id.code) else { return .missing }
      let row = sellers[index]
      return switch account {
      case .available: .balance(row.available, row.currency)
      case .locked: .balance(row.locked, row.currency)
      default: .balance(row.reserve, row.currency)
      }
    case .debt(let id):
      guard let index = distributors.index(of: id.code) else { return .missing }
      return .balance(distributors[index].debt, distributors[index].currency)
    case .clearing(_, let currency), .settlement(_, let currency), .fees(let currency):
      guard let key = ClearingKey(account) else { return .missing }
      return .balance(own[key] ?? Balance(), currency)
    }
  }

  func post(_ amount: Int64, to account: BookAccountID, sequence: UInt64) {
    func post(_ balance: inout Balance) {
      // What was carried over from entries that are gone may be of later ones than the first that are left.
      balance = Balance(posted: balance.posted &+ amount, lastEntry: max(balance.lastEntry, sequence))
    }
    switch account {
    case .bank(let id), .card(let id):
      guard has(id), let index = accounts.index(of: id.code) else { return }
      if case .bank = account { post(&accounts[index].bank) } else { post(&accounts[index].card) }
    case _ where !isFirst: return
    case .available(let id): if let index = sellers.index(of: id.code) { post(&sellers[index].available) }
    case .locked(let id): if let index = sellers.index(of: id.code) { post(&sellers[index].locked) }
    case .reserve(let id): if let index = sellers.index(of: id.code) { post(&sellers[index].reserve) }
    case .debt(let id): if let index = distributors.index(of: id.code) { post(&distributors[index].debt) }
    case .clearing, .settlement, .fees:
      guard let key = ClearingKey(account) else { return }
      post(&own[key, default: Balance()])
      if sequence < tellsFrom { untold[key, default: 0] &+= amount }
    }
  }
}
