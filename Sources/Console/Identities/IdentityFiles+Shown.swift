/// An identity's directory, an authority's, or a single file: what it holds and what it is worth.
public import Identities
public import Ledger

extension IdentityMaterial {
  /// What it holds and what that is worth at `time`, for people and for programs.
  public func shown(at time: Timestamp) throws(AuthorityError) -> (text: String, json: JSON) {
    switch self {
    case .identity(let directory): directory.shown(at: time)
    case .authority(let directory): try directory.shown(at: time)
    case .file(let file): file.shown(at: time)
    }
  }
}

extension IdentityDirectory {
  func shown(at time: Timestamp) -> (text: String, json: JSON) {
    let isRevoked = revokes(serial: certificate.serial.bytes)
    let state = isRevoked ? "revoked" : certificate.worth(at: time)
    var fields = certificate.fields
    fields.add("state", state)
    fields.add("key", key == nil ? "not here" : "here, and closed to others")
    for authority in authorities { fields.add("believes", "\(authority.name), until \(authority.notAfter.withZone)") }
    for list in revocations {
      let overdue = list.isOverdue(at: time) ? "; there should be a newer one" : ""
      fields.add("list", "\(list.entries.count) revoked, as of \(list.thisUpdate.withZone)\(overdue)")
    }
    if revocations.isEmpty { fields.add("list", "none") }
    let json = certificate.json.merging([
      "state": .text(state), "has_key": .boolean(key != nil), "authorities": .array(authorities.map(\.json)),
      "revocations": .array(revocations.map(\.json)),
    ])
    return (fields.description, json)
  }
}

extension AuthorityDirectory {
  func shown(at time: Timestamp) throws(AuthorityError) -> (text: String, json: JSON) {
    let issued = try issued()
    let list = try revocations()
    let counts = IssuedCertificate.State.allCases.map { state in
      (state.rawValue, issued.count { $0.state(at: time) == state })
    }
    var fields = authority.certificate.fields
    fields.add("state", authority.certificate.worth(at: time))
    let shown = counts.filter { $0.1 > 0 }.map { "\(grouped($0.1)) \($0.0)" }
    fields.add("issued", shown.isEmpty ? "none" : shown.joined(separator: ", "))
    fields.add("list", "number \(list.number ?? 0), as of \(list.thisUpdate.withZone)")
    let json = authority.certificate.json.merging([
      "state": .text(authority.certificate.worth(at: time)),
      "issued": .object(counts.map { JSON.Member($0.0, .integer(Int64($0.1))) }), "revocations": list.json,
    ])
    return (fields.description, json)
  }
}

extension IdentityFile {
  func shown(at time: Timestamp) -> (text: String, json: JSON) {
    switch self {
    case .certificates(let certificates):
      let texts = certificates.map { certificate in
        var fields = certificate.fields
        fields.add("state", certificate.worth(at: time))
        return fields.description
      }
      let json = certificates.map { $0.json.merging(["state": .text($0.worth(at: time))]) }
      return (texts.joined(separator: "\n"), ["certificates": .array(json)])
    case .request:
      let text = "A request, signed by the key that it is for. What it says of names is not looked at.\n"
      return (text, ["request": ["is_signed": true]])
    case .revocations(let lists):
      return (lists.map(\.text).joined(separator: "\n"), ["revocations": .array(lists.map(\.json))])
    }
  }
}
