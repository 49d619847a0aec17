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
  func encoded(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(capacity: 96)
    write(to: &writer)
    return writer.sealed(at: key)
  }

  func write(to writer: inout ByteWriter) {
    for field in [name, address, telephone, bank, bankAccountNumber] { writer.put(field) }
    // Last, and nothing where there is none: as it lay there before there were keys.
    if let addressKey { writer.put(addressKey.words) }
  }

  /// A profile that is all there is.
  init?(_ reader: inout ByteReader) {
    self.init(partOf: &reader)
    guard reader.isAtEnd else { return nil }
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
    // A profile is the end of whatever it is part of.
    guard !reader.isAtEnd else { return }
    guard let key = reader.digest() else { return nil }
    addressKey = PublicKey(key)
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
