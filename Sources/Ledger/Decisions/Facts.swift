/// Everything a decision may look at, read before it is made: nothing else is.
public struct Facts: Hashable, Sendable {
  /// The drawer of the check, or the account administered.
  public var account: Account?
  /// The payee named, else whoever presents, else the seller administered.
  public var seller: Seller?
  /// The distributor named, or the one administered.
  public var distributor: Distributor?
  /// The check acted on, or the one that has the id a new check asks for.
  public var check: Check?
  /// The clearing account of the rail named, in the party's currency.
  public var clearing: Balance
  /// The entry of an earlier command with this id, if one took effect.
  public var earlier: JournalEntry?

  /// No facts.
  public init() { clearing = Balance() }

  /// Forgets all, in place.
  public mutating func clear() {
    account = nil
    seller = nil
    distributor = nil
    check = nil
    clearing = Balance()
    earlier = nil
  }

  /// The balance of an account of the book among these facts; an empty one when it is not among them.
  func balance(of id: BookAccountID) -> Balance {
    switch id {
    case .bank: account?.bank.balance ?? Balance()
    case .card: account?.card.balance ?? Balance()
    case .available: seller?.available ?? Balance()
    case .locked: seller?.locked ?? Balance()
    case .reserve: seller?.reserve ?? Balance()
    case .debt: distributor?.debt ?? Balance()
    case .clearing: clearing
    case .fees: Balance()
    }
  }

  mutating func post(_ amount: Int64, to id: BookAccountID, sequence: UInt64) {
    switch id {
    case .bank: account?.bank.balance.post(amount, sequence: sequence)
    case .card: account?.card.balance.post(amount, sequence: sequence)
    case .available: seller?.available.post(amount, sequence: sequence)
    case .locked: seller?.locked.post(amount, sequence: sequence)
    case .reserve: seller?.reserve.post(amount, sequence: sequence)
    case .debt: distributor?.debt.post(amount, sequence: sequence)
    case .clearing: clearing.post(amount, sequence: sequence)
    case .fees: break
    }
  }
}

extension Balance {
  fileprivate mutating func post(_ amount: Int64, sequence: UInt64) {
    posted += amount
    lastEntry = sequence
  }
}
