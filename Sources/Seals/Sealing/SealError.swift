/// Why something sealed is not opened, by name. No case carries anything of what was sealed, or of a key.

/// A failure to open, or to seal.
public enum SealError: Error, Hashable, Sendable {
  /// Too short, or of no length that sealing makes.
  case malformed
  /// Sealed by a form that is not known here: a later Vouch's, or no seal at all.
  case unknownVersion(UInt8)
  /// Sealed by a key that is not at hand: an old one that was put away, another person's, or one that was destroyed.
  case unknownKey(KeyID)
  /// The bytes were changed, or lie where they were not sealed for.
  case refused
  /// What is to be sealed is longer than this.
  case tooLong(maximum: Int)
}

extension SealError: CustomStringConvertible {
  /// The failure in words.
  public var description: String {
    switch self {
    case .malformed: "no seal: its length is wrong"
    case .unknownVersion(let version): "a seal of unknown version \(version)"
    case .unknownKey(let key): "sealed by key \(key), which is not at hand"
    case .refused: "the seal is broken: changed, or moved from another record"
    case .tooLong(let maximum): "longer than \(maximum) bytes"
    }
  }
}
