/// Parties as the lines that enrol them: what `PartySheet` reads.
internal import Ledger

/// What a party is worth to an importer, or why a line leaves something out.
struct PartyRow {
  var values: [JSON]
  /// What an importer cannot bring back.
  var omissions: [PartyOmission] = []
}

/// What a party's line leaves out.
enum PartyOmission: String, Hashable, Sendable, CaseIterable {
  /// Its personal data cannot be read now.
  case unreadable
  /// Only the end of its bank account number is shown to who asks.
  case maskedBankAccount
  /// Its bank balance is below zero, without a bank cover, or more than one payment can be.
  case bankBalance
  /// Something is owed to its credit company.
  case cardBalance

  var name: String { snakeCase(self) }
}

extension PartySheet {
  /// The columns that an export has: all but the card number, of which nobody is shown more than its end.
  static func exportTable(of registry: Registry, suffix: String = "") -> ExportTable {
    ExportTable(name: "\(registry)\(suffix)", columns: columnNames(of: registry).filter { $0 != "card_number" })
  }
}

extension AccountRecord {
  /// - Parameter posted: the bank balance as of the export's moment, in minor units.
  func row(posted: Int64) -> PartyRow {
    var omissions = state.omissions
    let currency = account.currency
    var opening: JSON = .null
    if posted > 0, posted <= Amount.maximum, account.bank.standing != .none {
      opening = .text(currency.decimal(posted))
    } else if posted != 0 {
      omissions.append(.bankBalance)
    }
    if account.card.balance.posted != 0 { omissions.append(.cardBalance) }
    let values: [String: JSON] = [
      "code": .text(account.id.description), "currency": .text(currency.code), "status": account.status.json,
      "name": .unlessEmpty(profile.name?.value),
      "sex": profile.sex.map { $0 == .unstated ? .null : $0.json } ?? .null,
      "address": .unlessEmpty(profile.address?.value), "telephone": .unlessEmpty(profile.telephone?.value),
      "bank": .unlessEmpty(profile.bank?.value),
      "bank_account": bankAccount(profile.bankAccountNumber, &omissions),
      "bank_notes": .unlessEmpty(profile.bankNotes?.value), "bank_standing": account.bank.standing.json,
      "credit_company": .unlessEmpty(profile.creditCompany?.value), "card_standing": account.card.standing.json,
      "bank_rail": account.bank.rail.json, "card_rail": account.card.rail.json,
      "credit_line": currency.unlessZero(account.card.line), "credit_notes": .unlessEmpty(profile.creditNotes?.value),
      "delivery": account.delivery.json, "per_check": currency.unlessZero(account.limits.perCheck),
      "per_day": currency.unlessZero(account.limits.perDay),
      "checks_per_day": account.limits.checksPerDay == 0 ? .null : .text(String(account.limits.checksPerDay)),
      "opening_balance": opening,
    ]
    return PartyRow(values, in: .accounts, omissions)
  }
}

extension SellerRecord {
  var row: PartyRow {
    var omissions = state.omissions
    var values = profile.values(&omissions)
    values["code"] = .text(seller.id.description)
    values["currency"] = .text(seller.currency.code)
    values["status"] = seller.status.json
    values["exposure_limit"] = seller.currency.unlessZero(seller.exposureLimit)
    return PartyRow(values, in: .sellers, omissions)
  }
}

extension DistributorRecord {
  var row: PartyRow {
    var omissions = state.omissions
    var values = profile.values(&omissions)
    values["code"] = .text(distributor.id.description)
    values["currency"] = .text(distributor.currency.code)
    values["status"] = distributor.status.json
    values["exposure_limit"] = distributor.currency.unlessZero(distributor.exposureLimit)
    values["cash_limit"] = distributor.currency.unlessZero(distributor.cashLimit)
    // Those that it had before are history.
    values["hand_over_key"] = .optional(profile.handOverKeys.first { $0.until == nil }?.key)
    values["address_key"] = .optional(profile.addressKey)
    return PartyRow(values, in: .distributors, omissions)
  }
}

extension PartyRow {
  /// Values by their columns; a column that is not among them is a bug.
  fileprivate init(_ values: [String: JSON], in registry: Registry, _ omissions: [PartyOmission]) {
    self.values = PartySheet.exportTable(of: registry).columns.map { column in
      guard let value = values[column] else { preconditionFailure("no value for the column \(column)") }
      return value
    }
    self.omissions = omissions
  }
}

extension CompanyProfile {
  fileprivate func values(_ omissions: inout [PartyOmission]) -> [String: JSON] {
    [
      "name": .unlessEmpty(name?.value), "address": .unlessEmpty(address?.value),
      "telephone": .unlessEmpty(telephone?.value), "bank": .unlessEmpty(bank?.value),
      "bank_account": Console.bankAccount(bankAccountNumber, &omissions),
    ]
  }
}

/// A number of which only the end is shown would be another number to whoever imports it: it is left out.
private func bankAccount(_ number: Text?, _ omissions: inout [PartyOmission]) -> JSON {
  guard let value = number?.value, !value.isEmpty else { return .null }
  guard !value.hasPrefix("… ") else {
    omissions.append(.maskedBankAccount)
    return .null
  }
  return .text(value)
}

extension ProfileState {
  /// Who was forgotten is not unreadable: there is nothing to be read.
  fileprivate var omissions: [PartyOmission] { self == .keyMissing || self == .broken ? [.unreadable] : [] }
}

extension Currency {
  fileprivate func unlessZero(_ minorUnits: Int64) -> JSON { minorUnits == 0 ? .null : .text(decimal(minorUnits)) }
}
