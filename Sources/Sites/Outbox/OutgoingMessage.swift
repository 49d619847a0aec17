/// A message on its way to another site: kept in the same commit as the change it tells of, until its answer is kept.
internal import Identities
public import Ledger
public import MailOrder
public import Wire

/// Whom a message is for.
public enum Destination: Hashable, Sendable {
  case manager
  case seller(SellerID)
  case distributor(DistributorID)

  /// Who its site must show that it is.
  var identity: Identity {
    switch self {
    case .manager: .manager
    case .seller(let id): .seller(id)
    case .distributor(let id): .distributor(id)
    }
  }
}

/// A request of any service, as bytes: what a call becomes when it must wait for its answer longer than a process lives.
public struct OutgoingMessage: Record {
  public var destination: Destination
  /// The order it is about: messages about one order go one after the other.
  public var order: OrderID
  /// The method's position in the destination's service.
  public var method: UInt32
  /// The request.
  public var body: [UInt8]

  /// A message that makes `call`.
  public init<C: RemoteCall>(_ call: C, to destination: Destination, about order: OrderID) {
    self.destination = destination
    self.order = order
    method = call.method.rawValue
    body = call.encodeRequest()
  }

  /// Kind and code of the destination, order, method, then the request.
  public var packed: [UInt8] {
    let (kind, code): (UInt8, UInt64) =
      switch destination {
      case .manager: (1, 0)
      case .seller(let id): (2, id.code.packed)
      case .distributor(let id): (3, id.code.packed)
      }
    return [kind] + bigEndian(code) + bigEndian(order.high) + bigEndian(order.low) + bigEndian(UInt64(method)) + body
  }

  /// How many bytes stand before the request.
  private static let headBytes = 33

  public init(packed: [UInt8]) throws(WireError) {
    guard packed.count >= OutgoingMessage.headBytes else { throw .unreadable }
    func word(_ start: Int) -> UInt64 { packed[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    switch (packed[0], Code(packed: word(1))) {
    case (1, _): destination = .manager
    case (2, let code?): destination = .seller(SellerID(code))
    case (3, let code?): destination = .distributor(DistributorID(code))
    default: throw .unreadable
    }
    order = OrderID(high: word(9), low: word(17))
    guard let method = UInt32(exactly: word(25)) else { throw .unreadable }
    self.method = method
    body = Array(packed[OutgoingMessage.headBytes...])
  }
}

private func bigEndian(_ word: UInt64) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
}
