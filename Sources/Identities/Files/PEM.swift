/// PEM as RFC 7468 has it, read strictly: only what is expected, and all of what is there.
///
/// Not by SwiftASN1, which takes 0.7 s to read and minutes to write a list of 20,000 revocations, and stops without a word at
/// a line of BEGIN that is no whole line.
internal import FoundationEssentials

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

  /// The documents of a file, one to `bound` of one kind, as DER. What stands before, between and after them is left out.
  static func documents(_ bytes: [UInt8], _ kind: Kind, bound: Int) throws(Malformed) -> [[UInt8]] {
    var reader = Reader(rest: bytes[...], thing: kind.thing)
    var documents: [[UInt8]] = []
    while let document = try reader.next() {
      guard document.label == kind.label else { throw Malformed(kind.thing, "holds \(other(document.label))") }
      guard documents.count < bound else { throw Malformed(kind.thing, "has more than \(bound) of them") }
      documents.append(document.der)
    }
    guard !documents.isEmpty else { throw Malformed(kind.thing, "has no line -----BEGIN \(kind.label)-----") }
    return documents
  }

  /// What the first line of BEGIN says; nil where there is none.
  static func firstLabel(_ bytes: [UInt8]) -> String? {
    guard let start = bytes.firstRange(of: begin)?.upperBound else { return nil }
    return String(decoding: bytes[start...].prefix { $0 != UInt8(ascii: "-") }, as: UTF8.self)
  }

  /// A document as text, with its line break.
  static func text(_ der: [UInt8], _ kind: Kind) -> String {
    let body = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return "-----BEGIN \(kind.label)-----\n\(body)\n-----END \(kind.label)-----\n"
  }

  fileprivate static let begin = Array("-----BEGIN ".utf8)
  fileprivate static let end = Array("-----END ".utf8)
  fileprivate static let hyphens = Array("-----".utf8)
  /// How many characters of base64 stand in a line, except for the last.
  fileprivate static let lineLength = 64

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

/// Goes through a file line by line.
private struct Reader {
  var rest: ArraySlice<UInt8>
  let thing: String

  /// The next document; nil where there is no other line of BEGIN.
  mutating func next() throws(Malformed) -> (label: String, der: [UInt8])? {
    while let line = nextLine() {
      guard let label = label(of: line, after: PEM.begin) else {
        guard line.firstRange(of: PEM.begin) == nil else { throw .damaged(thing) }
        continue
      }
      return (String(decoding: label, as: UTF8.self), try body(endingWith: label))
    }
    return nil
  }

  private mutating func body(endingWith label: ArraySlice<UInt8>) throws(Malformed) -> [UInt8] {
    var text = Data()
    var isLast = false
    while let line = nextLine() {
      if let end = self.label(of: line, after: PEM.end) {
        guard end == label, let der = Data(base64Encoded: text), !der.isEmpty else { throw .damaged(thing) }
        return Array(der)
      }
      guard !isLast, (1...PEM.lineLength).contains(line.count) else { throw .damaged(thing) }
      isLast = line.count < PEM.lineLength
      text.append(contentsOf: line)
    }
    throw .damaged(thing)
  }

  /// The label of a line of BEGIN or END, which is nothing else.
  private func label(of line: ArraySlice<UInt8>, after start: [UInt8]) -> ArraySlice<UInt8>? {
    guard line.count > start.count + PEM.hyphens.count, line.starts(with: start),
      line.suffix(PEM.hyphens.count).elementsEqual(PEM.hyphens)
    else { return nil }
    return line.dropFirst(start.count).dropLast(PEM.hyphens.count)
  }

  /// The next line without its end; nil at the end of the file.
  private mutating func nextLine() -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    var line = rest.prefix { $0 != UInt8(ascii: "\n") }
    rest = rest[line.endIndex...].dropFirst()
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }
}
