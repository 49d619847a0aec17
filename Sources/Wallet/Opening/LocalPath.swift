/// Where the browser goes once the wallet is open: a page of the wallet, and nowhere else.

/// A path with its query.
struct LocalPath: Hashable, Sendable, CustomStringConvertible {
  let description: String

  /// The longest: a hand-over has some two hundred characters.
  static let maximumLength = 1_024
  /// The first page.
  static let home = LocalPath(unchecked: "/")

  /// Takes a path; nothing where a browser could take it for an address elsewhere.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= LocalPath.maximumLength, bytes.first == UInt8(ascii: "/"),
      bytes.count == 1 || bytes[1] != UInt8(ascii: "/"),
      bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") })
    else { return nil }
    description = text
  }

  private init(unchecked text: String) { description = text }
}
