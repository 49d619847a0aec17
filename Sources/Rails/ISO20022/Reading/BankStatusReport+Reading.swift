/// pain.002 as a value.

extension BankStatusReport {
  /// Reads `CstmrPmtStsRpt`.
  init(_ body: MessageElement) throws(ISO20022Fault) {
    id = try body.requiredText("GrpHdr/MsgId", atMost: 35)
    let original = try body.required("OrgnlGrpInfAndSts")
    message = try original.requiredText("OrgnlMsgId", atMost: 35)
    status = try Status("GrpSts", in: original)
    groups = []
    for element in body.all("OrgnlPmtInfAndSts") {
      let group = Group(
        id: try element.requiredText("OrgnlPmtInfId", atMost: 35), status: try Status("PmtInfSts", in: element),
        payments: try Payment.all(in: element))
      if let told = try element.count("OrgnlNbOfTxs"), group.payments.count > told {
        throw element.fault("it lists \(group.payments.count) payments of a group that had \(told) (OrgnlNbOfTxs).")
      }
      groups.append(group)
    }
    // In the oldest form, payments stand beside their groups.
    let loose = try Payment.all(in: body)
    if !loose.isEmpty { groups.append(Group(id: "", status: nil, payments: loose)) }
    if let told = try original.count("OrgnlNbOfTxs"), groups.reduce(0, { $0 + $1.payments.count }) > told {
      throw original.fault("it lists more payments than the message had, which were \(told) (OrgnlNbOfTxs).")
    }
    try checkNoneTwice()
  }

  /// Two statuses of one payment in one report: which would hold?
  private func checkNoneTwice() throws(ISO20022Fault) {
    var seen: [String: Int] = [:]
    for payment in groups.flatMap(\.payments) {
      if let line = seen.updateValue(payment.status.line, forKey: payment.endToEndID) {
        throw ISO20022Fault(
          line: payment.status.line,
          "the payment '\(payment.endToEndID)' has a status in line \(line) already; ask the bank which one holds.")
      }
    }
  }
}

extension BankStatusReport.Status {
  /// The status of that name, with the first reason beside it; nil where there is none.
  init?(_ name: String, in element: MessageElement) throws(ISO20022Fault) {
    guard let status = element[name] else { return nil }
    code = try element.requiredText(name, atMost: 4)
    reason = try element.code("StsRsnInf/Rsn")
    text = try element.text("StsRsnInf/AddtlInf", atMost: 105)
    line = status.line
  }
}

extension BankStatusReport.Payment {
  /// All payments directly in an element.
  static func all(in element: MessageElement) throws(ISO20022Fault) -> [BankStatusReport.Payment] {
    var payments: [BankStatusReport.Payment] = []
    for entry in element.all("TxInfAndSts") {
      let id = try entry.requiredText("OrgnlEndToEndId", atMost: 35)
      // The status is not required by the schema; without one, nothing is said of the payment itself.
      guard let status = try BankStatusReport.Status("TxSts", in: entry) else { continue }
      payments.append(BankStatusReport.Payment(endToEndID: id, status: status))
    }
    return payments
  }
}
