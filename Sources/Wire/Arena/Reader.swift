/// Fields of C messages as values of the ledger: each is right, or named with what is wrong.
internal import CProtobufC
internal import CVouchProtos
internal import Glibc
internal import Ledger
internal import MailOrder

/// Reads fields of messages that lie in an arena. The names of fields are only made when something is wrong.
struct Reader {
  let arena: Arena

  typealias CString = UnsafeMutablePointer<CChar>?

  func missing(_ field: String, _ hint: String) -> Invalid {
    Invalid(field: field, reason: "is missing", hint: hint)
  }

  /// The bytes of a text without its NUL; valid UTF-8 is not yet known.
  private func bytes(_ text: CString, _ field: () -> String) throws(Invalid) -> UnsafeBufferPointer<UInt8> {
    guard let text = unsafe text else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
    let length = unsafe strlen(text)
    if let size = unsafe arena.size(of: text), size != length + 1 {
      throw Invalid(field: field(), reason: "has a NUL in it", hint: "Texts have no control characters.")
    }
    return unsafe UnsafeBufferPointer(start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: length)
  }

  /// A text as it is; empty when absent.
  func string(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> String {
    let bytes = unsafe try bytes(text, field)
    guard let string = unsafe String(validating: bytes, as: UTF8.self) else {
      throw Invalid(field: field(), reason: "is not valid UTF-8", hint: "Texts are UTF-8.")
    }
    return string
  }

  func text(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> Text {
    let string = unsafe try string(text, field())
    if string.isEmpty { return .empty }
    guard let value = Text(string) else {
      throw Invalid(
        field: field(), reason: "is too long or has control characters",
        hint: "One line of at most \(Text.maximumBytes) bytes.")
    }
    return value
  }

  /// A text; nil when absent.
  func optionalText(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> Text? {
    let value = unsafe try self.text(text, field())
    return value == .empty ? nil : value
  }

  func optionalCode(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> Code? {
    let bytes = unsafe try bytes(text, field)
    if bytes.isEmpty { return nil }
    guard let code = unsafe Code(utf8: bytes.span) else {
      throw Invalid(
        field: field(), reason: "is no code",
        hint: "1 to 12 characters of A–Z 0–9 - . _, the first a letter or a digit.")
    }
    return code
  }

  func code(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> Code {
    guard let code = unsafe try optionalCode(text, field()) else { throw missing(field(), "Give the party's code.") }
    return code
  }

  func currency(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> Currency {
    guard let currency = unsafe try optionalCurrency(text, field()) else {
      throw missing(field(), "Give the three letters of ISO 4217, such as EUR.")
    }
    return currency
  }

  func optionalCurrency(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> Currency? {
    let bytes = unsafe try bytes(text, field)
    if bytes.isEmpty { return nil }
    guard bytes.count == 3, let currency = unsafe Currency(letters: (bytes[0], bytes[1], bytes[2])) else {
      throw Invalid(
        field: field(), reason: "is no currency", hint: "Give the three letters of ISO 4217, such as EUR.")
    }
    return currency
  }

  func optionalAmount(_ number: Int64, _ field: @autoclosure () -> String) throws(Invalid) -> Amount? {
    if number == 0 { return nil }
    guard let amount = Amount(minorUnits: number) else {
      throw Invalid(
        field: field(), reason: number < 0 ? "is negative" : "is too large",
        hint: "Minor units, 1 to \(Amount.maximum).")
    }
    return amount
  }

  func amount(_ number: Int64, _ field: @autoclosure () -> String) throws(Invalid) -> Amount {
    guard let amount = try optionalAmount(number, field()) else {
      throw missing(field(), "Minor units, 1 to \(Amount.maximum).")
    }
    return amount
  }

  /// A bound or a line: nothing, or up to what an amount may be.
  func sum(_ number: Int64, _ field: @autoclosure () -> String) throws(Invalid) -> Int64 {
    try optionalAmount(number, field())?.minorUnits ?? 0
  }

  func optionalID<ID: TimedID>(
    _ data: ProtobufCBinaryData, _ field: @autoclosure () -> String
  ) throws(Invalid) -> ID? {
    if unsafe data.len == 0 { return nil }
    guard unsafe data.len == 16, let bytes = unsafe data.data else {
      throw Invalid(field: field(), reason: unsafe "has \(data.len) bytes", hint: "An id has 16 bytes.")
    }
    let raw = UnsafeRawPointer(bytes)
    return unsafe ID(
      high: UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  func id<ID: TimedID>(_ data: ProtobufCBinaryData, _ field: @autoclosure () -> String) throws(Invalid) -> ID {
    guard let id: ID = unsafe try optionalID(data, field()) else {
      throw missing(field(), "An id has 16 bytes, as UUID version 7.")
    }
    return id
  }

  func digest(_ data: ProtobufCBinaryData, _ field: @autoclosure () -> String) throws(Invalid) -> Digest? {
    if unsafe data.len == 0 { return nil }
    guard unsafe data.len == Digest.byteCount, let bytes = unsafe data.data else {
      throw Invalid(
        field: field(), reason: unsafe "has \(data.len) bytes",
        hint: "A digest has \(Digest.byteCount) bytes, as of SHA-256.")
    }
    let raw = UnsafeRawPointer(bytes)
    func word(_ index: Int) -> UInt64 {
      unsafe UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    return Digest(word(0), word(1), word(2), word(3))
  }

  /// Bytes of which there are just so many; nil when absent.
  func bytes(
    _ data: ProtobufCBinaryData, _ counts: ClosedRange<Int>, _ what: String, _ field: @autoclosure () -> String
  ) throws(Invalid) -> [UInt8]? {
    if unsafe data.len == 0 { return nil }
    guard unsafe counts.contains(data.len), let start = unsafe data.data else {
      throw Invalid(field: field(), reason: unsafe "has \(data.len) bytes", hint: what)
    }
    return unsafe Array(UnsafeBufferPointer(start: start, count: data.len))
  }

  /// A signature; nil when absent.
  func signature(_ data: ProtobufCBinaryData, _ field: @autoclosure () -> String) throws(Invalid) -> [UInt8]? {
    unsafe try bytes(data, 64...64, "A signature of Ed25519 has 64 bytes.", field())
  }

  /// A signed hand-over, as bytes; empty when absent.
  func proof(_ data: ProtobufCBinaryData, _ field: @autoclosure () -> String) throws(Invalid) -> [UInt8] {
    let bound = Delivery.maximumProofBytes
    return unsafe try bytes(data, 1...bound, "A signed hand-over has at most \(bound) bytes.", field()) ?? []
  }

  /// A public key; nil when absent.
  func handOverKey(_ data: ProtobufCBinaryData, _ field: @autoclosure () -> String) throws(Invalid) -> HandOverKey? {
    let length = HandOverKey.byteCount
    guard let bytes = unsafe try bytes(data, length...length, "A key of Ed25519 has \(length) bytes.", field()) else {
      return nil
    }
    guard let key = HandOverKey(bytes) else {
      throw Invalid(field: field(), reason: "is no key", hint: "Give the public half of a hand-over key.")
    }
    return key
  }

  func optionalTime(_ milliseconds: Int64, _ field: @autoclosure () -> String) throws(Invalid) -> Timestamp? {
    if milliseconds == 0 { return nil }
    guard milliseconds > 0, milliseconds <= Timestamp.distantFuture.milliseconds else {
      throw Invalid(
        field: field(), reason: milliseconds < 0 ? "is negative" : "is after the year 9999",
        hint: "Milliseconds since 1970-01-01 UTC.")
    }
    return Timestamp(milliseconds: milliseconds)
  }

  func time(_ milliseconds: Int64, _ field: @autoclosure () -> String) throws(Invalid) -> Timestamp {
    guard let time = try optionalTime(milliseconds, field()) else {
      throw missing(field(), "Milliseconds since 1970-01-01 UTC.")
    }
    return time
  }

  func span(
    _ milliseconds: UInt64, atMost bound: Timestamp.Span, _ field: @autoclosure () -> String
  ) throws(Invalid) -> Timestamp.Span {
    guard let span = Timestamp.Span(milliseconds: milliseconds), span <= bound else {
      throw Invalid(
        field: field(), reason: "is too long", hint: "At most \(bound.milliseconds / 86_400_000) days, in milliseconds."
      )
    }
    return span
  }

  /// A value of an enumeration whose numbers are the ledger's plus `offset`; nil when absent.
  func optionalCase<Value: RawRepresentable<UInt8>>(
    _ raw: UInt32, offset: UInt32 = 0, _ field: @autoclosure () -> String
  ) throws(Invalid) -> Value? {
    if raw == 0 { return nil }
    guard raw >= offset, let narrow = UInt8(exactly: raw - offset), let value = Value(rawValue: narrow) else {
      throw Invalid(
        field: field(), reason: "is \(Int32(bitPattern: raw)), which has no meaning here",
        hint: "Give one of the contract's values.")
    }
    return value
  }

  func needCase<Value: RawRepresentable<UInt8>>(
    _ raw: UInt32, _ field: @autoclosure () -> String
  ) throws(Invalid) -> Value {
    guard let value: Value = try optionalCase(raw, field()) else {
      throw missing(field(), "Give one of the contract's values.")
    }
    return value
  }

  func limit(_ number: UInt32, _ field: @autoclosure () -> String) throws(Invalid) -> Int {
    guard number <= UInt32(PageBounds.maximum) else {
      throw Invalid(field: field(), reason: "is too large", hint: "At most \(PageBounds.maximum).")
    }
    return number == 0 ? PageBounds.usual : Int(number)
  }

  /// A message that must be there.
  func need<Message>(
    _ message: UnsafeMutablePointer<Message>?, _ field: @autoclosure () -> String
  ) throws(Invalid) -> Message {
    guard let message = unsafe message else { throw missing(field(), "Give it.") }
    return unsafe message.pointee
  }
}
