/// Statements and notifications as banks write them, in every version.

/// A text with a hole for everything that tests spoil.
enum SampleStatement {
  /// A statement of three entries: a payment of ours, one that came back, and a fee that is still pending.
  static func camt053(_ version: Int = 8) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.\(two(version))">
     <BkToCstmrStmt>
      <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-12-02T00:00:00Z</CreDtTm></GrpHdr>
      <Stmt>
       <Id>S1</Id>
       <ElctrncSeqNb>7</ElctrncSeqNb>
       <CreDtTm>2026-12-02T00:00:00Z</CreDtTm>
       <FrToDt><FrDtTm>2026-12-01T00:00:00Z</FrDtTm><ToDtTm>2026-12-01T23:59:59Z</ToDtTm></FrToDt>
       <Acct><Id><IBAN>NL41MOCK0000000001</IBAN></Id><Ccy>EUR</Ccy></Acct>
       <Bal>
        <Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>
        <Dt><Dt>2026-12-01</Dt></Dt>
       </Bal>
       <Bal>
        <Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>
        <Dt><Dt>2026-12-01</Dt></Dt>
       </Bal>
    \(summary(version))
    \(entries(version))
      </Stmt>
     </BkToCstmrStmt>
    </Document>

    """
  }

  /// The same entries told one by one.
  static func camt054(_ version: Int = 8) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.\(two(version))">
     <BkToCstmrDbtCdtNtfctn>
      <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-12-02T00:00:00Z</CreDtTm></GrpHdr>
      <Ntfctn>
       <Id>S1</Id>
       <CreDtTm>2026-12-02T00:00:00Z</CreDtTm>
       <Acct><Id><IBAN>NL41MOCK0000000001</IBAN></Id><Ccy>EUR</Ccy></Acct>
    \(entries(version))
      </Ntfctn>
     </BkToCstmrDbtCdtNtfctn>
    </Document>

    """
  }

  private static func two(_ version: Int) -> String { version < 10 ? "0\(version)" : "\(version)" }

  private static func summary(_ version: Int) -> String {
    let net =
      version < 4
      ? "<TtlNetNtryAmt>11.00</TtlNetNtryAmt><CdtDbtInd>DBIT</CdtDbtInd>"
      : "<TtlNetNtry><Amt>11.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TtlNetNtry>"
    return """
         <TxsSummry>
          <TtlNtries><NbOfNtries>3</NbOfNtries><Sum>16.00</Sum>\(net)</TtlNtries>
          <TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>2.50</Sum></TtlCdtNtries>
          <TtlDbtNtries><NbOfNtries>2</NbOfNtries><Sum>13.5</Sum></TtlDbtNtries>
         </TxsSummry>
      """
  }

  private static func entries(_ version: Int) -> String {
    let code = "<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>"
    func status(_ code: String) -> String { version < 7 ? "<Sts>\(code)</Sts>" : "<Sts><Cd>\(code)</Cd></Sts>" }
    func amount(_ text: String, _ direction: String) -> String {
      version < 3
        ? "<AmtDtls><TxAmt><Amt Ccy=\"EUR\">\(text)</Amt></TxAmt></AmtDtls>"
        : "<Amt Ccy=\"EUR\">\(text)</Amt><CdtDbtInd>\(direction)</CdtDbtInd>"
    }
    return """
         <Ntry>
          <NtryRef>R1</NtryRef><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>\(status("BOOK"))
          <BookgDt><Dt>2026-12-01</Dt></BookgDt><ValDt><DtTm>2026-12-01T10:00:00Z</DtTm></ValDt>
          <AcctSvcrRef>B1</AcctSvcrRef>\(code)
          <NtryDtls>
           <TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>\(amount("12.00", "DBIT"))</TxDtls>
           <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\(amount("0.50", "DBIT"))</TxDtls>
          </NtryDtls>
         </Ntry>
         <Ntry>
          <NtryRef>R2</NtryRef><Amt Ccy="EUR">2.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>false</RvslInd>\
      \(status("BOOK"))
          <BookgDt><Dt>2026-12-01</Dt></BookgDt>
          \(code)
          <NtryDtls>
           <TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs>\(version < 3 ? "" : amount("2.50", "CRDT"))
            <RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>account closed</AddtlInf></RtrInf></TxDtls>
          </NtryDtls>
         </Ntry>
         <Ntry>
          <NtryRef>R3</NtryRef><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>\(status("PDNG"))
          \(code)
         </Ntry>
      """
  }
}

extension String {
  /// The bytes of a file.
  var bytes: [UInt8] { Array(utf8) }

  /// With the first place of some text changed; what is not there is a test's mistake.
  func with(_ old: String, _ new: String) -> String {
    guard let range = firstRange(of: old) else { preconditionFailure("not there: \(old)") }
    return replacingCharacters(of: range, new)
  }

  private func replacingCharacters(of range: Range<String.Index>, _ new: String) -> String {
    String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
