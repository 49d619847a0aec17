/// Requests about keys: read.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

extension Reader {
  func authenticate(_ m: Vouch__V1__AuthenticateRequest) throws(Invalid) -> Request {
    let key = unsafe try string(m.key, "key")
    guard !key.isEmpty else { throw missing("key", "Give the key as it was handed out.") }
    // What it has instead is not said: it may be a secret in the wrong place.
    guard key.utf8.count <= Authenticate.longestKey else {
      throw Invalid(field: "key", reason: "is too long", hint: "A key has 76 characters, and begins with vouch_.")
    }
    return .authenticate(Authenticate(key: key))
  }

  func issueKey(_ m: Vouch__V1__IssueKeyRequest) throws(Invalid) -> Request {
    let number = unsafe try keyNumber(m.number, "number")
    guard let digest = unsafe try digest(m.digest, "digest") else {
      throw missing("digest", "A digest has \(Digest.byteCount) bytes.")
    }
    let holder = unsafe try needActor(m.holder, "holder")
    guard holder != .operator else {
      throw Invalid(
        field: "holder.role", reason: "is the operator's", hint: "Keys are for parties; operators have certificates.")
    }
    let lifetime = unsafe try span(m.lifetime, atMost: IssueKey.longestLifetime, "lifetime")
    guard lifetime != .none else { throw missing("lifetime", "A key lasts for a time, in milliseconds.") }
    return unsafe .issueKey(
      IssueKey(number: number, digest: digest, holder: holder, lifetime: lifetime, note: try text(m.note, "note")))
  }

  func revokeKey(_ m: Vouch__V1__RevokeKeyRequest) throws(Invalid) -> Request {
    unsafe .revokeKey(try keyNumber(m.number, "number"))
  }

  func listKeys(_ m: Vouch__V1__ListKeysRequest) throws(Invalid) -> Request {
    unsafe .keys(from: m.from == 0 ? nil : m.from, limit: try limit(m.limit, "limit"))
  }

  func keyNumber(_ number: UInt64, _ field: @autoclosure () -> String) throws(Invalid) -> UInt64 {
    guard number != 0 else { throw missing(field(), "Give the key's number.") }
    guard IssueKey.numbers.contains(number) else {
      throw Invalid(field: field(), reason: "is too large", hint: "At most \(IssueKey.numbers.upperBound).")
    }
    return number
  }
}
