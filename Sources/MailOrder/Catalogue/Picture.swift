/// Pictures of commodities: small files of three kinds that every browser shows, and none that it would run.

/// A picture's name: 1 … 64 letters, digits and `-._`, the first no full stop. So it is no path, and means itself in an address.
public struct PictureName: Hashable, Sendable, CustomStringConvertible {
  public static let maximumLength = 64
  public let description: String

  /// Reads a name; nil when `text` is none.
  public init?(_ text: some StringProtocol) {
    guard (1...PictureName.maximumLength).contains(text.utf8.count), text.first != ".",
      text.utf8.allSatisfy({ byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
      })
    else { return nil }
    description = String(text)
  }
}

/// A picture.
public struct Picture: Hashable, Sendable {
  /// The largest file, in bytes: a photograph of a thousand points a side has a third of it.
  public static let maximumBytes = 512 << 10

  public let name: PictureName
  public let kind: Kind
  public let bytes: [UInt8]

  /// A picture; nil when the bytes are none, or too many.
  public init?(_ name: PictureName, _ bytes: [UInt8]) {
    guard bytes.count <= Picture.maximumBytes, let kind = Kind(of: bytes) else { return nil }
    self.name = name
    self.kind = kind
    self.bytes = bytes
  }

  /// What a file is, by how it begins, whatever its name says.
  public enum Kind: Hashable, Sendable, CaseIterable {
    case png, jpeg, webP

    /// The kind of a file; nil for anything else, such as SVG, in which scripts may stand.
    public init?(of bytes: [UInt8]) {
      if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
        self = .png
      } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
        self = .jpeg
      } else if bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WEBP".utf8) {
        self = .webP
      } else {
        return nil
      }
    }

    /// What a browser is told that it is.
    public var type: String {
      switch self {
      case .png: "image/png"
      case .jpeg: "image/jpeg"
      case .webP: "image/webp"
      }
    }
  }
}
