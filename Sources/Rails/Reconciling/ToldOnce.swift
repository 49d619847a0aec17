/// Movements that more than one message tells: a notification at once and a statement later, or statements that
/// overlap.
internal import Ledger

/// Takes each movement the first time it is told.
///
/// Within one statement nothing is ever taken for the same: the balances have both, so both moved money.
struct ToldOnce {
  private var byReference: [Key: Int] = [:]
  /// What statements told and no notification has yet.
  private var told: [Key: Int] = [:]
  private var message = 0

  fileprivate struct Key: Hashable {
    var account: String
    var order: String
    var direction: BankEntry.Direction
    var amount: Int64?
    var currency: Currency
    var reference: String
    var day: BankDay?
  }

  /// The lines of the next message that none before it told. All statements come before all notifications.
  mutating func take(_ lines: [BankLine], isNotification: Bool) -> [BankLine] {
    message += 1
    return lines.filter { line in
      // The bank's own reference says for sure that it is the same.
      if !line.bankReference.isEmpty {
        let key = line.key(by: line.bankReference, on: line.day)
        if let first = byReference[key], first != message { return false }
        byReference[key] = message
      }
      // Without one a notification is held to be about what a statement tells with the same id, or on the same day.
      let key = line.order.isEmpty ? line.key(by: "", on: line.day) : line.key(by: "", on: nil)
      guard isNotification else {
        told[key, default: 0] += 1
        return true
      }
      guard let count = told[key], count > 0 else { return true }
      told[key] = count - 1
      return false
    }
  }
}

extension BankLine {
  fileprivate func key(by reference: String, on day: BankDay?) -> ToldOnce.Key {
    ToldOnce.Key(
      account: account, order: order, direction: direction, amount: amount, currency: currency, reference: reference,
      day: day)
  }
}
