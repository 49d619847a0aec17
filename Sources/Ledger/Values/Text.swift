/// A line of text that people wrote: valid UTF-8, bounded, without control characters. Never looked at in a decision.
public struct Text: Hashable, Sendable {
  /// The text itself; may be empty.
  public let value: String

  /// The longest text, in bytes of UTF-8: an address fits, a novel does not.
  public static let maximumBytes = 256

  /// Takes a text, or nothing when it is too long or has control characters (line breaks among them, Unicode's too).
  public init?(_ value: String) {
    guard value.utf8.count <= Text.maximumBytes else { return nil }
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case ..<0x20, 0x7F...0x9F, 0x2028, 0x2029: return nil
      default: break
      }
    }
    self.value = value
  }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { value.utf8.isEmpty }

  /// No text.
  public static let empty = Text(unchecked: "")

  init(unchecked value: String) { self.value = value }
}

extension Text: CustomStringConvertible {
  public var description: String { value }
}
