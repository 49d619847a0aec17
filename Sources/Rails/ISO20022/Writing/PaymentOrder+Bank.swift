/// What a bank's message can carry of an order.
internal import Ledger

extension PaymentOrder {
  /// Why no message to a bank can carry the order, with a code of ISO 20022's list; nil where one can. Names and texts
  /// are never a reason: they are cut and spelled as banks take them.
  var bankFault: (code: String, reason: String)? {
    guard id.isOrderID else { return ("FF01", "the order's id is not 1 to 35 characters of A-Z, 0-9 and '-'.") }
    guard amount > 0 else { return ("AM01", "the amount is not positive.") }
    guard amount <= Amount.maximum else { return ("AM02", "the amount is past \(currency.format(Amount.maximum)).") }
    guard BankNumber(from.number) != nil else {
      return ("AC02", "the payer's account is no number of 1 to 34 characters; correct it.")
    }
    guard BankNumber(to.number) != nil else {
      return ("AC03", "the payee's account is no number of 1 to 34 characters; correct it.")
    }
    guard from.institution.isEmpty || BankNumber.isBIC(from.institution) else {
      return ("RC03", "the payer's bank is no BIC of 8 or 11 characters; correct it, or leave it empty.")
    }
    guard to.institution.isEmpty || BankNumber.isBIC(to.institution) else {
      return ("RC04", "the payee's bank is no BIC of 8 or 11 characters; correct it, or leave it empty.")
    }
    guard BankDay(ordered) != nil else { return ("DT01", "the order's time is before 1900 or past 9999.") }
    return nil
  }

  /// What a group has in common. No number has a space in it.
  var groupKey: String { "\(BankNumber(from.number)?.text ?? "") \(currency.code) \(from.institution) \(from.name)" }
}

extension String {
  /// Whether an order may have it as its id: 1 … 35 of A–Z, 0–9 and `-`.
  var isOrderID: Bool {
    (1...35).contains(utf8.count)
      && utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }
}
