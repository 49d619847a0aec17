/// Hand-over keys in files: the secret one at the carrier's site, public ones with whoever judges.

extension SigningKey {
  /// The secret half as a file has it. Whoever reads that file can sign hand-overs.
  public var armoured: String { Armour.handOverKey.text(of: [1] + seed) }

  /// Reads exactly what `armoured` makes, else nothing.
  public init?(armoured text: String) {
    guard let bytes = Armour.handOverKey.bytes(of: text), bytes.first == 1 else { return nil }
    self.init(seed: Array(bytes.dropFirst()))
  }
}

extension VerifyingKey {
  /// Sixty-four hexadecimal digits, as people hand it on.
  public var text: String { Hex.text(of: bytes) }

  /// Reads sixty-four hexadecimal digits that are a key; nil for anything else.
  public init?(text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Hex.value(digits[place]), let low = Hex.value(digits[place + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    self.init(bytes)
  }

  /// The keys of a file: one a line; what follows a `#`, and empty lines, are passed over. Nil where a line is something
  /// else, or there is none.
  public static func keys(in text: String) -> [VerifyingKey]? {
    var keys: [VerifyingKey] = []
    for line in text.split(separator: "\n") {
      let content = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      guard !content.isEmpty else { continue }
      guard let key = VerifyingKey(text: content) else { return nil }
      keys.append(key)
    }
    return keys.isEmpty ? nil : keys
  }
}
