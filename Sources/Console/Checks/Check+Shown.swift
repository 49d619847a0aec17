/// What the parties of a check get to see: the check issued, the check claimed, the second judgement.
public import Ledger
public import Wire

extension IssuedCheck {
  /// The demand's answer for programs. Where only the id is sent, `terms` is null.
  public var json: JSON {
    receipt.json.merging([
      "drawee": .unlessEmpty(check?.draweeName.value), "memo": .unlessEmpty(check?.memo.value),
      "terms": check?.terms.json ?? .null,
    ])
  }

  /// The demand's answer for people: the check itself, or how it is had; then the receipt.
  public var text: String {
    if let check { return "\(check.form)\n\(receipt.text)" }
    return """
      \(receipt.text)Only the number was sent. Whoever has it and the secret gets the check by claim; checks show \
      --show-secret tells the secret.

      """
  }
}

extension CheckDocument {
  /// The claimed check for programs.
  public var claimedJSON: JSON { JSON.object([JSON.Member("outcome", "accepted")]).merging(json) }

  /// The claimed check for people: the check itself, and how far it has come.
  public var claimedText: String { "\(form)\n\(progress.summary(in: terms.currency))\n" }
}

extension Verification {
  /// Yes, for programs.
  public var json: JSON {
    [
      "outcome": "accepted", "amount": .integer(amount.minorUnits), "currency": .text(currency.code),
      "release": release.json, "check_state": progress.json,
    ]
  }

  /// Yes, for people.
  public var text: String {
    var fields = FieldList()
    fields.add("amount", currency.money(amount.minorUnits))
    fields.add("payable", "\(release.words), by \(progress.method.words)")
    fields.add("state", progress.summary(in: currency))
    fields.addUnlessEmpty("payee", progress.payee?.description)
    fields.add("good until", progress.expires.withZone)
    return "valid\n\(fields)"
  }
}

/// Bytes as hexadecimal digits.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
