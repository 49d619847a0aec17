/// What statuses, entries and returns say of orders.
import Ledger
import Testing

@testable import Rails

/// Orders E1 (Acme pays), E2 (Acme is paid) and E3 (Acme pays, in another group), sent in M1.
private let orders: BankOrders = {
  var orders = BankOrders()
  let acme = PaymentOrder.Account.acme.rawValue
  func order(_ id: String, _ group: String, _ from: String, _ to: String) -> BankOrder {
    BankOrder(id: id, message: "M1", group: group, from: from, to: to, amount: 1250, currency: .of("EUR"))
  }
  orders.insert([order("E1", "G1", acme, "X"), order("E2", "G2", "X", acme), order("E3", "G1", acme, "X")])
  return orders
}()

private func news(_ text: String) throws -> [String] {
  try BankMessage(text.bytes).news(of: orders).inOrder.map(\.short).sorted()
}

/// A status report on M1.
private func report(_ group: String, _ batches: String = "", version: String = "10", extra: String = "") -> String {
  """
  <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.\(version)"><CstmrPmtStsRpt>
  <GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-01T09:00:00Z</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\(extra)\(group)\
  </OrgnlGrpInfAndSts>
  \(batches)
  </CstmrPmtStsRpt></Document>
  """
}

private func batch(_ id: String, _ status: String, _ payments: String = "") -> String {
  "<OrgnlPmtInfAndSts><OrgnlPmtInfId>\(id)</OrgnlPmtInfId>\(status)\(payments)</OrgnlPmtInfAndSts>"
}

private func payment(_ id: String, _ status: String, _ reason: String = "") -> String {
  let why =
    reason.isEmpty ? "" : "<StsRsnInf><Rsn><Cd>\(reason)</Cd></Rsn><AddtlInf>because\nof it</AddtlInf></StsRsnInf>"
  return "<TxInfAndSts><OrgnlEndToEndId>\(id)</OrgnlEndToEndId><TxSts>\(status)</TxSts>\(why)</TxInfAndSts>"
}

@Suite struct `a status report` {
  @Test(
    arguments: [
      ("ACSC", "accepted"), ("ACCC", "accepted"), ("RJCT", "rejected"), ("CANC", "rejected"), ("ACCP", "received"),
      ("ACTC", "received"), ("ACSP", "received"), ("ACWC", "received"), ("ACWP", "received"), ("PDNG", "received"),
      ("RCVD", "received"), ("PART", "received"), ("ZZZZ", "received"),
    ])
  func `ends an order only where its status does`(code: String, outcome: String) throws {
    #expect(try news(report("", batch("G1", "", payment("E1", code)))) == ["E1 \(outcome)"])
  }

  @Test(
    arguments: [
      // A group's status holds for all that have none of their own.
      ("<GrpSts>RJCT</GrpSts>", "", ["E1 rejected", "E2 rejected", "E3 rejected"]),
      ("<GrpSts>ACSC</GrpSts>", "", ["E1 accepted", "E2 accepted", "E3 accepted"]),
      ("<GrpSts>PART</GrpSts>", batch("G1", "", payment("E1", "RJCT", "AC04")), ["E1 rejected AC04"]),
      ("<GrpSts>RJCT</GrpSts>", batch("G1", "", payment("E1", "ACSC")), ["E1 accepted", "E2 rejected", "E3 rejected"]),
      ("", batch("G1", "<PmtInfSts>RJCT</PmtInfSts>"), ["E1 rejected", "E3 rejected"]),
      (
        "<GrpSts>PART</GrpSts>", batch("G1", "<PmtInfSts>RJCT</PmtInfSts>", payment("E3", "ACSC")),
        ["E1 rejected", "E3 accepted"]
      ),
      ("", "", []), ("<GrpSts>PART</GrpSts>", "", []),
      // What came twice ends nothing: the first is what holds.
      (
        "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>DUPL</Cd></Rsn></StsRsnInf>", "",
        ["E1 received DUPL", "E2 received DUPL", "E3 received DUPL"]
      ),
      ("", batch("G1", "", payment("E1", "RJCT", "AM05")), ["E1 received AM05"]),
      // An order that is not known here is told all the same: it may have ended before.
      ("", batch("G9", "", payment("E9", "RJCT", "MS03")), ["E9 rejected MS03"]),
    ] as [(String, String, [String])])
  func `gives each payment its own status, or its group's, or the message's`(
    group: String, batches: String, expected: [String]
  ) throws {
    #expect(try news(report(group, batches)) == expected)
    #expect(try news(report(group, batches, version: "03")) == expected)
  }

  @Test func `may list payments without groups, as the oldest do`() throws {
    let text = report("", payment("E1", "RJCT", "AC04"), version: "02")
    #expect(try news(text) == ["E1 rejected AC04"])
    #expect(try BankMessage(text.bytes).news(of: orders).first?.reason == "because of it")
  }

