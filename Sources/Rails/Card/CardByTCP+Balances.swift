/// What a card's holder can still spend: 0100 with processing code 31, whose answer says it in field 54.
public import Ledger
internal import Synchronization

extension CardByTCP: BalanceTeller {
  public func balance(of number: String, in currency: Currency) async throws -> BalanceAnswer {
    guard let card = CardNumber(number) else { return .declined(code: "", reason: "the number on file is no card's") }
    return try await permits.run { () async throws(CardError) in
      try await self.balance(of: card, in: currency)
    }
  }

  private func balance(of card: CardNumber, in currency: Currency) async throws(CardError) -> BalanceAnswer {
    let second = second
    let trace = try desk.withLock { desk throws(CardError) in
      if desk.isClosed { throw .closed }
      // Nothing is owed for a question: it needs no line in the journal.
      return desk.book.nextTrace(at: second)
    }
    let message = try built { () throws(ISOFault) in try CardMessages.inquiry(card, currency, terms, trace) }
    let answer: ISOMessage
    switch try await asked(message) {
    case .success(let message): answer = message
    case .failure(.unsent(let reason)): throw .unreachable(host: "\(terms.host):\(terms.port)", reason: reason)
    case .failure(.unanswered(let reason)): return .unanswered(reason)
    }
    guard let code = answer.code else { return .unanswered("its answer has no response code") }
    switch CardVerdict(code: code) {
    case .approved: break
    case .later, .unclear: return .unanswered("\(code): \(CardVerdict.words(of: code))")
    case .declined: return .declined(code: code, reason: CardVerdict.words(of: code))
    }
    do throws(CardAmountsFault) {
      return .available(try CardAmounts(answer.text(54) ?? "").available(in: currency))
    } catch {
      return .unanswered(error.reason)
    }
  }
}

extension CardMessages {
  /// What can a card's holder still spend? It belongs to no order, so it bears no reference.
  static func inquiry(
    _ card: CardNumber, _ currency: Currency, _ terms: CardTerms, _ trace: CardTrace
  ) throws(ISOFault) -> ISOMessage {
    var message = ISOMessage(.authorisation)
    try message.set(card, processing: "310000", amount: 0, currency, terms, trace)
    return message
  }
}
