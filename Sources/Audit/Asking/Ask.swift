/// What a client asks, in plain values: nothing here comes from the ledger.

/// One request.
public struct Ask: Hashable, Sendable {
  /// The sixteen bytes of the command; of a question none.
  public var id: [UInt8]
  public var what: What

  public init(id: [UInt8] = [], _ what: What) {
    self.id = id
    self.what = what
  }

  public enum What: Hashable, Sendable {
    case enrolAccount(Buyer)
    case enrolSeller(Company)
    case enrolDistributor(Company)
    case setStatus(Party, PartyStatus)
    case fund(account: String, cover: Cover, amount: Int64)
    case payOut(seller: String, amount: Int64)
    case payIn(distributor: String, amount: Int64)
    /// The id is the check's.
    case issue(Terms)
    case act(check: [UInt8], by: Actor, Event)

    case verify(check: [UInt8], seller: String, distributor: String, amount: Int64)
    case account(String)
    case seller(String)
    case distributor(String)
    case check([UInt8])
    case journal(from: UInt64, limit: UInt64)
    case acceptClock
  }

  /// Whether it is to change something of the ledger.
  public var isCommand: Bool { !id.isEmpty }
}

/// Who somebody is on whom things are kept.
public struct Party: Hashable, Sendable {
  public enum Kind: UInt64, Hashable, Sendable { case account = 1, seller, distributor }
  public var kind: Kind
  public var code: String

  public init(_ kind: Kind, _ code: String) {
    self.kind = kind
    self.code = code
  }
}

/// In whose name something is asked.
public enum Actor: Hashable, Sendable {
  case `operator`
  case terminal(String)
  case seller(String)
  case distributor(String)
  case committer

  var role: UInt64 {
    switch self {
    case .operator: 1
    case .terminal: 2
    case .seller: 3
    case .distributor: 4
    case .committer: 6
    }
  }

  var code: String {
    switch self {
    case .operator, .committer: ""
    case .terminal(let code), .seller(let code), .distributor(let code): code
    }
  }
}

public enum PartyStatus: UInt64, Hashable, Sendable { case enrolled = 1, active, suspended, closed }
public enum Standing: UInt64, Hashable, Sendable { case none = 1, good, bad }
public enum Cover: UInt64, Hashable, Sendable, CaseIterable { case bank = 1, card }
public enum Method: UInt64, Hashable, Sendable { case transfer = 1, card, cash }
public enum Release: UInt64, Hashable, Sendable { case onDemand = 1, onDelivery }

/// A buyer as it is enrolled.
public struct Buyer: Hashable, Sendable {
  public var code: String
  public var currency: String
  public var status = PartyStatus.active
  public var bank = Standing.good
  public var card = Standing.none
  public var line: Int64 = 0
  public var perCheck: Int64 = 0
  public var perDay: Int64 = 0
  public var checksPerDay: UInt64 = 0

  public init(code: String, currency: String) {
    self.code = code
    self.currency = currency
  }
}

/// A seller or a distributor as it is enrolled.
public struct Company: Hashable, Sendable {
  public var code: String
  public var currency: String
  public var status = PartyStatus.active
  public var exposureLimit: Int64 = 0
  public var cashLimit: Int64 = 0

  public init(code: String, currency: String) {
    self.code = code
    self.currency = currency
  }
}

/// What a check is drawn for. An empty code is nobody, a time or a span of 0 is the usual one.
public struct Terms: Hashable, Sendable {
  public var drawer: String
  public var payee = ""
  public var distributor = ""
  public var amount: Int64
  public var currency: String
  public var method = Method.transfer
  public var release = Release.onDemand
  public var expires: Int64 = 0
  public var deliveryWindow: UInt64 = 0
  public var coolingOff: UInt64 = 0
  public var guarantee: UInt64 = 0
  public var reserveShare: UInt64 = 0

  public init(drawer: String, amount: Int64, currency: String) {
    self.drawer = drawer
    self.amount = amount
    self.currency = currency
  }
}

/// What happens to a check. An amount of 0 is all there is.
public enum Event: Hashable, Sendable {
  case present(Int64, final: Bool)
  case confirm
  case collectCash(Int64)
  case failDelivery
  case extend(until: Int64)
  case choose(Method)
  case void
  case dispute
  case resolveByResuming
  case resolveByPaying(Int64)
  case resolveByVoiding
  case refund(Int64)
  case withdraw
  case chargeBack(Int64)
  case claimGuarantee(Int64)
  /// The committer's: the time has come.
  case lapse
  /// The committer's: what was locked or retained is free.
  case release
}
