/// A check for programs. How it is shown to people stands with those who show it.
public import Ledger

extension CheckDocument {
  /// Number, terms, names and progress. Sums in minor units.
  public var json: JSON {
    [
      "check": .text(id.description), "issued": issued.json, "drawee": .unlessEmpty(draweeName.value),
      "drawer_name": .unlessEmpty(drawerName.value), "payee_name": .unlessEmpty(payeeName.value),
      "distributor_name": .unlessEmpty(distributorName.value), "memo": .unlessEmpty(memo.value), "terms": terms.json,
      "check_state": progress.json, "entries_count": .integer(Int64(entryCount)),
    ]
  }
}

extension CheckTerms {
  /// What the check was drawn for. Spans in milliseconds; the share in hundredths of a percent.
  public var json: JSON {
    [
      "drawer": .text(drawer.description), "payee": .optional(payee), "distributor": .optional(distributor),
      "amount": .integer(amount.minorUnits), "currency": .text(currency.code), "method": method.json,
      "release": release.json, "expires": .optional(expires),
      "delivery_window_ms": deliveryWindow.map { .integer($0.milliseconds) } ?? .null, "order": .optional(order),
      "cooling_off_ms": .integer(coolingOff.milliseconds), "guarantee_ms": .integer(guarantee.milliseconds),
      "reserve_share_hundredths": .integer(Int64(reserveShare)), "seal_address": .boolean(sealsAddress),
    ]
  }
}
