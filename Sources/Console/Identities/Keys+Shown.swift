/// Keys of light clients as people and programs read them: what is on file, and once the key itself.
internal import ArgumentParser
internal import Identities
public import Ledger
public import Wire

extension KeyRecord {
  /// Whom it lets somebody act as: `terminal/ALICE`.
  var holderName: String { Identity(holder: holder)?.description ?? "\(holder)" }

  /// Its number as it stands in the key: `7k3m9q2v8d`.
  var name: String { AccessKeyID(number: number)?.description ?? "\(number)" }

  /// What it is worth at `time`: valid, expired, revoked.
  public func state(at time: Timestamp) -> String {
    if revoked != nil { return "revoked" }
    return time < expires ? "valid" : "expired"
  }

  /// For programs.
  public func json(at time: Timestamp) -> JSON {
    [
      "id": .text(name), "holder": .text(holderName), "issued": issued.json, "expires": expires.json,
      "revoked": revoked?.json ?? .null, "state": .text(state(at: time)), "note": .unlessEmpty(note.value),
    ]
  }

  /// For people: a field a line.
  public func fields(at time: Timestamp) -> FieldList {
    var fields = FieldList()
    fields.add("id", name)
    fields.add("for", holderName)
    fields.add("issued", issued.withZone)
    fields.add("expires", expires.withZone)
    fields.addUnlessEmpty("revoked", revoked?.withZone)
    fields.add("state", state(at: time))
    fields.addUnlessEmpty("note", note.value)
    return fields
  }

  /// The table for people.
  public static func table(_ keys: [KeyRecord], at time: Timestamp) -> String {
    var table = TextTable(
      .text("id"), .text("for"), .text("issued (UTC)"), .text("expires (UTC)"), .text("state"), .text("note"))
    for key in keys {
      table.add(
        key.name, key.holderName, key.issued.toSecond, key.expires.toSecond, key.state(at: time), key.note.value)
    }
    return "\(table)"
  }
}

extension Read {
  /// The forms of whom a key may be for.
  public static let holderForms = "terminal/ACCOUNT, seller/CODE, distributor/CODE, rail/\(PaymentRail.choices())"

  /// Whom a key is for: `terminal/ALICE`, with or without `vouch://` before it.
  public static func holder(_ text: String) throws -> Actor {
    guard let holder = Identity(text)?.holder else {
      throw ValidationError(
        "a key is for one of \(holderForms). Operators, auditors and managers have certificates (vouch ca issue).")
    }
    return holder
  }

  /// The ten characters that name a key; a whole key is taken too, as one that somebody found is to be revoked.
  public static func key(_ text: String) throws -> UInt64 {
    if let id = AccessKeyID(text) { return id.number }
    if let key = try? AccessKey(text) { return key.id.number }
    throw ValidationError(
      "a key is named by the ten characters after \(AccessKey.prefix), such as 7k3m9q2v8d: vouch keys list shows them.")
  }
}
