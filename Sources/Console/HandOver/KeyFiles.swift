/// Hand-over keys in files, and proofs beside them.
internal import Foundation
public import Seals

/// Files that hold a key or a proof. Failures name the file, never what is in it.
public enum SealFile {
  /// The longest file that is read: far more than keys or a proof take.
  private static let maximumBytes = 65_536

  /// The text of a file. Throws a `Failure.noInput` where there is none, a `Failure.badData` where it is no such text.
  public static func text(_ path: String) throws(Failure) -> String {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .noInput("There is no file \(path), or it may not be read.")
    }
    defer { try? file.close() }
    let data: Data?
    do { data = try file.read(upToCount: maximumBytes + 1) } catch {
      throw .io("\(path) could not be read: \(error.localizedDescription)")
    }
    guard let data, data.count <= maximumBytes, let text = String(data: data, encoding: .utf8) else {
      throw .badData("\(path) is empty, or no such file: too large, or no text.")
    }
    return text
  }

  /// Writes a new file that only its owner reads. Throws a `Failure.io` where one is there already.
  public static func write(_ text: String, to path: String) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .io("\(path) could not be made: \(unsafe String(cString: strerror(errno))). It is written over by nobody.")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(text.utf8))
      try file.synchronize()
      try file.close()
    } catch {
      throw .io("\(path) could not be written: \(error.localizedDescription)")
    }
  }

  /// The secret half of a hand-over key.
  public static func signingKey(_ path: String) throws(Failure) -> SigningKey {
    guard let key = SigningKey(armoured: try text(path)) else {
      throw .badData("\(path) has no hand-over key: make one with vouch-distributor keys init.")
    }
    return key
  }

  /// Public keys, one a line.
  public static func verifyingKeys(_ path: String) throws(Failure) -> [VerifyingKey] {
    guard let keys = VerifyingKey.keys(in: try text(path)) else {
      throw .badData("\(path) has something else than public keys: 64 hexadecimal digits a line, and # before remarks.")
    }
    return keys
  }

  /// A proof of delivery, as it was written: whether it was signed is not looked at.
  public static func proof(_ path: String) throws(Failure) -> SignedHandOver {
    guard let proof = SignedHandOver(armoured: try text(path)) else {
      throw .badData("\(path) has no proof of delivery: \(HandOverFault.damaged).")
    }
    return proof
  }
}