  @Test(
    arguments: [
      (report("<GrpSts>ACCP</GrpSts>").with("<OrgnlMsgId>M1</OrgnlMsgId>", ""), "no OrgnlMsgId"),
      (report("<GrpSts>ACCP</GrpSts>").with("<MsgId>B1</MsgId>", ""), "no GrpHdr/MsgId"),
      (report("", batch("G1", "", "<TxInfAndSts><TxSts>RJCT</TxSts></TxInfAndSts>")), "no OrgnlEndToEndId"),
      (report("", batch("G1", "", payment("E1", "ACSC") + payment("E1", "RJCT"))), "has a status in line 4 already"),
      (report("", batch("G1", "", payment("E1", "REJECTED"))), "more than 4 characters"),
      (
        report(
          "", batch("G1", "", payment("E1", "RJCT") + payment("E3", "RJCT")), extra: "<OrgnlNbOfTxs>1</OrgnlNbOfTxs>"),
        "were 1"
      ),
      (report("", batch("G1", "<OrgnlNbOfTxs>0</OrgnlNbOfTxs>", payment("E1", "RJCT"))), "group that had 0"),
    ])
  func `that is wrong is refused`(text: String, word: String) {
    #expect(fault(of: text.bytes)?.reason.contains(word) == true, "\(String(describing: fault(of: text.bytes)))")
  }
}

/// A notification of one entry on Acme's account.
private func notification(
  _ id: String, _ direction: String, _ extra: String = "", amount: String = "12.50", status: String = "BOOK",
  reversal: String = ""
) -> String {
  """
  <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
  <GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-01T09:00:00Z</CreDtTm></GrpHdr>
  <Ntfctn><Id>N1</Id><Acct><Id><IBAN>NL41MOCK0000000001</IBAN></Id></Acct>
  <Ntry><Amt Ccy="EUR">\(amount)</Amt><CdtDbtInd>\(direction)</CdtDbtInd>\(reversal)<Sts><Cd>\(status)</Cd></Sts>
  <NtryDtls><TxDtls><Refs><EndToEndId>\(id)</EndToEndId></Refs>\(extra)</TxDtls></NtryDtls></Ntry>
  </Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
  """
}

private let returnInfo = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
private let reversalInfo = "<RvslInd>true</RvslInd>"

@Suite struct `an entry` {
  @Test(
    arguments: [
      // Acme pays E1 and is paid E2: the money must move in that direction.
      (notification("E1", "DBIT"), ["E1 accepted"]), (notification("E1", "CRDT"), []),
      (notification("E2", "CRDT"), ["E2 accepted"]), (notification("E2", "DBIT"), []),
      // What comes back comes back the other way.
      (notification("E1", "CRDT", returnInfo), ["E1 returned AC04"]), (notification("E1", "DBIT", returnInfo), []),
      (notification("E2", "DBIT", returnInfo), ["E2 returned AC04"]), (notification("E2", "CRDT", returnInfo), []),
      (notification("E1", "CRDT", reversal: reversalInfo), ["E1 returned"]),
      (notification("E1", "DBIT", reversal: reversalInfo), []),
      // Only what is booked moved money, and only all of it.
      (notification("E1", "DBIT", status: "PDNG"), []), (notification("E1", "DBIT", status: "INFO"), []),
      (notification("E1", "DBIT", amount: "12.49"), ["E1 received"]),
      // Orders that have ended, or are nobody's here, can only come back.
      (notification("E9", "DBIT"), []), (notification("E9", "CRDT", returnInfo), ["E9 returned AC04"]),
      (notification("NOTPROVIDED", "DBIT"), []),
    ])
  func `says that an order is paid or came back only in the direction that fits`(text: String, expected: [String])
    throws
  {
    #expect(try news(text) == expected)
  }

  @Test func `of another account says nothing of an order`() throws {
    #expect(try news(notification("E1", "DBIT").with("NL41MOCK0000000001", "NL14MOCK0000000002")) == [])
  }

  @Test func `of a return says where less came back than was paid`() throws {
    func reason(_ text: String) throws -> String? { try BankMessage(text.bytes).news(of: orders).first?.reason }
    #expect(try reason(notification("E1", "CRDT", returnInfo, amount: "12.00")) == "12.00 EUR came back of 12.50 EUR.")
    #expect(try reason(notification("E1", "CRDT", returnInfo)) == "")
    #expect(try reason(returns("<NbOfTxs>1</NbOfTxs>", back("E1", "12.00"))) == "12.00 EUR came back of 12.50 EUR.")
  }

  @Test func `of another amount says which`() throws {
    let text = notification("E1", "DBIT", amount: "12.49")
    #expect(
      try BankMessage(text.bytes).news(of: orders).first?.reason.contains("booked with 12.49 EUR, ordered 12.50 EUR")
        == true)
  }
}

/// A message of returns.
private func returns(_ header: String, _ body: String) -> String {
  """
  <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr>
  <GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-01T09:00:00Z</CreDtTm>\(header)</GrpHdr>
  \(body)
  </PmtRtr></Document>
  """
}

