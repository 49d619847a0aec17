/// A profile field by field, as bytes: what can be sealed one by one.

/// The fields of profiles, of persons and of companies. The numbers are those of log and tables, and what each is sealed
/// for: never changed, never used again.
public enum ProfileField: UInt8, Hashable, Sendable, CaseIterable {
  case name = 1
  case sex = 2
  case address = 3
  case telephone = 4
  case bank = 5
  case bankAccountNumber = 6
  case bankNotes = 7
  case creditCompany = 8
  case cardNumber = 9
  case creditNotes = 10
}

/// What fields say, in the clear, as bytes: texts in UTF-8, the sex as its number in one byte.
public typealias ClearFields = [ProfileField: [UInt8]]

extension ProfileField {
  /// The name in the journal.
  public var name: String {
    switch self {
    case .name: "name"
    case .sex: "sex"
    case .address: "address"
    case .telephone: "telephone"
    case .bank: "bank"
    case .bankAccountNumber: "bank_account_number"
    case .bankNotes: "bank_notes"
    case .creditCompany: "credit_company"
    case .cardNumber: "card_number"
    case .creditNotes: "credit_notes"
    }
  }
}

extension AccountProfile {
  private static var texts: [(ProfileField, WritableKeyPath<AccountProfile, Text?>)] {
    [
      (.name, \.name), (.address, \.address), (.telephone, \.telephone), (.bank, \.bank),
      (.bankAccountNumber, \.bankAccountNumber), (.bankNotes, \.bankNotes), (.creditCompany, \.creditCompany),
      (.cardNumber, \.cardNumber), (.creditNotes, \.creditNotes),
    ]
  }

  /// The fields that say something.
  public var fields: ClearFields {
    var fields: ClearFields = [:]
    for (field, text) in AccountProfile.texts { fields[field] = self[keyPath: text].map { Array($0.value.utf8) } }
    fields[.sex] = sex.map { [$0.rawValue] }
    return fields
  }

  /// Takes what fields say; nothing where one of them cannot be what it is.
  public init?(_ fields: ClearFields) {
    self.init()
    for (field, text) in AccountProfile.texts {
      guard let bytes = fields[field] else { continue }
      guard let found = Text(utf8: bytes) else { return nil }
      self[keyPath: text] = found
    }
    guard let bytes = fields[.sex] else { return }
    guard bytes.count == 1, let sex = Sex(rawValue: bytes[0]) else { return nil }
    self.sex = sex
  }
}

extension CompanyProfile {
  private static var texts: [(ProfileField, WritableKeyPath<CompanyProfile, Text?>)] {
    [
      (.name, \.name), (.address, \.address), (.telephone, \.telephone), (.bank, \.bank),
      (.bankAccountNumber, \.bankAccountNumber),
    ]
  }

  /// The fields that say something.
  public var fields: ClearFields {
    var fields: ClearFields = [:]
    for (field, text) in CompanyProfile.texts { fields[field] = self[keyPath: text].map { Array($0.value.utf8) } }
    return fields
  }

  /// Takes what fields say; nothing where one of them cannot be what it is, or is none of a company's.
  public init?(_ fields: ClearFields) {
    self.init()
    var rest = fields
    for (field, text) in CompanyProfile.texts {
      guard let bytes = rest.removeValue(forKey: field) else { continue }
      guard let found = Text(utf8: bytes) else { return nil }
      self[keyPath: text] = found
    }
    guard rest.isEmpty else { return nil }
  }
}

extension Text {
  init?(utf8 bytes: [UInt8]) {
    guard let value = String(validating: bytes, as: UTF8.self) else { return nil }
    self.init(value)
  }
}
