/// camt.053, camt.052 and camt.054 as values.
internal import Ledger

extension BankStatement {
  /// Reads all statements of a message, or all notifications.
  static func all(in body: MessageElement, _ kind: Kind) throws(ISO20022Fault) -> [BankStatement] {
    _ = try body.requiredText("GrpHdr/MsgId", atMost: 35)
    let elements = body.all(kind.element)
    guard !elements.isEmpty else {
      throw body.fault("there is no \(kind.element) in it; is it cut off?")
    }
    guard elements.count <= maximumCount else {
      throw body.fault(
        "it has \(elements.count) statements and at most \(maximumCount) are read; ask the bank for smaller files.")
    }
    var lines: [String: Int] = [:]
    var statements: [BankStatement] = []
    for element in elements {
      let statement = try BankStatement(element, kind)
      if let line = lines.updateValue(statement.line, forKey: statement.id) {
        throw element.fault("the id '\(statement.id)' was in line \(line) already; ask the bank which one holds.")
      }
      statements.append(statement)
    }
    return statements
  }

  private init(_ element: MessageElement, _ kind: Kind) throws(ISO20022Fault) {
    self.kind = kind
    line = element.line
    id = try element.requiredText("Id", atMost: 35)
    account = try element.accountNumber("Acct")
    guard !account.isEmpty else {
      throw element.fault(
        "it names no account (Acct/Id/IBAN or Acct/Id/Othr/Id); have the bank send it again, complete.")
    }
    sequence = try element.count("ElctrncSeqNb")
    firstDay = try element.day("FrToDt/FrDtTm")
    lastDay = try element.day("FrToDt/ToDtTm")
    try BankStatement.checkIsWhole(element)
    let currency = try BankStatement.currency(of: element)
    self.currency = currency
    (opening, closing) = try BankStatement.balances(of: element, currency, isInterim: kind == .report)
    entries = []
    for entry in element.all("Ntry") { entries.append(try BankEntry(entry, currency)) }
    try checkReferences()
    try checkTotals(element)
    try checkBalances(element)
  }

  /// Between pages, balances are none of the period's.
  private static func checkIsWhole(_ element: MessageElement) throws(ISO20022Fault) {
    guard let page = element["StmtPgntn"] else { return }
    let number = try page.count("PgNb") ?? 1
    guard try page.flag("LastPgInd"), number == 1 else {
      throw page.fault("it is one page of several; ask the bank for statements in one piece.")
    }
  }

  /// The account's, or where it has none, that of the first amount.
  private static func currency(of element: MessageElement) throws(ISO20022Fault) -> Currency {
    if let code = element.at("Acct/Ccy") {
      guard let currency = Currency(code: code.text), currency.code == code.text else {
        throw code.fault(
          "'\(code.text.prefix(8))' is no currency that Vouch knows; it must be a code of ISO 4217 in use.")
      }
      return currency
    }
    guard let amount = element.at("Bal/Amt") ?? element.at("Ntry/Amt") else {
      throw element.fault("it has no currency: neither of its account (Acct/Ccy) nor of an amount.")
    }
    return try amount.amount(atMost: Bounds.maximumBalance).currency
  }

  /// The booked balances before and after: codes are OPBD, or PRCD where the bank repeats the one before, and CLBD; within
  /// the day ITBD.
  private static func balances(
    of element: MessageElement, _ currency: Currency, isInterim: Bool
  ) throws(ISO20022Fault) -> (opening: Int64?, closing: Int64?) {
    var balances: [String: Int64] = [:]
    for balance in element.all("Bal") {
      let code = try balance.code("Tp/CdOrPrtry")
      let amount = try balance.amount("Amt", in: currency, atMost: Bounds.maximumBalance)
      let signed = try balance.direction() == .credit ? amount : -amount
      // An intermediate one, within the period, has the same code and its kind beside it.
      guard balance.at("Tp/SubTp") == nil else { continue }
      guard ["OPBD", "PRCD", "CLBD"].contains(code) || isInterim && code == "ITBD" else { continue }
      guard balances.updateValue(signed, forKey: code) == nil else {
        throw balance.fault("there is a second balance \(code); ask the bank which one holds.")
      }
    }
    return (balances["OPBD"] ?? balances["PRCD"], balances["CLBD"] ?? balances["ITBD"])
  }
}
