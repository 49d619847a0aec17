/// Requests: read by both ways that there are, and written again.
internal import Ledger
internal import MailOrder

@testable internal import Wire

/// An input: a method of one of the three services, and a message.
enum RequestSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    let number = input.byte()
    let message = input.all()
    switch number {
    case 0..<100:
      guard let method = Method(rawValue: UInt32(number)) else { return }
      try manager(method, message)
    case 100..<150:
      guard let decoded = SellingRequest.decode(UInt32(number - 100), message) else { return }
      if case .request(let request) = decoded { try isReadAgain(request) }
    default:
      guard let decoded = DistributionRequest.decode(UInt32(number - 150), message) else { return }
      if case .request(let request) = decoded { try isReadAgain(request) }
    }
  }

  // MARK: The manager's

  private static func manager(_ method: Method, _ message: [UInt8]) throws {
    let decoder = RequestDecoder()
    let room = decoder.memory.held
    let decoded = decoder.decode(method, message)
    // Chunks double: what is taken at most is less than twice the budget.
    try require(decoder.memory.held == room, "\(decoder.memory.held) bytes are held after a request")
    try require(decoder.memory.peak <= room + 2 * RequestDecoder.budget, "a request took \(decoder.memory.peak) bytes")
    let unpacked = unsafe message.withUnsafeBytes { unsafe decoder.unpack(method, $0) }
    try require(decoded == unpacked, "read straight it is \(decoded), by protobuf-c \(unpacked)")
    if let single = method.single, let items = unsafe message.withUnsafeBytes({ unsafe itemBytes($0) }) {
      try isEachAsAlone(decoded, items, single, decoder)
    }
    guard case .request(let request) = decoded else { return }
    guard let (again, written) = request.written else { return }
    let reread = decoder.decode(again, written)
    try require(reread == .request(request), "\(request) is written as \(written) and read as \(reread)")
  }

  /// The items of a batch; nil where there are none, or as many as would take long.
  private static func itemBytes(_ bytes: UnsafeRawBufferPointer) -> [[UInt8]]? {
    guard var items = unsafe Items(of: bytes), (1...64).contains(items.count) else { return nil }
    return (0..<items.count).map { _ in unsafe Array(items.next()) }
  }

  /// An item of a batch is what it is alone.
  private static func isEachAsAlone(
    _ batch: RequestDecoder.Decoded, _ items: [[UInt8]], _ method: Method, _ decoder: RequestDecoder
  ) throws {
    var commands = RequestBatch<Command>(items: [])
    var questions = RequestBatch<VerifyCheck>(items: [])
    for (index, item) in items.enumerated() {
      switch unsafe item.withUnsafeBytes({ unsafe decoder.unpack(method, $0) }) {
      case .request(.command(let command)): commands.items.append(command)
      case .request(.verify(let question)): questions.items.append(question)
      case .request(let other): throw Finding("an item alone is \(other)")
      case .invalid(let fault):
        commands.invalid.append(InvalidItem(index: index, fault: fault))
        questions.invalid.append(InvalidItem(index: index, fault: fault))
      case .unreadable: return try require(batch == .unreadable, "an item that nobody can read is taken: \(batch)")
      }
    }
    let expected: Request = method == .verifyCheck ? .verifications(questions) : .commands(commands)
    try require(batch == .request(expected), "the batch is \(batch), and its items alone \(expected)")
  }

  // MARK: The sites'

  private static func isReadAgain(_ request: SellingRequest) throws {
    let (method, bytes) = request.written
    let decoded = SellingRequest.decode(method, bytes)
    try require(
      decoded == .request(request), "\(request) is written as \(bytes) and read as \(String(describing: decoded))")
  }

  private static func isReadAgain(_ request: DistributionRequest) throws {
    let (method, bytes) = request.written
    let decoded = DistributionRequest.decode(method, bytes)
    try require(
      decoded == .request(request), "\(request) is written as \(bytes) and read as \(String(describing: decoded))")
  }
}

extension RequestDecoder {
  func decode(_ method: Method, _ bytes: [UInt8]) -> Decoded {
    unsafe bytes.withUnsafeBytes { unsafe decode(method, $0) }
  }
}

extension Method {
  /// The method that a batch is many of.
  fileprivate var single: Method? {
    switch self {
    case .issueChecks: .issueCheck
    case .verifyChecks: .verifyCheck
    case .presentChecks: .presentCheck
    case .voidChecks: .voidCheck
    case .confirmDeliveries: .confirmDelivery
    case .refundChecks: .refundCheck
    default: nil
    }
  }
}

