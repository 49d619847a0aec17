/// A paying system that can be asked what a holder still has.
public import Ledger

/// What a paying system says of a holder's account.
public enum BalanceAnswer: Hashable, Sendable {
  /// What the holder can still spend there, in minor units; negative where more was spent.
  case available(Int64)
  /// It does not say: its code, which may be empty, and why in words.
  case declined(code: String, reason: String)
  /// No answer in time, or one that says nothing clearly: it may be asked again.
  case unanswered(String)
}

/// One that answers at once. Where statements come instead, `vouch balances refresh` reads them.
public protocol BalanceTeller: Sendable {
  /// Asks about the account or the card of a number. Throws where the paying system cannot be reached.
  func balance(of number: String, in currency: Currency) async throws -> BalanceAnswer
}
