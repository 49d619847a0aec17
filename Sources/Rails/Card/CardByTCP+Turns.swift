/// What each state of an order does at the host, and what follows from the answers.
internal import Ledger

extension CardByTCP {
  /// The host holds nothing: the first message, unless it is another's to begin.
  func first(_ drive: Drive, mayBegin: Bool) async throws(CardError) -> CardTurn {
    if let timedOut = drive.timedOut {
      return .say(PaymentNews(order: drive.order.id, outcome: .timedOut, reason: timedOut))
    }
    guard mayBegin else { return .say(drive.news("the host holds nothing of it")) }
    // Before anything is written down: while there is no host, the journal does not grow.
    try await link.connect()
    let (isRefund, second) = (drive.order.purpose == .giveBack, second)
    return .become { book in
      let trace = book.nextTrace(at: second)
      return isRefund ? .refunding(trace) : .authorising(trace)
    }
  }

  /// 0100, once. Whatever is not a clear answer is taken back.
  func authorise(_ drive: inout Drive, _ trace: CardTrace) async throws(CardError) -> CardTurn {
    // Somebody may hold the amount for one that a former process sent: that is ended before anything else.
    guard drive.isFresh else { return reversed(trace, then: .open) }
    let (messages, second) = (drive.messages, second)
    let answer: ISOMessage
    switch try await asked(try built { () throws(ISOFault) in try messages.authorisation(trace) }) {
    case .success(let message): answer = message
    case .failure(.unsent(let reason)):
      _ = try await record(drive.order) { _ in .open }
      throw .unreachable(host: "\(terms.host):\(terms.port)", reason: reason)
    case .failure(.unanswered(let reason)):
      drive.timedOut = reason
      return reversed(trace, then: .open)
    }
    guard let code = answer.code else {
      drive.timedOut = "its answer has no response code"
      return reversed(trace, then: .open)
    }
    switch CardVerdict(code: code) {
    case .approved:
      let approval = answer.text(38) ?? ""
      return .become { .approved(trace, approval: approval, capture: $0.nextTrace(at: second)) }
    case .declined: return .become(.declined(code))
    case .later:
      _ = try await record(drive.order) { _ in .open }
      return .say(CardState.open.news(of: drive.order.id, code: code, "later: " + CardVerdict.words(of: code)))
    case .unclear where code == "68" || code == "94":
      drive.timedOut = CardVerdict.words(of: code)
      return reversed(trace, then: .open)
    case .unclear: return reversed(trace, then: .declined(code))
    }
  }

  private func reversed(_ original: CardTrace, then ending: CardState.Ending) -> CardTurn {
    let second = second
    return .become { .reversing(original, by: $0.nextTrace(at: second), then: ending) }
  }

  /// 0400, then 0401, until it is answered.
  func reverse(
    _ drive: Drive, _ original: CardTrace, _ trace: CardTrace, _ ending: CardState.Ending
  ) async throws(CardError) -> CardTurn {
    let message = try built { () throws(ISOFault) in try drive.messages.reversal(of: original, trace) }
    switch try await answer(to: message, isFresh: drive.isFresh) {
    case .success(let answer):
      // Even one that was not found is taken back: nothing is held by it.
      guard let code = answer.code, CardVerdict(code: code) != .later else {
        return .say(drive.news(code: answer.code, "its reversal is repeated"))
      }
      return .become(ending.state)
    case .failure(let silence): return .say(drive.news("its reversal is repeated: \(silence.reason)"))
    }
  }

  /// 0220, then 0221, until it is answered.
  func capture(
    _ drive: Drive, _ original: CardTrace, _ approval: String, _ trace: CardTrace
  ) async throws(CardError) -> CardTurn {
    let message = try built { () throws(ISOFault) in
      try drive.messages.capture(of: original, approval: approval, trace)
    }
    switch try await answer(to: message, isFresh: drive.isFresh) {
    case .success(let answer):
      let code = answer.code ?? ""
      switch CardVerdict(advice: code) {
      case .approved: return .become(.captured)
      case .declined: return reversed(original, then: .declined(code))
      case .later, .unclear: return .say(drive.news(code: code, "its capture is repeated"))
      }
    case .failure(let silence): return .say(drive.news("its capture is repeated: \(silence.reason)"))
    }
  }

  /// 0200 with 200000, then 0201, until it is answered.
  func refund(_ drive: Drive, _ trace: CardTrace) async throws(CardError) -> CardTurn {
    let message = try built { () throws(ISOFault) in try drive.messages.refund(trace) }
    switch try await answer(to: message, isFresh: drive.isFresh) {
    case .success(let answer):
      let code = answer.code ?? ""
      switch CardVerdict(advice: code) {
      case .approved: return .become(.refunded)
      case .declined: return .become(.declined(code))
      // The same again, not another: it may be this message that was done the first time.
      case .later, .unclear: return .say(drive.news(code: code, "its refund is repeated"))
      }
    case .failure(let silence): return .say(drive.news("its refund is repeated: \(silence.reason)"))
    }
  }
}

extension CardByTCP.Drive {
  fileprivate func news(code: String? = nil, _ reason: String) -> PaymentNews {
    state.news(of: order.id, code: code ?? "", reason)
  }
}

extension CardSilence {
  var reason: String {
    switch self {
    case .unsent(let reason), .unanswered(let reason): reason
    }
  }
}

extension ISOMessage {
  /// Field 39: two letters or digits; nil where there is no such code.
  var code: String? {
    guard let code = text(39), code.utf8.count == 2, !code.contains(" ") else { return nil }
    return code
  }
}

extension CardVerdict {
  /// What the answer to a message means that is repeated until it is done.
  init(advice code: String) {
    switch code {
    // It has it, now or from before; how it calls the approval is its own affair.
    case "08", "11", "94": self = .approved
    case "10": self = .declined
    case "", "68": self = .later
    default: self = CardVerdict(code: code)
    }
  }
}
