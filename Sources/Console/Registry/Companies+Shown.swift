/// Sellers and distributors, as people and programs read them.
public import Ledger

extension SellerRecord {
  /// The seller for programs. Sums in minor units; a limit that is null is none.
  public var json: JSON {
    [
      "code": .text(seller.id.description), "currency": .text(seller.currency.code), "status": seller.status.json,
      "profile": profile.json, "profile_state": state.json, "available": .integer(seller.available.posted),
      "locked": .integer(seller.locked.posted),
      "reserve": .integer(seller.reserve.posted), "exposure": .integer(seller.exposure),
      "exposure_limit": seller.exposureLimit == 0 ? .null : .integer(seller.exposureLimit),
      "enrolled": seller.enrolled.json, "updated": seller.updated.json,
    ]
  }

  /// The seller for people: all of it.
  public var text: String {
    let currency = seller.currency
    var fields = FieldList()
    fields.addUnlessEmpty("company", state.words)
    profile.add(to: &fields)
    fields.add("available", currency.money(seller.available.posted))
    fields.add("locked", currency.money(seller.locked.posted))
    fields.add("reserve", currency.money(seller.reserve.posted))
    fields.add("exposure", "\(currency.money(seller.exposure)), limit \(currency.limit(seller.exposureLimit))")
    fields.add("enrolled", seller.enrolled.withZone)
    fields.add("updated", seller.updated.withZone)
    return "seller \(seller.id)  \(seller.status.words)\n\(fields)"
  }

  /// Several sellers for people.
  public static func table(_ records: [SellerRecord]) -> String {
    var table = TextTable(
      .text("code"), .text("name"), .text("status"), .number("available"), .number("locked"), .number("reserve"),
      .number("exposure"), .text(""))
    for record in records {
      let seller = record.seller
      table.add(
        seller.id.description, record.state.name(record.profile.name), seller.status.words,
        seller.currency.format(seller.available.posted), seller.currency.format(seller.locked.posted),
        seller.currency.format(seller.reserve.posted), seller.currency.format(seller.exposure), seller.currency.code)
    }
    return table.description
  }
}

extension DistributorRecord {
  /// The distributor for programs. Sums in minor units, `debt` 0 or negative; an exposure limit that is null is none.
  public var json: JSON {
    [
      "code": .text(distributor.id.description), "currency": .text(distributor.currency.code),
      "status": distributor.status.json, "profile": profile.json, "profile_state": state.json,
      "debt": .integer(distributor.debt.posted),
      "cash_pending": .integer(distributor.cashPending), "cash_limit": .integer(distributor.cashLimit),
      "hand_over_keys": .array(profile.handOverKeys.map(\.json)), "address_key": .optional(profile.addressKey),
      "exposure": .integer(distributor.exposure),
      "exposure_limit": distributor.exposureLimit == 0 ? .null : .integer(distributor.exposureLimit),
      "enrolled": distributor.enrolled.json, "updated": distributor.updated.json,
    ]
  }

  /// The distributor for people: all of it.
  public var text: String {
    let currency = distributor.currency
    var fields = FieldList()
    fields.addUnlessEmpty("company", state.words)
    profile.add(to: &fields)
    fields.add("debt", currency.money(distributor.debt.posted))
    fields.add("cash to collect", currency.money(distributor.cashPending))
    fields.add("cash limit", distributor.cashLimit == 0 ? "collects no cash" : currency.money(distributor.cashLimit))
    fields.add(
      "exposure", "\(currency.money(distributor.exposure)), limit \(currency.limit(distributor.exposureLimit))")
    for registered in profile.handOverKeys {
      let span = registered.until.map { "until \($0.withZone)" } ?? "now"
      fields.add("hand-over key", "\(registered.key)  from \(registered.since.withZone) \(span)")
    }
    if distributor.handOverKey == nil {
      fields.add("hand-over key", "none: deliveries are confirmed without a signature")
    }
    fields.addUnlessEmpty("address key", profile.addressKey?.description)
    fields.add("enrolled", distributor.enrolled.withZone)
    fields.add("updated", distributor.updated.withZone)
    return "distributor \(distributor.id)  \(distributor.status.words)\n\(fields)"
  }

  /// Several distributors for people.
  public static func table(_ records: [DistributorRecord]) -> String {
    var table = TextTable(
      .text("code"), .text("name"), .text("status"), .number("debt"), .number("to collect"), .number("cash limit"),
      .number("exposure"), .text(""))
    for record in records {
      let distributor = record.distributor
      table.add(
        distributor.id.description, record.state.name(record.profile.name), distributor.status.words,
        distributor.currency.format(distributor.debt.posted), distributor.currency.format(distributor.cashPending),
        distributor.cashLimit == 0 ? "" : distributor.currency.format(distributor.cashLimit),
        distributor.currency.format(distributor.exposure), distributor.currency.code)
    }
    return table.description
  }
}

extension RegisteredKey {
  var json: JSON { ["key": .text(key.description), "since": since.json, "until": until?.json ?? .null] }
}

extension CompanyProfile {
  var json: JSON {
    [
      "name": .unlessEmpty(name?.value), "address": .unlessEmpty(address?.value),
      "telephone": .unlessEmpty(telephone?.value), "bank": .unlessEmpty(bank?.value),
      "bank_account": .unlessEmpty(bankAccountNumber?.value),
    ]
  }

  func add(to fields: inout FieldList) {
    fields.add("name", name?.value ?? "")
    fields.add("address", address?.value ?? "")
    fields.add("telephone", telephone?.value ?? "")
    fields.add("bank", bank?.value ?? "")
    fields.add("bank account", bankAccountNumber?.value ?? "")
  }
}
