/// The calls about keys: requests written, replies written and read.
internal import CProtobufC
internal import CVouchProtos
public import Ledger

extension Authenticate: Call {
  public var method: Method { .authenticate }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__authenticate_request__init) { unsafe $0.key = builder.string(key) }
  }

  public static func encode(_ reply: Reply<Authenticated>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__authenticate_reply__init) { known in
      let m = unsafe builder.make(vouch__v1__authenticated__init)
      unsafe m.pointee.holder = builder.actor(known.holder)
      unsafe m.pointee.number = known.number
      unsafe m.pointee.expires = known.expires.milliseconds
      return unsafe m
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Authenticated> {
    unsafe try Reader.reply(bytes, vouch__v1__authenticate_reply__unpack, Reader.authenticated)
  }
}

extension IssueKey: Call {
  public var method: Method { .issueKey }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__issue_key_request__init) {
      unsafe $0.number = number
      unsafe $0.digest = builder.digest(digest)
      unsafe $0.holder = builder.actor(holder)
      unsafe $0.lifetime = UInt64(lifetime.milliseconds)
      unsafe $0.note = builder.string(note)
    }
  }

  public static func encode(_ reply: Reply<KeyRecord>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__key_reply__init) { unsafe builder.key($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<KeyRecord> {
    unsafe try Reader.reply(bytes, vouch__v1__key_reply__unpack, Reader.key)
  }
}

extension RevokeKey: Call {
  public var method: Method { .revokeKey }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__revoke_key_request__init) { unsafe $0.number = number }
  }

  public static func encode(_ reply: Reply<KeyRecord>) -> [UInt8] { IssueKey.encode(reply) }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<KeyRecord> {
    try IssueKey.decodeReply(bytes)
  }
}

extension ListKeys: Call {
  public var method: Method { .listKeys }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__list_keys_request__init) {
      unsafe $0.from = from ?? 0
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }

  public static func encode(_ reply: Reply<Page<KeyRecord, UInt64>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__list_keys_reply__init) { page in
      let m = unsafe builder.make(vouch__v1__key_page__init)
      unsafe (m.pointee.n_keys, m.pointee.keys) = builder.list(page.items) { unsafe builder.key($0) }
      unsafe m.pointee.next = page.next ?? 0
      return unsafe m
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<KeyRecord, UInt64>> {
    unsafe try Reader.reply(bytes, vouch__v1__list_keys_reply__unpack, Reader.keyPage)
  }
}

// MARK: - Records

extension Builder {
  fileprivate func key(_ key: KeyRecord) -> UnsafeMutablePointer<Vouch__V1__AccessKey> {
    let m = unsafe make(vouch__v1__access_key__init)
    unsafe m.pointee.number = key.number
    unsafe m.pointee.holder = actor(key.holder)
    unsafe m.pointee.issued = key.issued.milliseconds
    unsafe m.pointee.expires = key.expires.milliseconds
    unsafe m.pointee.revoked = key.revoked?.milliseconds ?? 0
    unsafe m.pointee.note = string(key.note)
    return unsafe m
  }
}

extension Reader {
  fileprivate func authenticated(_ m: Vouch__V1__Authenticated) throws(Invalid) -> Authenticated {
    unsafe Authenticated(
      holder: try needActor(m.holder, "holder"), number: try keyNumber(m.number, "number"),
      expires: try time(m.expires, "expires"))
  }

  fileprivate func key(_ m: Vouch__V1__AccessKey) throws(Invalid) -> KeyRecord {
    unsafe KeyRecord(
      number: try keyNumber(m.number, "number"), holder: try needActor(m.holder, "holder"),
      issued: try time(m.issued, "issued"), expires: try time(m.expires, "expires"),
      revoked: try optionalTime(m.revoked, "revoked"), note: try text(m.note, "note"))
  }

  fileprivate func keyPage(_ m: Vouch__V1__KeyPage) throws(Invalid) -> Page<KeyRecord, UInt64> {
    unsafe Page(items: try items(m.n_keys, m.keys, Reader.key), next: m.next == 0 ? nil : m.next)
  }
}