private func back(_ id: String, _ amount: String = "12.50") -> String {
  """
  <TxInf><OrgnlEndToEndId>\(id)</OrgnlEndToEndId><RtrdIntrBkSttlmAmt Ccy="EUR">\(amount)</RtrdIntrBkSttlmAmt>
  <RtrRsnInf><Rsn><Cd>MD07</Cd></Rsn></RtrRsnInf></TxInf>
  """
}

@Suite struct `a message of returns` {
  @Test func `gives back what it lists, or all of a message`() throws {
    #expect(
      try news(returns("<NbOfTxs>2</NbOfTxs><CtrlSum>25</CtrlSum>", back("E1") + back("E9"))) == [
        "E1 returned MD07", "E9 returned MD07",
      ])
    let original =
      "<OrgnlGrpInf><OrgnlMsgId>M1</OrgnlMsgId><RtrRsnInf><Rsn><Cd>FOCR</Cd></Rsn></RtrRsnInf></OrgnlGrpInf>"
    #expect(
      try news(returns("<NbOfTxs>3</NbOfTxs><GrpRtr>true</GrpRtr>", original))
        == ["E1 returned FOCR", "E2 returned FOCR", "E3 returned FOCR"])
  }

  @Test(
    arguments: [
      (returns("", back("E1")), "no NbOfTxs"), (returns("<NbOfTxs>2</NbOfTxs>", back("E1")), "NbOfTxs is 2, but 1"),
      (
        returns("<NbOfTxs>1</NbOfTxs><CtrlSum>12.51</CtrlSum>", back("E1")),
        "CtrlSum is 12.51, but the payments come to 12.5"
      ),
      (
        returns("<NbOfTxs>1</NbOfTxs><TtlRtrdIntrBkSttlmAmt Ccy=\"EUR\">1.00</TtlRtrdIntrBkSttlmAmt>", back("E1")),
        "TtlRtrdIntrBkSttlmAmt is 1.00"
      ),
      (returns("<NbOfTxs>1</NbOfTxs>", back("E1", "12.505")), "at most 2 decimals"),
      (
        returns("<NbOfTxs>1</NbOfTxs>", back("E1").with("<OrgnlEndToEndId>E1</OrgnlEndToEndId>", "")),
        "no OrgnlEndToEndId"
      ),
      (returns("<NbOfTxs>0</NbOfTxs>", ""), "no payment comes back"),
      (returns("<NbOfTxs>1</NbOfTxs><GrpRtr>true</GrpRtr>", ""), "no OrgnlGrpInf"),
    ])
  func `that does not add up is refused`(text: String, word: String) {
    #expect(fault(of: text.bytes)?.reason.contains(word) == true, "\(String(describing: fault(of: text.bytes)))")
  }
}

@Test(
  arguments: [
    report("<GrpSts>PART</GrpSts>", batch("G1", "<PmtInfSts>PART</PmtInfSts>", payment("E1", "RJCT", "AC04"))),
    notification("E1", "CRDT", returnInfo), returns("<NbOfTxs>1</NbOfTxs><CtrlSum>12.5</CtrlSum>", back("E1")),
    String(decoding: PaymentInitiation([.sample("E1")], by: "Vouch")?.bytes ?? [], as: UTF8.self),
  ])
func `a message with any byte changed is another message or a fault with its line`(text: String) {
  var dice = BankDice(1)
  let bytes = text.bytes
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
  for place in bytes.indices {
    var changed = bytes
    changed[place] = UInt8.random(in: 0...255, using: &dice)
    for read in [read, readOrders] {
      guard let fault = read(changed) else { continue }
      #expect((1...lines + 1).contains(fault.line) && !fault.reason.isEmpty, "byte \(place): \(fault)")
    }
  }
}

private func read(_ bytes: [UInt8]) -> ISO20022Fault? {
  do throws(ISO20022Fault) {
    _ = try BankMessage(bytes).news(of: orders)
    return nil
  } catch {
    return error
  }
}

private func readOrders(_ bytes: [UInt8]) -> ISO20022Fault? {
  do throws(ISO20022Fault) {
    _ = try BankOrders.read(bytes)
    return nil
  } catch {
    return error
  }
}

@Test func `news come once each, ends before returns, and nothing that is on its way behind an end`() {
  func item(_ order: String, _ outcome: PaymentNews.Outcome) -> PaymentNews {
    PaymentNews(order: order, outcome: outcome)
  }
  let news = [
    item("E1", .received), item("E2", .returned), item("E1", .accepted), item("E3", .received), item("E2", .accepted),
    item("E1", .accepted), item("E3", .received),
  ]
  #expect(news.inOrder.map(\.short) == ["E1 accepted", "E3 received", "E2 accepted", "E2 returned"])
}

@Test(arguments: [
  ("a\nb", "a b"), (String(repeating: "é", count: 150), String(repeating: "é", count: 100)), ("  x\r\n", "  x"),
])
func `a reason is one line`(text: String, line: String) { #expect(text.oneLine == line) }
