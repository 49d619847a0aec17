/// An account, as people and programs read it. Of a card number only the last four digits, to either.
public import Ledger

extension AccountRecord {
  /// The account for programs. Sums in minor units; a limit that is null is none.
  public var json: JSON {
    [
      "code": .text(account.id.description), "currency": .text(account.currency.code), "status": account.status.json,
      "profile": profile.json, "profile_state": state.json, "delivery": account.delivery.json,
      "bank": account.bank.json, "card": account.card.json,
      "limits": account.limits.json, "used_day": .optional(account.usedDate),
      "used_amount": .integer(account.usedAmount), "used_count": .integer(Int64(account.usedCount)),
      "open_checks": .integer(Int64(account.openChecks)), "last_check": .optional(account.lastCheck),
      "enrolled": account.enrolled.json, "updated": account.updated.json,
    ]
  }

  /// The account for people: all of it.
  public var text: String {
    var fields = FieldList()
    fields.addUnlessEmpty("person", state.words)
    fields.add("name", profile.name?.value ?? "")
    fields.add("sex", profile.sex.map { $0 == .unstated ? "" : $0.words } ?? "")
    fields.add("address", profile.address?.value ?? "")
    fields.add("telephone", profile.telephone?.value ?? "")
    fields.add("bank", profile.bank?.value ?? "")
    fields.add("bank account", profile.bankAccountNumber?.value ?? "")
    fields.add("bank notes", profile.bankNotes?.value ?? "")
    fields.add("credit company", profile.creditCompany?.value ?? "")
    fields.add("card number", lastFour(profile.cardNumber).map { "… \($0)" } ?? "")
    fields.add("credit notes", profile.creditNotes?.value ?? "")
    fields.add("delivery", account.delivery == .whole ? "whole checks" : "check ids only")
    fields.addUnlessEmpty("collected over", account.rails)
    fields.add("limits", account.limits.summary(in: account.currency))
    fields.add("last day used", account.usage)
    fields.add("open checks", grouped(account.openChecks))
    fields.add("last check", account.lastCheck?.description ?? "")
    fields.add("enrolled", account.enrolled.withZone)
    fields.add("updated", account.updated.withZone)

    var covers = TextTable(
      .text("cover"), .text("standing"), .number("posted"), .number("held"), .number("line"), .number("available"),
      .text(""), .number("statement"))
    for cover in Cover.allCases {
      let balance = account[cover]
      guard balance.standing != .none || balance.balance.posted != 0 || balance.held != 0 else { continue }
      covers.add(
        cover.words, balance.standing.words, account.currency.format(balance.balance.posted),
        account.currency.format(balance.held), account.currency.format(balance.line),
        account.currency.format(balance.available), account.currency.code,
        balance.railSequence == 0 ? "" : grouped(balance.railSequence))
    }
    return "account \(account.id)  \(account.status.words)\n\(fields)\n\(covers)"
  }

  /// Several accounts for people.
  public static func table(_ records: [AccountRecord]) -> String {
    var table = TextTable(
      .text("code"), .text("name"), .text("status"), .number("bank available"), .number("card available"),
      .number("held"), .text(""), .number("open checks"))
    for record in records {
      let account = record.account
      func available(_ cover: CoverBalance) -> String {
        cover.standing == .none ? "" : account.currency.format(cover.available)
      }
      table.add(
        account.id.description, record.state.name(record.profile.name), account.status.words, available(account.bank),
        available(account.card), account.currency.format(account.bank.held + account.card.held),
        account.currency.code, grouped(account.openChecks))
    }
    return table.description
  }
}

extension AccountProfile {
  var json: JSON {
    [
      "name": .unlessEmpty(name?.value), "sex": .optional(sex?.name), "address": .unlessEmpty(address?.value),
      "telephone": .unlessEmpty(telephone?.value), "bank": .unlessEmpty(bank?.value),
      "bank_account": .unlessEmpty(bankAccountNumber?.value), "bank_notes": .unlessEmpty(bankNotes?.value),
      "credit_company": .unlessEmpty(creditCompany?.value), "card_number": .unlessEmpty(lastFour(cardNumber)),
      "credit_notes": .unlessEmpty(creditNotes?.value),
    ]
  }
}

extension CoverBalance {
  var json: JSON {
    [
      "standing": standing.json, "posted": .integer(balance.posted), "held": .integer(held), "line": .integer(line),
      "available": .integer(available), "statement": railSequence == 0 ? .null : .unsigned(railSequence),
      "rail": rail.json,
    ]
  }
}

extension AccountLimits {
  /// The limits for programs, in minor units; null for none.
  public var json: JSON {
    [
      "per_check": perCheck == 0 ? .null : .integer(perCheck), "per_day": perDay == 0 ? .null : .integer(perDay),
      "checks_per_day": checksPerDay == 0 ? .null : .integer(Int64(checksPerDay)),
    ]
  }

  /// `400.00 EUR a check, 900.00 EUR a day, 20 checks a day`; `none` without any.
  public func summary(in currency: Currency) -> String {
    var parts: [String] = []
    if perCheck != 0 { parts.append("\(currency.money(perCheck)) a check") }
    if perDay != 0 { parts.append("\(currency.money(perDay)) a day") }
    if checksPerDay != 0 { parts.append("\(grouped(checksPerDay)) \(checksPerDay == 1 ? "check" : "checks") a day") }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}

extension Account {
  /// The limits and their use, for programs.
  public var limitsJSON: JSON {
    [
      "account": .text(id.description), "currency": .text(currency.code), "limits": limits.json,
      "used_day": .optional(usedDate), "used_amount": .integer(usedAmount), "used_count": .integer(Int64(usedCount)),
    ]
  }

  /// The limits and their use, for people.
  public var limitsText: String {
    var fields = FieldList()
    fields.add("a check", currency.limit(limits.perCheck))
    fields.add("a day", currency.limit(limits.perDay))
    fields.add("checks a day", limits.checksPerDay == 0 ? "none" : grouped(limits.checksPerDay))
    fields.add("last day used", usage)
    return "limits of account \(id)\n\(fields)"
  }

  /// The day that the use speaks of, `2026-11-24`; nil while nothing was issued.
  var usedDate: String? {
    usedDay == 0 ? nil : String(Timestamp(milliseconds: Int64(usedDay) * 86_400_000).description.prefix(10))
  }

  /// Sum and number of the checks of the last day that had any.
  var usage: String {
    usedDate.map {
      "\($0): \(currency.money(usedAmount)), \(grouped(usedCount)) \(usedCount == 1 ? "check" : "checks")"
    } ?? ""
  }
}

extension Account {
  /// The paying systems outside that its covers are collected over, if any.
  fileprivate var rails: String {
    Cover.allCases.filter { self[$0].rail.isOutside }.map { "\($0.words) over \(self[$0].rail.words)" }
      .joined(separator: ", ")
  }
}
