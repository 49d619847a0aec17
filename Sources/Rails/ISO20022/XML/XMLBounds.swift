/// How large a message may be: all of it comes from outside.
public enum XMLBounds {
  /// The longest file, in bytes: a day's statement of ten thousand entries fits.
  public static let bytes = 16 << 20
  /// How deep elements may lie in one another: messages of ISO 20022 have about fifteen levels.
  public static let depth = 32
  /// How many elements a file may have: sixteen million bytes could otherwise become four million of them.
  public static let elements = 500_000
  /// How many bytes may lie between two `<`: the longest texts of ISO 20022 have 10,000.
  public static let pieceBytes = 1 << 16
  /// How many name spaces may be declared at one place: for each element, the parser looks through all of them.
  public static let spaces = 64
  /// How many attributes an element may have: ISO 20022 uses one, and name spaces are a few more.
  public static let attributes = 16
}
