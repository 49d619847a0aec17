/// Certificates as people and programs read them.
public import Identities
public import Ledger

extension IdentityCertificate {
  /// For programs.
  public var json: JSON {
    [
      "serial": .text("\(serial)"), "name": .text(name), "identities": .array(identities.map { .text("\($0)") }),
      "hosts": .array(hosts.map { .text("\($0)") }), "not_before": notBefore.json, "not_after": notAfter.json,
      "due": due.json, "is_authority": .boolean(isAuthority), "fingerprint": .text(fingerprint),
    ]
  }

  /// For people: a field a line.
  public var fields: FieldList {
    var fields = FieldList()
    if isAuthority { fields.add("authority", name) }
    for identity in identities { fields.add("identity", "\(identity)") }
    fields.addUnlessEmpty("hosts", hosts.map(\.description).joined(separator: ", "))
    fields.add("serial", "\(serial)")
    fields.add("from", notBefore.withZone)
    fields.add("until", notAfter.withZone)
    fields.add("sha256", fingerprint)
    return fields
  }

  /// What it is worth at `time`, as far as it says so itself.
  public func worth(at time: Timestamp) -> String {
    if time < notBefore { return "not yet valid" }
    if !isValid(at: time) { return "expired" }
    return isDue(at: time) ? "valid, to be renewed" : "valid"
  }
}

extension [IssuedCertificate] {
  /// The table for people.
  public func table(at time: Timestamp) -> TextTable {
    var table = TextTable(
      .text("serial"), .text("identity"), .text("from"), .text("until"), .text("state"), .text("reason"))
    for one in self {
      let certificate = one.certificate
      table.add(
        certificate.serial.short, certificate.title, certificate.notBefore.toDay, certificate.notAfter.toDay,
        one.state(at: time).rawValue, one.revocation?.reason.words ?? "")
    }
    return table
  }

  /// For programs.
  public func json(at time: Timestamp) -> JSON {
    .array(
      map { one in
        one.certificate.json.merging([
          "state": .text(one.state(at: time).rawValue), "revoked_at": one.revocation?.time.json ?? .null,
          "reason": one.revocation.map { .text($0.reason.name) } ?? .null,
        ])
      })
  }
}

extension RevocationList {
  /// For programs.
  public var json: JSON {
    [
      "number": number.map { .unsigned($0) } ?? .null, "this_update": thisUpdate.json, "next_update": nextUpdate.json,
      "revoked": .array(
        sorted.map { serial, entry in
          ["serial": .text("\(serial)"), "time": entry.time.json, "reason": .text(entry.reason.name)]
        }),
    ]
  }

  /// For people: what it is in the first lines, then what it revokes.
  public var text: String {
    var fields = FieldList()
    fields.add("list", number.map { "number \($0)" } ?? "without a number")
    fields.add("made", thisUpdate.withZone)
    fields.add("next", nextUpdate.withZone)
    fields.add("revoked", grouped(entries.count))
    guard !entries.isEmpty else { return fields.description }
    var table = TextTable(.text("serial"), .text("revoked (UTC)"), .text("reason"))
    for (serial, entry) in sorted { table.add("\(serial)", entry.time.toSecond, entry.reason.words) }
    return "\(fields)\n\(table)"
  }

  private var sorted: [(key: Serial, value: Entry)] {
    entries.sorted { ($0.value.time, $0.key) < ($1.value.time, $1.key) }
  }
}

extension Timestamp {
  /// To the day, in UTC: `2026-11-24`.
  public var toDay: String { String(description.prefix(10)) }
}
