/// Values of elements: amounts, counts, days, directions. Each fault says where, and what would be right.
internal import Ledger

extension MessageElement {
  /// The amount in this element, in minor units of the currency that it names.
  func amount(atMost bound: Int64) throws(ISO20022Fault) -> (minorUnits: Int64, currency: Currency) {
    guard let code = attributes["Ccy"] else {
      throw fault("\(name) names no currency (Ccy); have the bank send it again, complete.")
    }
    // Lower case is no code of ISO 4217, though the ledger's own reader forgives it.
    guard let currency = Currency(code: code), currency.code == code else {
      throw fault("'\(code.prefix(8))' is no currency that Vouch knows; it must be a code of ISO 4217 in use.")
    }
    guard !text.hasPrefix("-") else {
      throw fault("\(name) is negative; an amount has no sign, CdtDbtInd says its direction.")
    }
    guard let minorUnits = DecimalSum.minorUnits(text, currency, atMost: bound) else {
      throw fault(
        "\(name) is '\(text.prefix(40))', which is no amount of \(currency.code): digits, at most \(currency.exponent) "
          + "decimals behind a point, and not past \(currency.format(bound)).")
    }
    return (minorUnits, currency)
  }

  /// The amount at that path in this currency and no other.
  func amount(
    _ path: String, in currency: Currency, atMost bound: Int64 = Amount.maximum
  ) throws(ISO20022Fault) -> Int64 {
    let element = try required(path)
    let (minorUnits, other) = try element.amount(atMost: bound)
    guard other == currency else {
      throw element.fault(
        "\(element.name) is in \(other.code) and the account is in \(currency.code); a statement has one currency.")
    }
    return minorUnits
  }

  /// A sum without a currency at that path; nil where there is none.
  func sum(_ path: String) throws(ISO20022Fault) -> DecimalSum? {
    guard let element = at(path) else { return nil }
    guard let sum = DecimalSum(element.text) else {
      throw element.fault(
        "\(element.name) is '\(element.text.prefix(40))', which is no sum: digits, and decimals behind a point.")
    }
    return sum
  }

  /// A count at that path: at most 15 digits; nil where there is none.
  func count(_ path: String) throws(ISO20022Fault) -> Int? {
    guard let element = at(path) else { return nil }
    let isCount =
      (1...15).contains(element.text.utf8.count) && element.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isCount, let count = Int(element.text) else {
      throw element.fault("\(element.name) is '\(element.text.prefix(40))', which is no count of at most 15 digits.")
    }
    return count
  }

  /// The day at that path, which holds `Dt` or `DtTm`, or is the date itself; nil where there is none.
  func day(_ path: String) throws(ISO20022Fault) -> BankDay? {
    guard let element = at(path) else { return nil }
    let choice = element["Dt"] ?? element["DtTm"] ?? element
    guard let day = BankDay(choice.text) else {
      throw choice.fault("'\(choice.text.prefix(40))' is no date; it must be as 2026-12-01 or 2026-12-01T09:00:00Z.")
    }
    return day
  }

  /// The direction at that path, as the account's owner sees it.
  func direction(_ path: String = "CdtDbtInd") throws(ISO20022Fault) -> BankEntry.Direction {
    let element = try required(path)
    guard let direction = BankEntry.Direction(rawValue: element.text) else {
      throw element.fault("\(element.name) is '\(element.text.prefix(8))' and must be CRDT or DBIT.")
    }
    return direction
  }

  /// Whether the element at that path says yes; no where there is none.
  func flag(_ path: String) throws(ISO20022Fault) -> Bool {
    guard let element = at(path) else { return false }
    switch element.text {
    case "true", "1": return true
    case "false", "0": return false
    default: throw element.fault("\(element.name) is '\(element.text.prefix(8))' and must be true or false.")
    }
  }

  /// A code, or what stands for one (`Cd` or `Prtry`), at that path; empty where there is none.
  func code(_ path: String) throws(ISO20022Fault) -> String {
    guard let element = at(path) else { return "" }
    return try (element["Cd"] ?? element["Prtry"] ?? element).text("", atMost: 35)
  }

  /// The account's number at that path (`Id/IBAN` or `Id/Othr/Id`); empty where there is none.
  func accountNumber(_ path: String) throws(ISO20022Fault) -> String {
    guard let account = at(path) else { return "" }
    let iban = try account.text("Id/IBAN", atMost: 34)
    return iban.isEmpty ? try account.text("Id/Othr/Id", atMost: 34) : iban
  }
}
