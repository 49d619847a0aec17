/// Who is in: a browser that showed a pass has a cookie, of which the store has a digest. So nobody is out when the site is
/// started anew, and everybody is once the pass is revoked or has ended.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites
internal import Wire

/// A browser that is in.
struct SessionMark: Record {
  /// Its pass's number.
  var pass: UInt64
  var began: Timestamp

  init(pass: UInt64, began: Timestamp) {
    self.pass = pass
    self.began = began
  }
  var packed: [UInt8] { bigEndian(pass) + bigEndian(UInt64(bitPattern: began.milliseconds)) }
  init(packed: [UInt8]) throws(WireError) {
    guard packed.count == 16 else { throw .unreadable }
    pass = word(packed, 0)
    began = Timestamp(milliseconds: Int64(bitPattern: word(packed, 8)))
  }
}

/// A browser's cookie as a key: the first half of its SHA-256.
struct SessionKey: TableKey, CustomStringConvertible {
  let words: KeyWords
  static var wordCount: Int { 2 }
  init(_ cookie: String) {
    let digest = Digest(of: Array(cookie.utf8)).bigEndianWords
    words = KeyWords(digest.0, digest.1)
  }
  init?(words: KeyWords) { self.words = words }
  var description: String { "a session" }
}

/// What somebody who is in may do.
enum Role: Hashable, Sendable {
  /// All there is.
  case planner
  /// What is in this vehicle today.
  case driver(Code)

  init(_ pass: Pass) { self = pass.vehicle.map { .driver($0) } ?? .planner }
}

extension Carrier {
  /// How many browsers may be in by one pass: a telephone, a desk and some that were forgotten. Of more the oldest is out.
  static let maximumSessions = 16

  /// The good pass with this text; nil: there is none.
  func pass(_ token: PassToken) throws(SiteStoreError) -> Pass? {
    let digest = token.digest
    let pass = try store.read { transaction throws(SiteStoreError) in
      try tables.passes.get(Pass.number(of: digest), in: transaction)
    }
    guard let pass, pass.digest == digest, pass.isGood(at: now()) else { return nil }
    return pass
  }

  /// Lets a browser in that shows a pass; nil: the pass is not good.
  func enter(_ token: PassToken, as cookie: String) async throws(SiteStoreError) -> Role? {
    guard let pass = try pass(token) else { return nil }
    return try await write { [self] transaction throws(SiteStoreError) in
      var mine: [(key: SessionKey, began: Timestamp)] = []
      var stale: [SessionKey] = []
      try tables.sessions.walk(in: transaction) { key, session throws(SiteStoreError) in
        if session.pass == pass.number { mine.append((key, session.began)) }
        if try tables.passes.get(session.pass, in: transaction)?.isGood(at: now()) != true { stale.append(key) }
        return true
      }
      let tooMany = mine.sorted { $0.began < $1.began }.prefix(max(mine.count + 1 - Carrier.maximumSessions, 0))
      for key in stale + tooMany.map(\.key) { try tables.sessions.delete(key, in: transaction) }
      let session = SessionMark(pass: pass.number, began: now())
      try tables.sessions.put(session, at: SessionKey(cookie), in: transaction)
      return Role(pass)
    }
  }

  /// Who a browser is; nil: nobody who is in.
  func role(of cookie: String) throws(SiteStoreError) -> Role? {
    try store.read { transaction throws(SiteStoreError) in
      guard let session = try tables.sessions.get(SessionKey(cookie), in: transaction),
        let pass = try tables.passes.get(session.pass, in: transaction), pass.isGood(at: now())
      else { return nil }
      return Role(pass)
    }
  }

  /// It goes.
  func leave(_ cookie: String) async throws(SiteStoreError) {
    try await write { [self] transaction throws(SiteStoreError) in
      try tables.sessions.delete(SessionKey(cookie), in: transaction)
      return
    }
  }
}
