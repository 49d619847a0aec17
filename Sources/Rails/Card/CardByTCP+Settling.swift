/// One order's way at the host, message by message: what is written down before each, and what follows from its answer.
internal import Ledger
internal import Synchronization

/// Where a test can stop everything.
enum CardStep: Hashable, Sendable {
  /// A state is about to be written down.
  case recording(CardState)
  /// It is durable.
  case recorded(CardState)
  /// A message left, and was answered or not; nothing of that is written down.
  case asked(ISOType)
}

/// What follows from a state, and from what the host says to it.
enum CardTurn {
  /// The order is in another state, which is written down before anything else.
  case become((inout CardBook) -> CardState)
  /// Nothing more can be done now.
  case say(PaymentNews)

  static func become(_ state: CardState) -> CardTurn { .become { _ in state } }
}

extension CardByTCP {
  /// Takes an order on from its state until it ends, or nothing is answered, and gives what is known then.
  ///
  /// Throws `CardError.unreachable` only where nothing was sent.
  func settle(_ drive: Drive, mayBegin: Bool) async throws(CardError) -> PaymentNews {
    var drive = drive
    while true {
      let turn =
        switch drive.state {
        case .open: try await first(drive, mayBegin: mayBegin)
        case .authorising(let trace): try await authorise(&drive, trace)
        case .reversing(let original, let trace, let ending): try await reverse(drive, original, trace, ending)
        case .approved(let original, let approval, let trace): try await capture(drive, original, approval, trace)
        case .refunding(let trace): try await refund(drive, trace)
        case .captured, .refunded, .declined:
          CardTurn.say(
            CardBook.Entry(order: drive.order, state: drive.state).news
              ?? drive.state.news(of: drive.order.id, "it has ended"))
        }
      switch turn {
      case .say(let news): return news
      case .become(let next):
        drive.state = try await record(drive.order, next)
        drive.isFresh = true
      }
    }
  }

  var second: Int64 { max(0, now().milliseconds / 1000) }

  /// Writes down where an order stands now; it is durable when this returns.
  func record(
    _ order: CardOrder, _ next: (inout CardBook) -> CardState
  ) async throws(CardError) -> CardState {
    // The book and the journal take it in one step: what is rewritten meanwhile has both or neither.
    let (state, wait) = try desk.withLock { desk throws(CardError) -> (CardState, CardWait<CardError?>) in
      let state = next(&desk.book)
      try step(.recording(state))
      desk.book.take(.state(order, state))
      return (state, journal.append([.state(order, state)]))
    }
    try await written(wait)
    try step(.recorded(state))
    return state
  }

  func asked(_ message: ISOMessage) async throws(CardError) -> Result<ISOMessage, CardSilence> {
    let result: Result<ISOMessage, CardSilence>
    do throws(CardSilence) { result = .success(try await link.ask(message)) } catch { result = .failure(error) }
    try step(.asked(message.type))
    return result
  }

  /// Sends a message that must be answered some day, a few times, with pauses between.
  func answer(
    to message: ISOMessage, isFresh: Bool
  ) async throws(CardError) -> Result<ISOMessage, CardSilence> {
    var message = message
    if !isFresh { message.type = message.type.repeated }
    var result = try await asked(message)
    message.type = message.type.repeated
    var pause = terms.firstPause
    for _ in 1..<terms.promptTries {
      // Without a connection, a try soon after would be none.
      guard case .failure(.unanswered) = result, (try? await Task.sleep(for: pause)) != nil else { break }
      pause = min(pause * 2, terms.longestPause)
      result = try await asked(message)
    }
    return result
  }

  /// What every order that was taken on can be made into; where it cannot, the terms are to blame.
  func built(_ make: () throws(ISOFault) -> ISOMessage) throws(CardError) -> ISOMessage {
    do { return try make() } catch { throw .terms("\(error)") }
  }
}
