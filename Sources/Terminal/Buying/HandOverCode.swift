/// What the buyer tells the driver before the goods are handed over.

/// A fresh code. Everybody on the way has its digest, so it is longer than a number that is easily tried through: eight
/// characters of thirty-two, none of which is taken for another when it is read out.
public enum HandOverCode {
  /// How many characters a code has.
  public static let length = 8
  private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")

  /// A code out of `random`.
  public static func make(using random: inout some RandomNumberGenerator) -> String {
    String((0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] })
  }
}
