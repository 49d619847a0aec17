/// Why an authority did not do what it was asked: each says what to do.
public import Ledger

/// A no of an authority, or a failure with its files.
public enum AuthorityError: Error, Hashable, Sendable {
  case files(IdentityError)
  /// What was asked for cannot be: a name, a key, a request, or an authority that has ended.
  case malformed(Malformed)
  /// There is an authority already.
  case exists(path: String)
  /// There is none.
  case noAuthority(path: String)
  /// Another process has been at work on it for long.
  case busy(path: String)
  /// The directory holds a certificate already.
  case holdsCertificate(directory: String, name: String)
  /// The key in the directory is another than the request's.
  case holdsAnotherKey(directory: String)
  /// The directory's certificate is none that this authority issued.
  case notIssuedHere(directory: String)
  /// The directory holds no private key: its owner has it.
  case noKey(directory: String)
  /// It is too early to renew; `due` is when it may be.
  case notDue(directory: String, due: Timestamp)
  case revoked(Serial, time: Timestamp, reason: RevocationReason)
  case expired(Serial, time: Timestamp)
  case unknownIdentity(Identity)
  case unknownSerial(String)
  /// Several numbers begin so.
  case ambiguousSerial(String, [Serial])
  /// All certificates of the identity are revoked or expired.
  case nothingToRevoke(Identity)

  init(_ error: IdentityError) { self = .files(error) }
}

extension AuthorityError: CustomStringConvertible {
  /// What is wrong and what to do about it, a sentence or two.
  public var description: String {
    switch self {
    case .files(let error): "\(error)"
    case .malformed(let fault): "\(fault.thing.first?.uppercased() ?? "")\(fault.thing.dropFirst()): \(fault.reason)."
    case .exists(let path):
      "\(path) holds an authority already. Another would not be believed by those who know this one."
    case .noAuthority(let path): "\(path) holds no authority. Make one: vouch ca init \(path) --name LEDGER"
    case .busy(let path): "Another program has been at work on the authority in \(path) for long. Try again."
    case .holdsCertificate(let directory, let name):
      "\(directory) holds a certificate of \(name) already. Renew that (vouch ca renew \(directory)), or give another "
        + "directory."
    case .holdsAnotherKey(let directory):
      "\(directory)/\(IdentityDirectory.keyFile) is not the key that the request is for. Give another directory."
    case .notIssuedHere(let directory): "The certificate in \(directory) was not issued by this authority."
    case .noKey(let directory):
      "\(directory) holds no private key, as its owner has it. Have the same key certified again (--keep-key), or issue "
        + "anew by a request (vouch ca issue --request FILE)."
    case .notDue(let directory, let due):
      "\(directory) is not due before \(due.inWords): a third of its time is left then. Renew it all the same: --force"
    case .revoked(let serial, let time, let reason):
      "Certificate \(serial.short) was revoked at \(time.inWords) (\(reason.words)), and stays so. Issue another."
    case .expired(let serial, let time):
      "Certificate \(serial.short) ended at \(time.inWords): nobody believes it any more."
    case .unknownIdentity(let identity): "No certificate was issued to \(identity). See: vouch ca list"
    case .unknownSerial(let digits): "No certificate has a number that begins with \(digits). See: vouch ca list"
    case .ambiguousSerial(let digits, let serials):
      "Several numbers begin with \(digits): \(serials.map(\.description).joined(separator: ", ")). Give more digits."
    case .nothingToRevoke(let identity): "All certificates of \(identity) are revoked or have ended. See: vouch ca list"
    }
  }
}

extension RevocationReason {
  /// The reason in words: `key compromise`.
  public var words: String {
    var words = ""
    for character in "\(self)" {
      if character.isUppercase { words += " " }
      words += character.lowercased()
    }
    return words
  }

  /// Those that a party's certificate is revoked for here. The others are of authorities, or can be taken back.
  public static let given: [RevocationReason] = [
    .unspecified, .keyCompromise, .affiliationChanged, .superseded, .cessationOfOperation, .privilegeWithdrawn,
  ]
}
