/// Lines of the journal: words with a space between them, and a checksum at the end.
///
/// `state ORDER-1 17 collect 1250 EUR 1111 approved 000001@1772445600 A00001 000002@1772445601 5c0e43a1`
internal import Ledger

extension CardRecord {
  /// The line, with its end.
  var line: String {
    let words: [String] =
      switch self {
      case .state(let order, let state):
        [
          "state", order.id, String(order.number), order.purpose.word, String(order.amount), order.currency.code,
          order.lastFour,
        ] + state.words
      case .told(let id): ["told", id]
      case .last(let number): ["last", String(number)]
      }
    let text = words.joined(separator: " ")
    return "\(text) \(CardRecord.checksum(of: text.utf8))\n"
  }

  /// Reads a line without its end; nil where it is none, or was changed.
  init?(line: Substring) {
    guard let space = line.lastIndex(of: " ") else { return nil }
    let text = line[..<space]
    guard line[line.index(after: space)...] == CardRecord.checksum(of: text.utf8) else { return nil }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    switch words.first {
    case "state":
      guard words.count >= 8, let number = UInt64(words[2]), let purpose = PaymentOrder.Purpose(word: words[3]),
        let amount = Int64(words[4]), let currency = Currency(code: String(words[5])),
        let state = CardState(words[7...])
      else { return nil }
      self = .state(
        CardOrder(
          id: String(words[1]), number: number, purpose: purpose, amount: amount, currency: currency,
          lastFour: String(words[6])), state)
    case "told" where words.count == 2: self = .told(id: String(words[1]))
    case "last":
      guard words.count == 2, let number = UInt32(words[1]), number <= CardTrace.largestNumber else { return nil }
      self = .last(number)
    default: return nil
    }
  }

  /// CRC-32 (ISO 3309), eight hexadecimal digits: enough to see a torn line, and no seal.
  private static func checksum(of bytes: some Sequence<UInt8>) -> String {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let digits = String(~sum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension PaymentOrder.Purpose {
  fileprivate var word: String {
    switch self {
    case .collect: "collect"
    case .payOut: "pay-out"
    case .giveBack: "give-back"
    }
  }

  fileprivate init?(word: Substring) {
    guard let purpose = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = purpose
  }
}

extension CardState {
  fileprivate var words: [String] {
    switch self {
    case .open: ["open"]
    case .authorising(let trace): ["authorising", trace.text]
    case .reversing(let original, let reversal, .open): ["reversing", original.text, reversal.text]
    case .reversing(let original, let reversal, .declined(let code)):
      ["reversing", original.text, reversal.text, code]
    case .approved(let original, let approval, let capture):
      ["approved", original.text, CardState.word(approval), capture.text]
    case .captured: ["captured"]
    case .declined(let code): ["declined", code]
    case .refunding(let trace): ["refunding", trace.text]
    case .refunded: ["refunded"]
    }
  }

  /// What an approval code stands for in a line: it may be empty, or have spaces in it.
  private static func word(_ approval: String) -> String {
    "'" + String(approval.map { $0 == " " ? "_" : $0 })
  }

  fileprivate init?(_ words: ArraySlice<Substring>) {
    let words = Array(words)
    switch (words.first, words.count) {
    case ("open", 1): self = .open
    case ("captured", 1): self = .captured
    case ("refunded", 1): self = .refunded
    case ("declined", 2): self = .declined(String(words[1]))
    case ("authorising", 2):
      guard let trace = CardTrace(words[1]) else { return nil }
      self = .authorising(trace)
    case ("refunding", 2):
      guard let trace = CardTrace(words[1]) else { return nil }
      self = .refunding(trace)
    case ("reversing", 3), ("reversing", 4):
      guard let original = CardTrace(words[1]), let reversal = CardTrace(words[2]) else { return nil }
      self = .reversing(original, by: reversal, then: words.count == 4 ? .declined(String(words[3])) : .open)
    case ("approved", 4):
      guard let original = CardTrace(words[1]), words[2].first == "'", let capture = CardTrace(words[3]) else {
        return nil
      }
      let approval = String(words[2].dropFirst().map { $0 == "_" ? " " : $0 })
      self = .approved(original, approval: approval, capture: capture)
    default: return nil
    }
  }
}
