/// Proofs, heads and keys as files that people send each other.
public import ArgumentParser
internal import Foundation
public import Seals

/// `--key`: whom to believe.
public struct KeyOption: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "The public keys of the manager, as `vouchd keys export` writes them.",
      discussion: "Had by another way than what is verified: whoever sends both can make both.", valueName: "file"))
  var key: String

  /// For the parser.
  public init() {}

  /// The keys in the file.
  public var ring: KeyRing {
    get throws(Failure) { try ProofFiles.ring(key) }
  }
}

/// Reading and writing them.
public enum ProofFiles {
  /// The public keys in a file.
  public static func ring(_ path: String) throws(Failure) -> KeyRing {
    guard let ring = KeyRing(try bytes(path, .keyRing)) else { throw damaged(path, .keyRing) }
    return ring
  }

  /// The signed head in a file.
  public static func head(_ path: String) throws(Failure) -> SignedHead {
    guard let head = SignedHead(try bytes(path, .signedHead)) else { throw damaged(path, .signedHead) }
    return head
  }

  /// The signed head in a file, or that at the end of an export, which is verified: by `ring`, or, where that is nil, only as
  /// far as it holds together.
  public static func headOrEnd(_ path: String, _ ring: KeyRing?) throws(Failure) -> SignedHead {
    guard try isExport(path) else { return try head(path) }
    guard let ring else {
      throw .usage("To go on after an export it is verified first: say by which keys, with --key.")
    }
    return try ExportAudit(of: path, ring).head
  }

  private static func isExport(_ path: String) throws(Failure) -> Bool {
    var parser = ExportParser()
    parser.feed(try ByteSource(path).next().prefix(1024))
    do throws(ExportFault) { _ = try parser.next() } catch {
      if case .noExport = error { return false }
    }
    return true
  }

  /// The bytes of the check's proof in a file. Nothing of it is judged.
  public static func proof(_ path: String) throws(Failure) -> [UInt8] { try bytes(path, .checkProof) }

  /// Writes a file, which is there whole or not at all.
  public static func write(_ bytes: [UInt8], _ kind: Armour, to path: String) throws(Failure) {
    do {
      try Data(kind.text(of: bytes).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .io("\(path) cannot be written: \(error.reason)")
    }
  }

  private static func bytes(_ path: String, _ kind: Armour) throws(Failure) -> [UInt8] {
    let text = try text(path)
    if let found = Armour(heading: text), found != kind {
      throw .badData("\(path) holds a \(found.rawValue.lowercased()), and a \(kind.rawValue.lowercased()) is wanted.")
    }
    guard let bytes = kind.bytes(of: text) else { throw damaged(path, kind) }
    return bytes
  }

  private static func damaged(_ path: String, _ kind: Armour) -> Failure {
    .badData("\(path) is no \(kind.rawValue.lowercased()), or was changed on its way: have it sent again.")
  }

  /// No more of the file is read than the longest of them has.
  private static func text(_ path: String) throws(Failure) -> String {
    let source = try ByteSource(path)
    var bytes: [UInt8] = []
    while bytes.count <= Armour.maximumBytes {
      let more = try source.next()
      guard !more.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
      bytes += more
    }
    throw .badData("\(path) is larger than any such file.")
  }
}
