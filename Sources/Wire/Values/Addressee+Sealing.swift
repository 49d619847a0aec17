/// The person behind a check, as what is sealed to its distributor.
internal import MailOrder

extension Addressee {
  /// The packed recipient that a distributor reads: name, address, the postcode in it, telephone. Nil where name or address
  /// are not on file.
  public var recipientBytes: [UInt8]? { Recipient(onFile: name, address: address, telephone: telephone)?.packed }

  /// A person whom only the distributor knows; nil for what is too long to be a sealed recipient.
  public init?(sealedBytes: [UInt8]) {
    guard let sealed = SealedRecipient(sealedBytes) else { return nil }
    self.init(sealed: sealed)
  }
}