extension Request {
  /// The request as its client writes it; nil for a batch of which some is invalid, which no client writes.
  fileprivate var written: (Method, [UInt8])? {
    func write<C: Call>(_ call: C) -> (Method, [UInt8]) { (call.method, call.encodeRequest()) }
    return switch self {
    case .status: write(GetStatus())
    case .acceptClock: write(AcceptClock())
    case .authorize(let terms): write(Authorize(terms: terms))
    case .command(.issue(let issue)): write(issue)
    case .command(.act(let action)): write(action)
    case .command(.administer(let administration)): write(administration)
    case .commands(let batch): batch.calls.map { ($0.method, $0.bytes) }
    case .claim(let claim): write(claim)
    case .verify(let question): write(question)
    case .verifications(let batch): batch.invalid.isEmpty ? write(VerifyChecks(batch.items)) : nil
    case .addressee(let question): write(question)
    case .check(let id): write(GetCheck(id))
    case .checks(let query): write(query)
    case .account(let id): write(GetAccount(id))
    case .accounts(let from, let limit): write(ListAccounts(from: from, limit: limit))
    case .seller(let id): write(GetSeller(id))
    case .sellers(let from, let limit): write(ListSellers(from: from, limit: limit))
    case .distributor(let id): write(GetDistributor(id))
    case .distributors(let from, let limit): write(ListDistributors(from: from, limit: limit))
    case .statement(let query): write(query)
    case .journal(let question): write(question)
    case .balanceSheet: write(GetBalanceSheet())
    case .proof(let id): write(ProveCheck(id))
    case .head: write(GetHead())
    case .consistency(let question): write(question)
    case .attested(let question): write(question)
    case .authenticate(let claim): write(claim)
    case .issueKey(let issue): write(issue)
    case .revokeKey(let number): write(RevokeKey(number))
    case .keys(let from, let limit): write(ListKeys(from: from, limit: limit))
    case .measurements: write(GetMetrics())
    case .sealStatus: write(GetSealStatus())
    case .instructions(let question): write(question)
    case .covers(let question): write(question)
    case .rotateSeal(let retiring): write(RotateSeal(retiring: retiring))
    }
  }
}

extension RequestBatch<Command> {
  /// The batch as one call; nil where some of it is invalid.
  fileprivate var calls: (method: Method, bytes: [UInt8])? {
    guard invalid.isEmpty else { return nil }
    let issues = items.compactMap { if case .issue(let issue) = $0 { issue } else { nil } }
    if issues.count == items.count { return (.issueChecks, IssueChecks(issues).encodeRequest()) }
    let actions = items.compactMap { if case .act(let action) = $0 { action } else { nil } }
    guard actions.count == items.count, let first = actions.first, let kind = ActOnChecks.Kind(first.event),
      let call = ActOnChecks(kind, actions)
    else { return nil }
    return (call.method, call.encodeRequest())
  }
}

extension SellingRequest {
  fileprivate var written: (UInt32, [UInt8]) {
    func write<C: SiteCall>(_ call: C) -> (UInt32, [UInt8]) where C.Service == SellingMethod {
      (call.method.rawValue, call.encodeRequest())
    }
    return switch self {
    case .getOffice: write(GetOffice())
    case .listCommodities(let call): write(call)
    case .getCommodity(let code): write(GetCommodity(code))
    case .putCommodities(let call): write(call)
    case .placeOrder(let call): write(call)
    case .getOrder(let call): write(call)
    case .listOrders(let call): write(call)
    case .choosePayment(let call): write(call)
    case .confirmInstruction(let call): write(call)
    case .reportDelivery(let call): write(call)
    case .returnOrder(let call): write(call)
    case .putDistributor(let partner): write(PutDistributor(partner))
    case .getOffer(let token): write(GetOffer(token))
    case .putPicture(let picture): write(PutPicture(picture))
    }
  }
}

extension DistributionRequest {
  fileprivate var written: (UInt32, [UInt8]) {
    func write<C: SiteCall>(_ call: C) -> (UInt32, [UInt8]) where C.Service == DistributionMethod {
      (call.method.rawValue, call.encodeRequest())
    }
    return switch self {
    case .getCompany: write(GetCompany())
    case .instruct(let instruction): write(Instruct(instruction))
    case .trackDelivery(let order): write(TrackDelivery(order))
    case .listDeliveries(let call): write(call)
    case .planDay(let day): write(PlanDay(day))
    case .reportEvent(let report): write(ReportEvent(report))
    case .depart(let call): write(call)
    case .putVehicle(let vehicle): write(PutVehicle(vehicle))
    case .putPlaces(let places): write(PutPlaces(places))
    case .putSeller(let seller): write(PutSeller(seller))
    case .putPass(let call): write(call)
    case .listPasses: write(ListPasses())
    case .revokePass(let number): write(RevokePass(number))
    }
  }
}
