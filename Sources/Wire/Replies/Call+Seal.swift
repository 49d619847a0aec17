/// The calls about sealing keys: requests written, replies written and read.
internal import CVouchProtos
internal import Ledger

extension GetSealStatus: Call {
  public var method: Method { .getSealStatus }

  public func encodeRequest() -> [UInt8] { [] }

  public static func encode(_ reply: Reply<SealStatus>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_seal_status_reply__init) { unsafe builder.sealStatus($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<SealStatus> {
    unsafe try Reader.reply(bytes, vouch__v1__get_seal_status_reply__unpack, Reader.sealStatus)
  }
}

extension RotateSeal: Call {
  public var method: Method { .rotateSeal }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__rotate_seal_request__init) { unsafe $0.retire = isRetiring ? 1 : 0 }
  }

  public static func encode(_ reply: Reply<SealStatus>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__rotate_seal_reply__init) { unsafe builder.sealStatus($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<SealStatus> {
    unsafe try Reader.reply(bytes, vouch__v1__rotate_seal_reply__unpack, Reader.sealStatus)
  }
}

extension Builder {
  fileprivate func sealStatus(_ status: SealStatus) -> UnsafeMutablePointer<Vouch__V1__SealStatus> {
    let m = unsafe make(vouch__v1__seal_status__init)
    unsafe (m.pointee.n_keys, m.pointee.keys) = list(status.keys.count) { index in
      let key = unsafe make(vouch__v1__sealing_key_status__init)
      unsafe key.pointee.id = string(status.keys[index].id)
      unsafe key.pointee.persons = status.keys[index].persons
      return unsafe key
    }
    unsafe m.pointee.forgotten = status.forgotten
    return unsafe m
  }
}

extension Reader {
  fileprivate func sealStatus(_ m: Vouch__V1__SealStatus) throws(Invalid) -> SealStatus {
    unsafe SealStatus(keys: try items(m.n_keys, m.keys, Reader.sealingKey), forgotten: m.forgotten)
  }

  private func sealingKey(_ m: Vouch__V1__SealingKeyStatus) throws(Invalid) -> SealStatus.Key {
    unsafe SealStatus.Key(id: try text(m.id, "id").value, persons: m.persons)
  }
}
