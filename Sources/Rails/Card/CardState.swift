/// Where an order stands at the card host.

/// A state of an order, as the journal keeps it. What is written there is true before the message that it speaks of leaves.
enum CardState: Hashable, Sendable {
  /// The host holds nothing of it: it may be begun, or begun again.
  case open
  /// 0100 may have left, and was not answered.
  case authorising(CardTrace)
  /// 0400 is owed for an authorisation, and what is true once it is answered.
  case reversing(CardTrace, by: CardTrace, then: Ending)
  /// The host holds the amount: 0220 is owed.
  case approved(CardTrace, approval: String, capture: CardTrace)
  case captured
  /// The host's code.
  case declined(String)
  /// 0200 is owed.
  case refunding(CardTrace)
  case refunded

  /// What is true of an order once its authorisation is taken back.
  enum Ending: Hashable, Sendable {
    case open
    case declined(String)

    var state: CardState {
      switch self {
      case .open: .open
      case .declined(let code): .declined(code)
      }
    }
  }

  /// Whether nothing follows any more.
  var isEnded: Bool {
    switch self {
    case .captured, .declined, .refunded: true
    case .open, .authorising, .reversing, .approved, .refunding: false
    }
  }

  /// Whether the host must hear something, and answer it.
  var isOwed: Bool {
    switch self {
    case .authorising, .reversing, .approved, .refunding: true
    case .open, .captured, .declined, .refunded: false
    }
  }

  /// The numbers that messages of it bear.
  var traces: [CardTrace] {
    switch self {
    case .authorising(let trace), .refunding(let trace): [trace]
    case .reversing(let original, let reversal, _): [original, reversal]
    case .approved(let original, _, let capture): [original, capture]
    case .open, .captured, .declined, .refunded: []
    }
  }
}
