/// Who parties are, and what drawers write on their checks, as bytes: each field present or not, in the order declared.
internal import LMDB
internal import Ledger

extension AccountProfile {
  func encoded(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(capacity: 128)
    write(to: &writer)
    return writer.sealed(at: key)
  }

  func write(to writer: inout ByteWriter) {
    writer.put(sex.map { $0.rawValue + 1 } ?? 0)
    for field in [
      name, address, telephone, bank, bankAccountNumber, bankNotes, creditCompany, cardNumber, creditNotes,
    ] { writer.put(field) }
  }

  /// A profile that is all there is.
  init?(_ reader: inout ByteReader) {
    self.init(partOf: &reader)
    guard reader.isAtEnd else { return nil }
  }

  init?(partOf reader: inout ByteReader) {
    guard let sex = reader.byte(), sex <= Sex.other.rawValue + 1,
      let name = reader.text(), let address = reader.text(), let telephone = reader.text(), let bank = reader.text(),
      let bankAccountNumber = reader.text(), let bankNotes = reader.text(), let creditCompany = reader.text(),
      let cardNumber = reader.text(), let creditNotes = reader.text()
    else { return nil }
    self.init()
    self.sex = sex == 0 ? nil : Sex(rawValue: sex - 1)
    self.name = name
    self.address = address
    self.telephone = telephone
    self.bank = bank
    self.bankAccountNumber = bankAccountNumber
    self.bankNotes = bankNotes
    self.creditCompany = creditCompany
    self.cardNumber = cardNumber
    self.creditNotes = creditNotes
  }
}

extension CompanyProfile {
  /// The fields, and after them the public keys, where there are any.
  func encoded(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(capacity: 96)
    write(to: &writer)
    if addressKey != nil || !handOverKeys.isEmpty { writer.put(addressKey) }
    for registered in handOverKeys {
      writer.put(registered.key)
      writer.put(registered.since.milliseconds)
      writer.put(registered.until == nil ? 0 : 1 as UInt8)
      if let until = registered.until { writer.put(until.milliseconds) }
    }
    return writer.sealed(at: key)
  }

  func write(to writer: inout ByteWriter) {
    for field in [name, address, telephone, bank, bankAccountNumber] { writer.put(field) }
  }

  /// A profile that is all there is.
  init?(_ reader: inout ByteReader) {
    self.init(partOf: &reader)
    guard !reader.isAtEnd else { return }
    guard let addressKey = reader.publicKey() else { return nil }
    self.addressKey = addressKey
    while !reader.isAtEnd {
      guard let key = reader.handOverKey(), let since = reader.signed(), let isOver = reader.byte(), isOver <= 1 else {
        return nil
      }
      var registered = RegisteredKey(key, since: Timestamp(milliseconds: since))
      if isOver != 0 {
        guard let until = reader.signed() else { return nil }
        registered.until = Timestamp(milliseconds: until)
      }
      handOverKeys.append(registered)
    }
    guard handOverKeys.count <= [RegisteredKey].maximumKeys else { return nil }
  }

  init?(partOf reader: inout ByteReader) {
    guard let name = reader.text(), let address = reader.text(),
      let telephone = reader.text(), let bank = reader.text(), let bankAccountNumber = reader.text()
    else { return nil }
    self.init()
    self.name = name
    self.address = address
    self.telephone = telephone
    self.bank = bank
    self.bankAccountNumber = bankAccountNumber
  }
}

extension ByteWriter {
  mutating func put(_ key: HandOverKey) {
    for byte in key.bytes { put(byte) }
  }

  /// Whether there is one, and it.
  mutating func put(_ key: PublicKey?) {
    put(key == nil ? 0 : 1 as UInt8)
    if let key { put(key.words) }
  }
}

extension ByteReader {
  mutating func handOverKey() -> HandOverKey? {
    var bytes: [UInt8] = []
    for _ in 0..<HandOverKey.byteCount {
      guard let byte = byte() else { return nil }
      bytes.append(byte)
    }
    return HandOverKey(bytes)
  }

  /// The key, if there is one; nil for what no program writes.
  mutating func publicKey() -> PublicKey?? {
    guard let isThere = byte(), isThere <= 1 else { return nil }
    guard isThere != 0 else { return .some(nil) }
    return digest().map { .some(PublicKey($0)) }
  }
}

extension Text {
  func encoded(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(capacity: value.utf8.count + 8)
    writer.put(self)
    return writer.sealed(at: key)
  }

  init?(_ reader: inout ByteReader) {
    guard let text = reader.text(), let text, reader.isAtEnd else { return nil }
    self = text
  }
}
