/// A statement for accounting programs: ISO 20022 BankToCustomerStatement, camt.053.001.08.
internal import Ledger

extension PeriodStatement {
  /// The document. Entry references are the journal's sequences, end-to-end ids those of checks without hyphens; the kind of a
  /// movement is a code of Vouch's own, as the list of ISO 20022 has nothing of checks that expire or reserves.
  func camt053(by drawee: String, at time: Timestamp) -> String {
    let made = Markup("CreDtTm", time.description)
    let id = Markup("Id", "\(through)-\(time.milliseconds)")
    let header = Markup("GrpHdr", [Markup("MsgId", "VOUCH-\(time.milliseconds)"), made])
    let span = Markup(
      "FrToDt",
      [
        Markup("FrDtTm", (period.from ?? lines.first?.time ?? time).description),
        Markup("ToDtTm", (period.to ?? time).description),
      ])
    let head = [
      id, made, span, party(by: drawee), balance("OPBD", opening, at: period.from ?? lines.first?.time ?? time),
      balance("CLBD", closing, at: period.to ?? time), totals,
    ]
    let statement = Markup("Stmt", head + lines.map(entry))
    let document = Markup(
      "Document", with: ["xmlns": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"],
      [Markup("BkToCstmrStmt", [header, statement])])
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(document.text)\n"
  }

  /// The last entry that is in it; 0 where nothing moved.
  private var through: UInt64 { lines.last?.sequence ?? 0 }

  private func party(by drawee: String) -> Markup {
    let scheme = Markup("SchmeNm", [Markup("Prtry", "Vouch")])
    let id = Markup("Id", [Markup("Othr", [Markup("Id", account.title.first(34)), scheme])])
    let servicer = Markup("Svcr", [Markup("FinInstnId", [Markup("Nm", drawee.isEmpty ? "Vouch" : drawee.first(140))])])
    return Markup("Acct", [id, Markup("Ccy", currency.code), servicer])
  }

  private func balance(_ code: String, _ sum: Int64, at time: Timestamp) -> Markup {
    let type = Markup("Tp", [Markup("CdOrPrtry", [Markup("Cd", code)])])
    return Markup("Bal", [type] + amount(sum) + [Markup("Dt", [Markup("DtTm", time.description)])])
  }

  private var totals: Markup {
    let (credits, debits) = (lines.filter { $0.amount >= 0 }, lines.filter { $0.amount < 0 })
    func sum(_ name: String, _ count: Int, _ sum: Int64) -> Markup {
      Markup(name, [Markup("NbOfNtries", String(count)), Markup("Sum", currency.decimal(sum))])
    }
    return Markup(
      "TxsSummry",
      [sum("TtlCdtNtries", credits.count, paidIn), sum("TtlDbtNtries", debits.count, paidOut)])
  }

  private func entry(_ line: Statement.Line) -> Markup {
    let booked = Markup("DtTm", line.time.description)
    let code = Markup("BkTxCd", [Markup("Prtry", [Markup("Cd", line.kind.name), Markup("Issr", "Vouch")])])
    var details: [Markup] = []
    if case .check(let check) = line.subject {
      let id = check.description.filter { $0 != "-" }
      details = [Markup("NtryDtls", [Markup("TxDtls", [Markup("Refs", [Markup("EndToEndId", id)])])])]
    }
    let words = [line.counterpart.title, line.detail].filter { !$0.isEmpty }.joined(separator: ": ")
    var parts = [Markup("NtryRef", String(line.sequence))]
    parts += amount(line.amount)
    parts += [Markup("Sts", [Markup("Cd", "BOOK")]), Markup("BookgDt", [booked]), Markup("ValDt", [booked]), code]
    parts += details
    parts.append(Markup("AddtlNtryInf", words.first(500)))
    return Markup("Ntry", parts)
  }

  /// A sum without a sign, and its direction as the account's owner sees it.
  private func amount(_ sum: Int64) -> [Markup] {
    let magnitude = currency.decimal(sum).filter { $0 != "-" }
    return [
      Markup("Amt", with: ["Ccy": currency.code], magnitude), Markup("CdtDbtInd", sum < 0 ? "DBIT" : "CRDT"),
    ]
  }
}

extension String {
  /// As much as an element of the schema holds.
  fileprivate func first(_ count: Int) -> String { String(unicodeScalars.prefix(count)) }
}
