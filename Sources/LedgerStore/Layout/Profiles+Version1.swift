/// Profiles as ledgers before format 5 have them, in the clear: read where such a one is sealed, and written no more.
internal import LMDB
internal import Ledger

extension AccountProfile {
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
  /// A profile that is all there is.
  init?(_ reader: inout ByteReader) {
    self.init(partOf: &reader)
    guard let keys = reader.publicKeysToEnd() else { return nil }
    (addressKey, handOverKeys) = keys
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
