/// What a card rail gives notice of, to whoever keeps a log.

/// Something about a connection that is worth a line in a log; nothing of a card is in it.
public enum CardNotice: Hashable, Sendable, CustomStringConvertible {
  case connected(host: String)
  case disconnected(reason: String)
  /// A message that is none, or that nobody waits for.
  case passedOver(reason: String)
  /// An owed message is repeated in the background, so many times by now.
  case repeating(order: String, times: Int, reason: String)

  public var description: String {
    switch self {
    case .connected(let host): "The card host \(host) is connected."
    case .disconnected(let reason): "The connection to the card host ended: \(reason)."
    case .passedOver(let reason): "A message of the card host was passed over: \(reason)."
    case .repeating(let order, let times, let reason): "Order \(order): repeated \(times) times: \(reason)."
    }
  }
}
