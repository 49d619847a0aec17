/// What is wrong with a message of ISO 8583: which field, where, and why.

/// A message that was refused, as it came or as it was to be written.
///
/// It never shows what stands in a field: card numbers do.
struct ISOFault: Error, Hashable, Sendable {
  /// 2 … 128, 0 for the message's type, 1 for the bitmaps; nil where it is about the message as a whole.
  let field: Int?
  /// Bytes from the beginning of the message, after its length header; nil for one that is being written.
  let offset: Int?
  let reason: Reason

  enum Reason: Hashable, Sendable {
    /// The length header says more than `ISOFrame.maximumBytes`, or nothing.
    case frame(length: Int)
    /// It ends before the field does.
    case short(needed: Int)
    /// The field says that it is longer than it may be.
    case tooLong(length: Int, maximum: Int)
    /// Other than exactly as long as it must be.
    case wrongLength(length: Int, expected: Int)
    /// A byte in it that may not be.
    case wrongByte(ISOField.Kind)
    /// The digits that say how long it is are none.
    case wrongPrefix
    /// The bitmap names a field that is not in the table.
    case unknownField
    /// Bytes after the last field.
    case trailing(count: Int)
    /// No type of ISO 8583:1987.
    case wrongType
    /// A second bitmap that names no field, or names a third.
    case wrongBitmap
    /// A field that must be there, and is not.
    case missing
  }

  init(_ reason: Reason, field: Int? = nil, at offset: Int? = nil) {
    self.reason = reason
    self.field = field
    self.offset = offset
  }
}

extension ISOFault: CustomStringConvertible {
  /// `field 4 (amount, transaction) at byte 22: digits only may stand in it`
  var description: String {
    var place =
      switch field {
      case nil: "the message"
      case 0?: "the message's type"
      case 1?: "the bitmap"
      case let number?: "field \(number)" + (ISOField[number].map { " (\($0.name))" } ?? "")
      }
    if let offset { place += " at byte \(offset)" }
    return "\(place): \(reason.words)"
  }
}

extension ISOFault.Reason {
  /// What is wrong, in words.
  var words: String {
    switch self {
    case .frame(let length):
      "its length header says \(length) bytes, which is none or more than the \(ISOFrame.maximumBytes) that are taken; "
        + "see that both sides use a header of 2 bytes, high one first"
    case .short(let needed): "it ends \(needed) bytes too early"
    case .tooLong(let length, let maximum): "it says \(length) bytes, and has at most \(maximum)"
    case .wrongLength(let length, let expected): "it has \(length) bytes, and must have \(expected)"
    case .wrongByte(let kind): "\(kind.words) may stand in it"
    case .wrongPrefix: "its length is not in ASCII digits"
    case .unknownField: "nobody here knows such a field; see that both sides mean ISO 8583:1987"
    case .trailing(let count): "\(count) bytes follow after the last field"
    case .wrongType: "it is none of ISO 8583:1987 in ASCII; see that both sides use the same wire format"
    case .wrongBitmap: "the second one names no field, or names a third one"
    case .missing: "it is not there"
    }
  }
}
