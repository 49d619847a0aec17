/// Who a party is: what people need and no decision looks at. Kept apart from the records that decisions read.

/// The sex a person gave, if any (a field of the account database, D1).
public enum Sex: UInt8, Hashable, Sendable, CaseIterable {
  case unstated = 0
  case female = 1
  case male = 2
  case other = 3
}

/// The person behind an account (D1). In a change, a field that is nil stays as it is; an empty text clears it.
public struct AccountProfile: Hashable, Sendable {
  public var name: Text?
  public var sex: Sex?
  public var address: Text?
  public var telephone: Text?
  /// The bank, by name or code.
  public var bank: Text?
  public var bankAccountNumber: Text?
  /// What the bank says of the person, in words; its standing is in `Account.bank`.
  public var bankNotes: Text?
  public var creditCompany: Text?
  public var cardNumber: Text?
  /// What the credit company says of the person, in words; its standing and line are in `Account.card`.
  public var creditNotes: Text?

  /// Nothing said of anything.
  public init() {}

  /// Takes over every field that `change` names.
  public mutating func merge(_ change: AccountProfile) {
    name = change.name ?? name
    sex = change.sex ?? sex
    address = change.address ?? address
    telephone = change.telephone ?? telephone
    bank = change.bank ?? bank
    bankAccountNumber = change.bankAccountNumber ?? bankAccountNumber
    bankNotes = change.bankNotes ?? bankNotes
    creditCompany = change.creditCompany ?? creditCompany
    cardNumber = change.cardNumber ?? cardNumber
    creditNotes = change.creditNotes ?? creditNotes
  }

  /// The names of the fields that say something: all that the journal may know of them.
  public var fieldNames: [String] {
    [
      ("name", name != nil), ("sex", sex != nil), ("address", address != nil), ("telephone", telephone != nil),
      ("bank", bank != nil), ("bank_account_number", bankAccountNumber != nil), ("bank_notes", bankNotes != nil),
      ("credit_company", creditCompany != nil), ("card_number", cardNumber != nil),
      ("credit_notes", creditNotes != nil),
    ].filter(\.1).map(\.0)
  }
}

/// The company behind a seller or a distributor (D2, D3). In a change, a field that is nil stays as it is.
public struct CompanyProfile: Hashable, Sendable {
  public var name: Text?
  public var address: Text?
  public var telephone: Text?
  public var bank: Text?
  public var bankAccountNumber: Text?
  /// The hand-over keys that it has or had registered, oldest first. Kept, never part of a change: see `CompanyUpdate`.
  public var handOverKeys: [RegisteredKey] = []
  /// What addresses are sealed to that only this company is to read. Kept, never part of a change either.
  public var addressKey: PublicKey?

  /// Nothing said of anything.
  public init() {}

  /// Takes over every field that `change` names.
  public mutating func merge(_ change: CompanyProfile) {
    name = change.name ?? name
    address = change.address ?? address
    telephone = change.telephone ?? telephone
    bank = change.bank ?? bank
    bankAccountNumber = change.bankAccountNumber ?? bankAccountNumber
  }

  /// The names of the fields that say something.
  public var fieldNames: [String] {
    [
      ("name", name != nil), ("address", address != nil), ("telephone", telephone != nil), ("bank", bank != nil),
      ("bank_account_number", bankAccountNumber != nil),
    ].filter(\.1).map(\.0)
  }
}
