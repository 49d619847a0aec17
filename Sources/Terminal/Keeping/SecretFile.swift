/// A small file with a secret in its first line: taken only where nobody else can read it.
package import Storage

/// Such a file.
public enum SecretFile {
  /// How many bytes it may have: far more than a line that people write.
  static let maximumBytes = 4_096

  /// Why it is not taken.
  public struct Fault: Error, Sendable, CustomStringConvertible {
    /// The file, and what is wrong with it.
    public let description: String
  }

  /// The first line, without white space around it; nil where there is no such file.
  public static func firstLine(of path: String) throws(Fault) -> String? {
    guard let bytes = try WholeFiles<Fault>.read(path, bound: maximumBytes, isSecret: true, followsLinks: true) else {
      return nil
    }
    let line = bytes.prefix { $0 != 0x0A }
    let blank: Set<UInt8> = [0x20, 0x09, 0x0D]
    let text = line.drop { blank.contains($0) }
    return String(
      decoding: text.prefix(text.count - text.reversed().prefix { blank.contains($0) }.count), as: UTF8.self)
  }
}

extension SecretFile.Fault: FileFailure {
  package init(_ fault: FileFault) {
    description =
      switch fault {
      case .missing(let path): "There is no file \(path)."
      case .notReadable(let path, let reason): "\(path) cannot be read: \(reason)."
      case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)."
      case .tooLarge(let path, let bound): "\(path) has more than \(bound) bytes."
      case .openToOthers(let path, _): "Others can read \(path): chmod 600 it first."
      }
  }
}
