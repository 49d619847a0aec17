/// What a site answers, in bytes, and what its server has to know of it.
internal import MailOrder
public import Wire

/// A reply that is ready to go.
public struct SiteAnswer: Hashable, Sendable {
  public let bytes: [UInt8]
  /// Whether it was asked for what is not there, or not the asker's: who does so often is guessing.
  public let isMiss: Bool

  /// The reply to a call.
  public init<Call: SiteCall>(_ call: Call.Type, _ reply: SiteReply<Call.Accepted>) {
    bytes = call.encode(reply)
    isMiss = if case .refused(let refusal) = reply { refusal.reason.isOfAbsence } else { false }
  }
}

extension SiteReason {
  fileprivate var isOfAbsence: Bool {
    switch self {
    case .unknownOrder, .unknownDelivery, .wrongCode, .unknownOffer: true
    default: false
    }
  }
}
