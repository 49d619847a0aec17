/// The requests that are read straight. The numbers are the contract's, as in Protos/vouch.proto, and the fields stand in
/// their order.
internal import Ledger

extension FieldCursor {
  /// The request that the bytes are, if its method is one of those read straight.
  @inline(__always)
  static func request(_ method: Method, _ bytes: UnsafeRawBufferPointer) throws(Unusual) -> Request {
    var fields = unsafe try FieldCursor(bytes)
    switch method {
    case .issueCheck: return .command(try fields.issueCheck())
    case .authorize: return .authorize(try fields.authorize())
    case .verifyCheck: return .verify(try fields.verifyCheck())
    case .presentCheck: return .command(try fields.presentCheck())
    case .confirmDelivery: return .command(try fields.confirmDelivery())
    case .voidCheck: return .command(try fields.voidCheck())
    case .refundCheck: return .command(try fields.refundCheck())
    default: throw Unusual()
    }
  }

  @inline(__always)
  mutating func issueCheck() throws(Unusual) -> Command {
    let id: CheckID = try id(1)
    let demand = IssueCheck(
      id: id, terms: try message(2) { fields throws(Unusual) in try fields.terms() }, memo: try text(3))
    try finish()
    return .issue(demand)
  }

  @inline(__always)
  mutating func authorize() throws(Unusual) -> CheckTerms {
    let terms = try message(1) { fields throws(Unusual) in try fields.terms() }
    try finish()
    return terms
  }

  @inline(__always)
  private mutating func terms() throws(Unusual) -> CheckTerms {
    let drawer = AccountID(try code(1))
    let payee = try optionalCode(2)
    let distributor = try optionalCode(3)
    let amount = try amount(4)
    var terms = CheckTerms(drawer: drawer, amount: amount, currency: try currency(5))
    if let payee { terms.payee = SellerID(payee) }
    if let distributor { terms.distributor = DistributorID(distributor) }
    if let method: PaymentMethod = try optionalCase(6) { terms.method = method }
    if let release: ReleaseRule = try optionalCase(7) { terms.release = release }
    terms.expires = try optionalTime(8)
    terms.deliveryWindow = try optionalSpan(9, atMost: Bounds.maximumDeliveryWindow)
    terms.order = try optionalDigest(10)
    terms.claim = try optionalDigest(11)
    if let coolingOff = try optionalSpan(12, atMost: Bounds.maximumCoolingOff) { terms.coolingOff = coolingOff }
    if let guarantee = try optionalSpan(13, atMost: Bounds.maximumGuarantee) { terms.guarantee = guarantee }
    if let share = try optionalNumber(14, atMost: 10_000) { terms.reserveShare = UInt16(truncatingIfNeeded: share) }
    terms.sealsAddress = try flag(15)
    return terms
  }

  @inline(__always)
  mutating func verifyCheck() throws(Unusual) -> VerifyCheck {
    var question = VerifyCheck(check: try id(1))
    if let seller = try optionalCode(2) { question.seller = SellerID(seller) }
    if let distributor = try optionalCode(3) { question.distributor = DistributorID(distributor) }
    question.amount = try optionalAmount(4)
    question.currency = try optionalCurrency(5)
    question.order = try optionalDigest(6)
    try finish()
    return question
  }

  @inline(__always)
  mutating func presentCheck() throws(Unusual) -> Command {
    let (command, check): (CommandID, CheckID) = (try id(1), try id(2))
    let seller = SellerID(try code(3))
    let event = CheckEvent.present(amount: try optionalAmount(4), final: try flag(5))
    return try action(command, check, .seller(seller), event, noteAs: 6)
  }

  mutating func confirmDelivery() throws(Unusual) -> Command {
    let (command, check): (CommandID, CheckID) = (try id(1), try id(2))
    let distributor = DistributorID(try code(3))
    let proof = try optionalDigest(4)
    return try action(command, check, .distributor(distributor), .confirm(proof: proof), noteAs: 5)
  }

  mutating func voidCheck() throws(Unusual) -> Command {
    let (command, check): (CommandID, CheckID) = (try id(1), try id(2))
    let actor = try message(3) { fields throws(Unusual) in try fields.actor() }
    return try action(command, check, actor, .void, noteAs: 4)
  }

  mutating func refundCheck() throws(Unusual) -> Command {
    let (command, check): (CommandID, CheckID) = (try id(1), try id(2))
    let actor = try message(3) { fields throws(Unusual) in try fields.actor() }
    return try action(command, check, actor, .refund(amount: try optionalAmount(4)), noteAs: 5)
  }

  /// The last of an action's fields is its note.
  @inline(__always)
  private mutating func action(
    _ id: CommandID, _ check: CheckID, _ actor: Actor, _ event: CheckEvent, noteAs field: UInt8
  ) throws(Unusual) -> Command {
    let action = CheckAction(id: id, check: check, actor: actor, event: event, note: try text(field))
    try finish()
    return .act(action)
  }

  private mutating func actor() throws(Unusual) -> Actor {
    switch try optionalNumber(1, atMost: 5) {
    case 1: .operator
    case 2: .terminal(AccountID(try code(2)))
    case 3: .seller(SellerID(try code(2)))
    case 4: .distributor(DistributorID(try code(2)))
    default: throw Unusual()
    }
  }
}
