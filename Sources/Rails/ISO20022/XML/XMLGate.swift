/// What is looked at before the parser sees a byte: size, encoding, and that nothing is there to be expanded.

/// The gate before the parser. It knows no XML but the two characters that every declaration begins with.
enum XMLGate {
  /// Passes bytes that are UTF-8 of a bounded size without any declaration of a document type or an entity.
  static func check(_ bytes: [UInt8]) throws(ISO20022Fault) {
    guard !bytes.isEmpty else {
      throw ISO20022Fault(line: 1, "the file is empty; have the bank send it again.")
    }
    guard bytes.count <= XMLBounds.bytes else {
      throw ISO20022Fault(
        line: 1,
        "the file has \(bytes.count) bytes and at most \(XMLBounds.bytes) are read; ask the bank for smaller ones.")
    }
    // UTF-16 and UTF-32 in either order: by their marks, or by the zeros around the first `<`.
    if [0xFE, 0xFF, 0x00].contains(bytes[0]) || bytes.count > 1 && bytes[1] == 0x00 {
      throw ISO20022Fault(line: 1, "the file is no UTF-8; ask the bank for UTF-8, or convert it.")
    }
    try checkText(bytes)
    try checkDeclaration(bytes)
    try checkPieces(bytes)
    try checkNothingExpands(bytes)
    try checkInstructions(bytes)
  }

  private static func checkText(_ bytes: [UInt8]) throws(ISO20022Fault) {
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    // No character has a line feed within: the first bad line is the first that is bad alone.
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    throw ISO20022Fault(
      line: (bad ?? 0) + 1, "this line is no UTF-8; ask the bank for UTF-8, or convert the file.")
  }

  /// How far the declaration at the beginning may reach: it is three short attributes.
  private static let declarationBytes = 200

  private static func checkDeclaration(_ bytes: [UInt8]) throws(ISO20022Fault) {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let head = String(decoding: bytes.dropFirst(hasMark ? 3 : 0).prefix(declarationBytes), as: UTF8.self)
    guard head.hasPrefix("<?xml") else { return }
    guard let end = head.firstIndex(of: ">") else {
      throw ISO20022Fault(line: 1, "the XML declaration does not end; have the bank send the file again.")
    }
    let words = head[..<end].split { " \t\r\n='\"?<".contains($0) }
    guard let place = words.firstIndex(of: "encoding") else { return }
    let encoding = words[(place + 1)...].first ?? ""
    guard encoding.lowercased() == "utf-8" else {
      throw ISO20022Fault(
        line: 1, "the file says that its encoding is '\(encoding)' and only UTF-8 is read; ask the bank for UTF-8.")
    }
  }

  /// The parser compares each attribute with all others of its element before anybody is asked how many may be. Nothing
  /// that it would take for one element reaches over a `<`, so their number is bounded by the distance between two.
  private static func checkPieces(_ bytes: [UInt8]) throws(ISO20022Fault) {
    var (line, start) = (1, 0)
    for (place, byte) in bytes.enumerated() {
      if byte == 0x0A { line += 1 }
      if byte == 0x3C { start = place }
      guard place - start < XMLBounds.pieceBytes else {
        throw ISO20022Fault(
          line: line,
          "there are more than \(XMLBounds.pieceBytes) bytes without an element; this is no message of ISO 20022.")
      }
    }
  }

  /// `<!` is the beginning of a comment, of CDATA, or of what no message has and what bombs are made of. It is refused
  /// wherever it stands, so nobody can hide it from this scan and show it to the parser.
  private static func checkNothingExpands(_ bytes: [UInt8]) throws(ISO20022Fault) {
    var line = 1
    for (place, byte) in bytes.enumerated() {
      if byte == 0x0A { line += 1 }
      guard byte == 0x3C, place + 1 < bytes.count, bytes[place + 1] == 0x21 else { continue }
      let rest = bytes[(place + 2)...]
      guard !rest.starts(with: "--".utf8), !rest.starts(with: "[CDATA[".utf8) else { continue }
      throw ISO20022Fault(
        line: line,
        "the file declares a document type or an entity, which no message of ISO 20022 does; do not trust it.")
    }
  }

  /// An instruction to some program that has a name and nothing else (`<?x?>`): Foundation's parser reads what it says where
  /// there is nothing, and the process dies. No message of ISO 20022 has one; refused wherever it stands.
  private static func checkInstructions(_ bytes: [UInt8]) throws(ISO20022Fault) {
    var line = 1
    for (place, byte) in bytes.enumerated() {
      if byte == 0x0A { line += 1 }
      guard byte == 0x3C, place + 1 < bytes.count, bytes[place + 1] == 0x3F else { continue }
      let rest = bytes[(place + 2)...].drop { $0 != 0x3F && $0 > 0x20 }
      guard rest.starts(with: [0x3F, 0x3E]) else { continue }
      throw ISO20022Fault(
        line: line,
        "there is an instruction to a program without a word, which no message of ISO 20022 has; do not trust it.")
    }
  }
}
