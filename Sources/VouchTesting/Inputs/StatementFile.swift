/// Statements as a bank writes them, for tests that plant something in them.
public import Ledger

/// One camt.053, camt.052 or camt.054 of one statement, which adds up unless told otherwise.
public struct StatementFile: Sendable {
  public var kind = Kind.statement
  public var account: String
  public var currency: Currency
  /// One in a file.
  public var id: String
  /// `ElctrncSeqNb`; none where nil.
  public var sequence: Int?
  /// As 2026-12-01.
  public var firstDay: String
  public var lastDay: String
  /// Minor units, negative where overdrawn.
  public var opening: Int64
  /// Said in place of what the entries come to.
  public var closing: Int64?
  public var entries: [Entry]

  public enum Kind: Hashable, Sendable { case statement, report, notification }

  /// A movement, with the payments in it.
  public struct Entry: Hashable, Sendable {
    public var day: String
    public var payments: [Payment]
    public var status = "BOOK"
    /// `AcctSvcrRef`; none where empty.
    public var bankReference: String

    public init(day: String, payments: [Payment], bankReference: String = "") {
      self.day = day
      self.payments = payments
      self.bankReference = bankReference
    }
  }

  /// A payment: credit is positive.
  public struct Payment: Hashable, Sendable {
    public var amount: Int64
    /// The end-to-end id; `NOTPROVIDED` where empty.
    public var id: String
    public var isReturn: Bool

    public init(_ amount: Int64, _ id: String = "", isReturn: Bool = false) {
      self.amount = amount
      self.id = id
      self.isReturn = isReturn
    }
  }

  /// A statement of one day.
  public init(
    account: String, currency: Currency = .euro, id: String, sequence: Int? = nil, day: String, opening: Int64 = 0,
    entries: [Entry] = []
  ) {
    self.account = account
    self.currency = currency
    self.id = id
    self.sequence = sequence
    (firstDay, lastDay) = (day, day)
    self.opening = opening
    self.entries = entries
  }

  /// What opening balance and booked entries come to.
  public var sum: Int64 { opening + entries.reduce(0) { $1.status == "BOOK" ? $0 + $1.amount : $0 } }

  /// The file.
  public var xml: String {
    let (message, body, element) = names
    var balances = ""
    if kind != .notification {
      balances = balance("OPBD", opening) + balance(kind == .report ? "ITBD" : "CLBD", closing ?? sum)
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:\(message).001.08">
      <\(body)>
      <GrpHdr><MsgId>M-\(id)</MsgId><CreDtTm>\(lastDay)T23:00:00Z</CreDtTm></GrpHdr>
      <\(element)>
      <Id>\(id)</Id>
      \(sequence.map { "<ElctrncSeqNb>\($0)</ElctrncSeqNb>\n" } ?? "")<CreDtTm>\(lastDay)T23:00:00Z</CreDtTm>
      <FrToDt><FrDtTm>\(firstDay)T00:00:00Z</FrDtTm><ToDtTm>\(lastDay)T23:59:59Z</ToDtTm></FrToDt>
      <Acct><Id>\(accountID)</Id><Ccy>\(currency.code)</Ccy></Acct>
      \(balances)\(entries.map(text).joined())</\(element)>
      </\(body)>
      </Document>

      """
  }

  private var names: (String, String, String) {
    switch kind {
    case .statement: ("camt.053", "BkToCstmrStmt", "Stmt")
    case .report: ("camt.052", "BkToCstmrAcctRpt", "Rpt")
    case .notification: ("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn")
    }
  }

  private var accountID: String {
    account.dropFirst(2).prefix(2).allSatisfy(\.isNumber)
      ? "<IBAN>\(account)</IBAN>" : "<Othr><Id>\(account)</Id></Othr>"
  }

  private func balance(_ code: String, _ sum: Int64) -> String {
    """
    <Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp>\(money(sum))<Dt><Dt>\(lastDay)</Dt></Dt></Bal>

    """
  }

  private func text(_ entry: Entry) -> String {
    let reference = entry.bankReference.isEmpty ? "" : "<AcctSvcrRef>\(entry.bankReference)</AcctSvcrRef>"
    let payments = entry.payments.map { payment in
      let returned = payment.isReturn ? "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" : ""
      let id = payment.id.isEmpty ? "NOTPROVIDED" : payment.id
      return "<TxDtls><Refs><EndToEndId>\(id)</EndToEndId></Refs>\(money(payment.amount))\(returned)</TxDtls>"
    }
    return """
      <Ntry>\(money(entry.amount))<Sts><Cd>\(entry.status)</Cd></Sts><BookgDt><Dt>\(entry.day)</Dt></BookgDt>
      \(reference)<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd><NtryDtls>\(payments.joined())</NtryDtls></Ntry>

      """
  }

  /// A sum without a sign, and its direction.
  private func money(_ sum: Int64) -> String {
    let digits = currency.format(sum).filter { $0.isNumber || $0 == "." }
    return "<Amt Ccy=\"\(currency.code)\">\(digits)</Amt><CdtDbtInd>\(sum < 0 ? "DBIT" : "CRDT")</CdtDbtInd>"
  }
}

extension StatementFile.Entry {
  /// What it does to the balance.
  public var amount: Int64 { payments.reduce(0) { $0 + $1.amount } }
}
