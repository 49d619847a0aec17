/// Entries as values.
internal import Ledger

extension BankEntry {
  /// Reads `Ntry`.
  init(_ element: MessageElement, _ currency: Currency) throws(ISO20022Fault) {
    line = element.line
    reference = try element.text("NtryRef", atMost: 35)
    let amount = try element.amount("Amt", in: currency)
    self.amount = amount
    direction = try element.direction()
    isReversal = try element.flag("RvslInd")
    status = Status(try element.code("Sts"))
    guard status != .other("") else { throw element.fault("Ntry has no Sts, which it must have; is the file cut off?") }
    bookingDay = try element.day("BookgDt")
    valueDay = try element.day("ValDt")
    bankReference = try element.text("AcctSvcrRef", atMost: 35)
    let payments = element.all("NtryDtls").flatMap { $0.all("TxDtls") }
    details = []
    for payment in payments {
      details.append(try Detail(payment, currency, entry: payments.count == 1 ? amount : nil))
    }
    returnReason = details.first { !$0.returnReason.isEmpty }?.returnReason ?? ""
  }
}

extension BankEntry.Status {
  /// A code of the list, or another.
  init(_ code: String) {
    switch code {
    case "BOOK": self = .booked
    case "PDNG": self = .pending
    case "INFO": self = .information
    default: self = .other(code)
    }
  }
}

extension BankEntry.Detail {
  /// What a bank writes where it has no id.
  static let notProvided = "NOTPROVIDED"

  /// Reads `TxDtls`; `entry` is the entry's amount, where this is its only payment.
  init(_ element: MessageElement, _ currency: Currency, entry: Int64?) throws(ISO20022Fault) {
    let id = try element.text("Refs/EndToEndId", atMost: 35)
    endToEndID = id == BankEntry.Detail.notProvided ? "" : id
    // From version 03 on the amount stands in the payment itself, before that among others.
    let said = try (element["Amt"] ?? element.at("AmtDtls/TxAmt/Amt"))?.amount(atMost: Amount.maximum)
    amount = said == nil ? entry : said?.currency == currency ? said?.minorUnits : nil
    direction = element["CdtDbtInd"] == nil ? nil : try element.direction()
    isReturn = element["RtrInf"] != nil
    returnReason = try element.code("RtrInf/Rsn")
    returnText = try element.text("RtrInf/AddtlInf", atMost: 105)
  }
}
