/// Orders as messages: exact, the same each time, and good by the public schema.
import Ledger
import Testing

@testable import Rails

private func message(_ orders: [PaymentOrder]) throws -> PaymentInitiation {
  try #require(PaymentInitiation(orders, by: "Vouch & Söhne"))
}

private func text(_ orders: [PaymentOrder]) throws -> String {
  String(decoding: try message(orders).bytes, as: UTF8.self)
}

@Suite struct `a message of orders` {
  static let mixed: [PaymentOrder] = [
    .sample("E2", 1, to: .globex), .sample("E1", 123_456_789, text: "check 0190 <paid> & done"),
    .sample("E3", 500, "JPY"), .sample("E4", 1001, "KWD", from: .globex, to: .elsewhere),
  ]

  @Test func `is written like this`() throws {
    var order = PaymentOrder.sample("0192-E1", 1250)
    order.from.name = "Müller & Söhne <GmbH>"
    order.to = PaymentOrder.Holder(name: "", number: "47 11-<8")
    #expect(PaymentInitiation([order], by: "Vouch") == nil, "no message could carry that number")
    order.to.number = "47 11-8"
    #expect(
      try text([order]) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
         <CstmrCdtTrfInitn>
          <GrpHdr>
           <MsgId>VOUCH-\(MessageDigest.text(of: ["0192-E1"]))</MsgId>
           <CreDtTm>2026-12-01T09:00:00.000Z</CreDtTm>
           <NbOfTxs>1</NbOfTxs>
           <CtrlSum>12.5</CtrlSum>
           <InitgPty>
            <Nm>Vouch + Sohne</Nm>
           </InitgPty>
          </GrpHdr>
          <PmtInf>
           <PmtInfId>VOUCH-\(MessageDigest.text(of: ["0192-E1"]))-0001</PmtInfId>
           <PmtMtd>TRF</PmtMtd>
           <NbOfTxs>1</NbOfTxs>
           <CtrlSum>12.5</CtrlSum>
           <ReqdExctnDt>
            <Dt>2026-12-01</Dt>
           </ReqdExctnDt>
           <Dbtr>
            <Nm>Muller + Sohne .GmbH.</Nm>
           </Dbtr>
           <DbtrAcct>
            <Id>
             <IBAN>NL41MOCK0000000001</IBAN>
            </Id>
            <Ccy>EUR</Ccy>
           </DbtrAcct>
           <DbtrAgt>
            <FinInstnId>
             <BICFI>MOCKNL2A</BICFI>
            </FinInstnId>
           </DbtrAgt>
           <CdtTrfTxInf>
            <PmtId>
             <EndToEndId>0192-E1</EndToEndId>
            </PmtId>
            <Amt>
             <InstdAmt Ccy="EUR">12.50</InstdAmt>
            </Amt>
            <Cdtr>
             <Nm>NOTPROVIDED</Nm>
            </Cdtr>
            <CdtrAcct>
             <Id>
              <Othr>
               <Id>4711-8</Id>
              </Othr>
             </Id>
            </CdtrAcct>
            <RmtInf>
             <Ustrd>check 0190</Ustrd>
            </RmtInf>
           </CdtTrfTxInf>
          </PmtInf>
         </CstmrCdtTrfInitn>
        </Document>

        """)
  }

  @Test func `is the same whatever the sequence of its orders, and another with other orders`() throws {
    let one = try message(Self.mixed)
    let other = try message(Self.mixed.reversed())
    #expect(one.bytes == other.bytes && one.id == other.id && one.id.utf8.count == 30)
    #expect(try message(Array(Self.mixed.dropLast())).id != one.id)
  }

  @Test func `has a group for each account and currency, and adds up`() throws {
    let text = try text(Self.mixed)
    #expect(text.matches(of: #/<PmtInfId>.*-000\d</#).count == 3)
    #expect(text.contains("<NbOfTxs>4</NbOfTxs>\n   <CtrlSum>1235068.901</CtrlSum>"), "\(text)")
    for amount in ["EUR\">1234567.89<", "EUR\">0.01<", "JPY\">500<", "KWD\">1.001<"] { #expect(text.contains(amount)) }
    let read = try BankOrders.read(text.bytes)
    #expect(Set(read.map(\.id)) == ["E1", "E2", "E3", "E4"] && Set(read.map(\.group)).count == 3)
  }

  @Test func `says that the payer's bank is not known, where it is not`() throws {
    var order = PaymentOrder.sample("E1")
    order.from.institution = ""
    order.to.institution = ""
    let text = try text([order])
    #expect(text.replacing(#/\s/#, with: "").contains("<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"))
    #expect(!text.contains("CdtrAgt"))
  }

  @Test func `takes no orders, no order twice, and no more than a bank takes`() {
    #expect(PaymentInitiation([], by: "Vouch") == nil)
    #expect(PaymentInitiation([.sample("E1"), .sample("E1")], by: "Vouch") == nil)
    let many = (0...PaymentInitiation.maximumOrders).map { PaymentOrder.sample("E\($0)") }
    #expect(PaymentInitiation(many, by: "Vouch") == nil)
    #expect(PaymentInitiation(Array(many.dropLast()), by: "Vouch") != nil)
  }

  @Test(.enabled(if: BankSchemas.areThere, BankWheels.missing))
  func `is good by the public schema, whatever stands in its orders`() async throws {
    var strange = PaymentOrder.sample("E9-\(String(repeating: "X", count: 32))", Amount.maximum)
    strange.from = PaymentOrder.Holder(name: String(repeating: "Ł<&\u{1F600}", count: 60), number: "x'\"(9)")
    strange.to = PaymentOrder.Holder(name: "//\u{0}\u{202E}", number: String(repeating: "9", count: 34))
    strange.text = String(repeating: "]]>\n&amp;", count: 100)
    var far = PaymentOrder.sample("E10", 1, "JPY")
    far.ordered = .distantFuture
    let many = (0..<PaymentInitiation.maximumOrders).map { PaymentOrder.sample("E\($0)", Amount.maximum, text: "") }
    let messages = try [Self.mixed, [strange], [far], many].map { try message($0).bytes }
    let wrong = try await BankSchemas.judge(messages)
    #expect(wrong.isEmpty)
    for bytes in messages { _ = try BankOrders.read(bytes) }
  }
}

@Test(
  arguments: [
    ("plain", "plain"), ("Crème brûlée", "Creme brulee"), ("Straße Łódź Ærø", "Strasse Lodz AEro"), ("a&b_c", "a+b-c"),
    ("//x//y/", "x/y"), ("  a   b ", "a b"), ("日本", ".."), ("<script>\"", ".script.."), ("a\nb\u{0}c", "a b.c"),
    ("", ""),
    ("\u{202E}", "."), ("e\u{301}\u{302}", "e"),
  ])
func `text for banks has their characters only`(text: String, safe: String) {
  #expect(text.bankText(70) == safe)
  #expect(text.bankText(3).utf8.count <= 3)
}

@Test(
  arguments: [
    ("NL41MOCK0000000001", true), ("DE89 3704 0044 0532 0130 00", true), ("GB82WEST12345698765432", true),
    ("NL42MOCK0000000001", false), ("nl41MOCK0000000001", false), ("4111111111111111", false), ("NL41", false),
  ])
func `an IBAN is known by its check digits`(text: String, isIBAN: Bool) throws {
  let number = try #require(BankNumber(text))
  #expect((number == .iban(number.text)) == isIBAN)
}

@Test(arguments: [
  ("MOCKNL2A", true), ("COBADEFFXXX", true), ("MOCKNL2", false), ("MOCK112A", false), ("mocknl2a", false), ("", false),
])
func `a BIC is known by its form`(text: String, isBIC: Bool) { #expect(BankNumber.isBIC(text) == isBIC) }
