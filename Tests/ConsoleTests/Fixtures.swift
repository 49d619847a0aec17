// Values that several tests show.
import Console
import Ledger

extension Currency {
  static let euro = named("EUR")
  static let yen = named("JPY")
  static let dinar = named("KWD")

  private static func named(_ code: String) -> Currency {
    guard let currency = Currency(code: code) else { preconditionFailure("\(code) is no currency") }
    return currency
  }
}

extension PartyID {
  static func of(_ text: String) -> Self {
    guard let id = Self(text) else { preconditionFailure("\(text) is no code") }
    return id
  }
}

extension Amount {
  static func of(_ minorUnits: Int64) -> Amount {
    guard let amount = Amount(minorUnits: minorUnits) else { preconditionFailure("\(minorUnits) is no amount") }
    return amount
  }
}

extension Text {
  static func of(_ value: String) -> Text {
    guard let text = Text(value) else { preconditionFailure("\(value) is no text") }
    return text
  }
}

extension Timestamp {
  /// 2026-11-24T08:30:05.250Z
  static let morning = Timestamp(milliseconds: 1_795_509_005_250)
}

extension CheckID {
  static let sample = CheckID(high: 0x0199_A3F2_5C41_7E90, low: 0x8D13_6F0B_7A2C_4E55)
}

extension CommandID {
  static let sample = CommandID(high: 0x0199_A3F2_5C42_7001, low: 0x8000_0000_0000_0007)
}

extension CheckTerms {
  /// 48.50 EUR from ALICE to SHOP, carried by PARCEL.
  static var sample: CheckTerms {
    var terms = CheckTerms(drawer: .of("ALICE"), amount: .of(4850), currency: .euro)
    terms.payee = .of("SHOP")
    terms.distributor = .of("PARCEL")
    return terms
  }
}

extension CheckProgress {
  /// 40.00 of 48.50 EUR captured, the rest given back.
  static var sample: CheckProgress {
    var progress = CheckProgress(terms: .sample, expires: .morning + .days(30))
    progress.state = .settled
    progress.remaining = 0
    progress.captured = 4000
    progress.released = 850
    return progress
  }
}

extension Receipt {
  /// The capture behind `CheckProgress.sample`.
  static var capture: Receipt {
    var entry = JournalEntry(
      at: Moment(time: .morning, sequence: 1234), kind: .captured, actor: .seller(.of("SHOP")), command: .sample,
      fingerprint: 7, subject: .check(.sample), currency: .euro, amount: 4000)
    entry.progress = .sample
    entry.heldOnBank = -4850
    entry.postings.append(Posting(debit: .bank(.of("ALICE")), credit: .available(.of("SHOP")), amount: 4000))
    return Receipt(entry: entry, detail: "first parcel")
  }

  /// An enrolment: no check, no money.
  static var enrolment: Receipt {
    let entry = JournalEntry(
      at: Moment(time: .morning, sequence: 1), kind: .enrolled, actor: .operator, command: .sample, fingerprint: 1,
      subject: .party(.account(.of("ALICE"))), currency: .euro, amount: 0)
    return Receipt(entry: entry, detail: "status=active")
  }
}
