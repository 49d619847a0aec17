/// Why a purchase stands still: what happened, and what to do. What was reached is kept; a later run goes on from there.
public import CheckClient
public import MailOrder
public import Sites
public import Wire

/// A failure on the way. A peer's no is none: it is an answer.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The home cannot be read or written.
  case store(SiteStoreError)
  /// A peer did not answer.
  case noAnswer(PurchasePeer, ClientError)
  /// A peer's answer is about something else than was asked.
  case wrongAnswer(PurchasePeer, String)
  /// A peer cannot take a request that it should be able to take.
  case invalid(PurchasePeer, Invalid)
  /// The check manager's disk is full: nothing was changed.
  case managerFull
  /// The shop has the order and did not judge it in the time there was.
  case undecided
  /// The shop's address cannot be read.
  case noAddress(String)

  /// One or two sentences.
  public var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .noAnswer(let peer, let error): "\(peer.noun): \(error)"
    case .wrongAnswer(let peer, let reason): "\(peer.noun): its answer is none to what was asked: \(reason)."
    case .invalid(let peer, let invalid): "\(peer.noun): it cannot take the request: \(invalid)"
    case .managerFull: "The check manager's disk is full: nothing was changed. Try again later."
    case .undecided: "The shop has the order and has not judged it yet."
    case .noAddress(let text): "The shop's address '\(text)' cannot be read. Say where it is: --shop ENDPOINT."
    }
  }
}

extension PurchasePeer {
  /// Who it is, at the beginning of a sentence.
  public var noun: String {
    switch self {
    case .manager: "The check manager"
    case .shop: "The shop"
    }
  }
}
