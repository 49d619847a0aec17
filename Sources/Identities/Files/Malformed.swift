/// What is wrong with bytes that should be a certificate, a key, a request or a list.

/// A thing that cannot be read, and why. Nothing of its contents is in it: it may have been a key.
public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it should have been: `a certificate`.
  public let thing: String
  /// What is wrong, in words that follow the thing and its place: `is cut or changed`.
  public let reason: String

  init(_ thing: String, _ reason: String) {
    self.thing = thing
    self.reason = reason
  }

  /// Thing and reason: `a certificate: is cut or changed`.
  public var description: String { "\(thing): \(reason)" }
}

extension Malformed {
  /// What most faults come to: a bit that is another, or an end that is missing.
  static func damaged(_ thing: String) -> Malformed { Malformed(thing, "is cut or changed") }
}
