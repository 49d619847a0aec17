/// pacs.004 as a value.
internal import Ledger

extension BankReturns {
  /// Reads `PmtRtr`.
  init(_ body: MessageElement) throws(ISO20022Fault) {
    let header = try body.required("GrpHdr")
    id = try header.requiredText("MsgId", atMost: 35)
    message = try body.text("OrgnlGrpInf/OrgnlMsgId", atMost: 35)
    wholeMessage = try header.flag("GrpRtr") ? try Reason(in: try body.required("OrgnlGrpInf")) : nil
    if wholeMessage != nil, message.isEmpty {
      throw body.fault("all payments of a message come back, but OrgnlMsgId is missing.")
    }
    payments = []
    for element in body.all("TxInf") {
      let sum = try element.required(element["RtrdIntrBkSttlmAmt"] == nil ? "RtrdInstdAmt" : "RtrdIntrBkSttlmAmt")
      let (amount, currency) = try sum.amount(atMost: Amount.maximum)
      payments.append(
        Payment(
          endToEndID: try element.requiredText("OrgnlEndToEndId", atMost: 35), amount: amount, currency: currency,
          reason: try Reason(in: element), line: element.line))
    }
    guard !payments.isEmpty || wholeMessage != nil else {
      throw body.fault("no payment comes back in it; is it cut off?")
    }
    try check(header)
  }

  /// Holds count and sum against what is listed. A message that comes back whole may list nothing.
  private func check(_ header: MessageElement) throws(ISO20022Fault) {
    guard let count = try header.count("NbOfTxs") else {
      throw header.fault("GrpHdr has no NbOfTxs, which it must have; have the bank send it again, complete.")
    }
    guard !payments.isEmpty else { return }
    guard count == payments.count else {
      throw try header.required("NbOfTxs").fault(
        "NbOfTxs is \(count), but \(payments.count) payments are listed; is it cut off?")
    }
    let total = payments.reduce(DecimalSum.zero) { $0 + DecimalSum($1.amount, $1.currency) }
    if let told = try header.sum("CtrlSum"), told != total {
      throw try header.required("CtrlSum").fault("CtrlSum is \(told), but the payments come to \(total); ask the bank.")
    }
    if let element = header["TtlRtrdIntrBkSttlmAmt"] {
      let (amount, currency) = try element.amount(atMost: Bounds.maximumBalance)
      guard DecimalSum(amount, currency) == total else {
        throw element.fault(
          "TtlRtrdIntrBkSttlmAmt is \(element.text), but the payments come to \(total); ask the bank.")
      }
    }
  }
}

extension BankReturns.Reason {
  /// The first reason in an element.
  init(in element: MessageElement) throws(ISO20022Fault) {
    code = try element.code("RtrRsnInf/Rsn")
    text = try element.text("RtrRsnInf/AddtlInf", atMost: 105)
  }
}
