/// PEM as RFC 7468 has it, read strictly: only what is expected, and all of what is there.
internal import FoundationEssentials
internal import SwiftASN1

enum PEM {
  /// What a kind of document is called in its lines of BEGIN and END, and in sentences.
  struct Kind: Sendable {
    let label: String
    let thing: String

    static let certificate = Kind(label: "CERTIFICATE", thing: "a certificate in PEM")
    static let key = Kind(label: "PRIVATE KEY", thing: "a private key in PEM (PKCS#8)")
    static let request = Kind(label: "CERTIFICATE REQUEST", thing: "a certificate request in PEM (PKCS#10)")
    static let revocations = Kind(label: "X509 CRL", thing: "a list of revocations in PEM (X.509 CRL)")
  }

  /// The documents of `text`, one to `bound` of one kind, as DER. What stands before, between and after them is left out.
  static func documents(_ text: String, _ kind: Kind, bound: Int) throws(Malformed) -> [[UInt8]] {
    let documents: [PEMDocument]
    do {
      documents = try PEMDocument.parseMultiple(pemString: text)
    } catch {
      throw .damaged(kind.thing)
    }
    // The parser stops without a word at a line of BEGIN that does not end there.
    guard documents.count == beginnings(of: text) else { throw .damaged(kind.thing) }
    guard !documents.isEmpty else { throw Malformed(kind.thing, "has no line -----BEGIN \(kind.label)-----") }
    guard documents.count <= bound else { throw Malformed(kind.thing, "has more than \(bound) of them") }
    for document in documents where document.discriminator != kind.label {
      throw Malformed(kind.thing, "holds \(other(document.discriminator))")
    }
    return documents.map(\.derBytes)
  }

  /// The bytes of a file as documents. Anything but UTF-8 is none.
  static func documents(_ bytes: [UInt8], _ kind: Kind, bound: Int) throws(Malformed) -> [[UInt8]] {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .damaged(kind.thing) }
    return try documents(text, kind, bound: bound)
  }

  /// What the first line of BEGIN says; nil where there is none.
  static func firstLabel(_ bytes: [UInt8]) -> String? {
    guard let start = bytes.firstRange(of: Array("-----BEGIN ".utf8))?.upperBound else { return nil }
    return String(decoding: bytes[start...].prefix { $0 != UInt8(ascii: "-") }, as: UTF8.self)
  }

  /// A document as text, with its line break.
  ///
  /// Not by SwiftASN1, which counts what is left of the text once a line: minutes for a list of 20,000 certificates.
  static func text(_ der: [UInt8], _ kind: Kind) -> String {
    let body = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return "-----BEGIN \(kind.label)-----\n\(body)\n-----END \(kind.label)-----\n"
  }

  private static func beginnings(of text: String) -> Int {
    Array(text.utf8).ranges(of: Array("-----BEGIN ".utf8)).count
  }

  /// What another document is, with the way to what was wanted where there is one. The label itself is a stranger's text.
  private static func other(_ label: String) -> String {
    switch label {
    case "ENCRYPTED PRIVATE KEY":
      "a key under a password, which nobody would be there to type: openssl pkcs8 -in FILE -out key.pem"
    case "EC PRIVATE KEY", "RSA PRIVATE KEY", "EC PARAMETERS":
      "a key in an older form: openssl pkcs8 -topk8 -nocrypt -in FILE -out key.pem"
    case Kind.key.label: "a private key; keep that to yourself"
    case Kind.certificate.label: "a certificate"
    case Kind.request.label, "NEW CERTIFICATE REQUEST": "a certificate request"
    case Kind.revocations.label: "a list of revocations"
    default: "something else"
    }
  }
}
