/// Where a ledger's keys lie, and how they are read and written: secrets so that nobody else can read them.
internal import Foundation
internal import Glibc
internal import Seals

/// The files of a ledger's keys. Each is a text (`Armour`) that says what it is.
///
/// Absent: what the keys are for.
struct KeyFiles: Sendable {
  /// A file, and whether systemd keeps it for the service: then others cannot read it, and nobody can write it.
  struct Place: Hashable, Sendable {
    let path: String
    let isCredential: Bool
  }

  /// The key that signs heads.
  let signing: Place
  /// The secret that hides leaves.
  let leaf: Place
  /// The public keys, for everybody.
  let ring: String

  /// The names of credentials for systemd's `LoadCredential=`.
  static let credentials = (signing: "vouch-signing-key", leaf: "vouch-leaf-secret")

  /// Each file is where a setting says, else among the credentials that systemd gives, else beside the data.
  init(data: String, signing: String?, leaf: String?, environment: [String: String]) {
    func place(_ setting: String?, credential: String, file: String) -> Place {
      if let setting { return Place(path: setting, isCredential: false) }
      if let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty {
        let path = "\(directory)/\(credential)"
        if unsafe access(path, F_OK) == 0 { return Place(path: path, isCredential: true) }
      }
      return Place(path: "\(data)/\(file)", isCredential: false)
    }
    self.signing = place(signing, credential: KeyFiles.credentials.signing, file: "signing.key")
    self.leaf = place(leaf, credential: KeyFiles.credentials.leaf, file: "leaf.secret")
    ring = "\(data)/keys.ring"
  }
}

extension KeyFiles {
  /// The key that signs; nil where there is no file.
  func readSigningKey() throws(Configuration.Problem) -> SigningKey? {
    guard let bytes = try readSecret(signing, .signingKey) else { return nil }
    guard let key = SigningKey(seed: bytes) else { throw unreadable(signing.path, .signingKey) }
    return key
  }

  /// The secret of the leaves; nil where there is no file.
  func readSalts() throws(Configuration.Problem) -> LeafSalts? {
    guard let bytes = try readSecret(leaf, .leafSecret) else { return nil }
    guard let salts = LeafSalts(secret: bytes) else { throw unreadable(leaf.path, .leafSecret) }
    return salts
  }

  /// The public keys; nil where there is no file.
  func readRing() throws(Configuration.Problem) -> KeyRing? {
    guard let text = try read(ring) else { return nil }
    guard let found = Armour.keyRing.bytes(of: text).flatMap({ KeyRing($0) }) else {
      throw unreadable(ring, .keyRing)
    }
    return found
  }

  /// Writes the key that signs, in place of the one that is there. Durable when this returns.
  func write(_ key: SigningKey) throws(Configuration.Problem) {
    try write(Armour.signingKey.text(of: key.seed), to: signing, mode: 0o600)
  }

  /// Writes the secret of the leaves.
  func write(leafSecret bytes: [UInt8]) throws(Configuration.Problem) {
    try write(Armour.leafSecret.text(of: bytes), to: leaf, mode: 0o600)
  }

  /// Writes the public keys.
  func write(_ ring: KeyRing) throws(Configuration.Problem) {
    try write(Armour.keyRing.text(of: ring.bytes), to: Place(path: self.ring, isCredential: false), mode: 0o644)
  }

  private func readSecret(_ place: Place, _ kind: Armour) throws(Configuration.Problem) -> [UInt8]? {
    guard let text = try read(place.path) else { return nil }
    var status = stat()
    if !place.isCredential, unsafe stat(place.path, &status) == 0, status.st_mode & 0o077 != 0 {
      throw Configuration.Problem("\(place.path) is a secret that others can read. Close it: chmod 600 \(place.path)")
    }
    guard let bytes = kind.bytes(of: text) else { throw unreadable(place.path, kind) }
    return bytes
  }

  private func unreadable(_ path: String, _ kind: Armour) -> Configuration.Problem {
    Configuration.Problem(
      "\(path) is not what it should be: a file that begins with -----BEGIN \(kind.rawValue)-----, unchanged.")
  }

  private func read(_ path: String) throws(Configuration.Problem) -> String? {
    guard unsafe access(path, F_OK) == 0 || errno != ENOENT else { return nil }
    guard let data = FileManager.default.contents(atPath: path), data.count <= Armour.maximumBytes else {
      throw Configuration.Problem("\(path) cannot be read. Check the file and its owner.")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Whole or not at all, also when the machine stops.
  private func write(_ text: String, to place: Place, mode: mode_t) throws(Configuration.Problem) {
    guard !place.isCredential else {
      throw Configuration.Problem("\(place.path) is a credential: change it where systemd has it from.")
    }
    let draft = "\(place.path).new"
    func failed() -> Configuration.Problem {
      Configuration.Problem("\(place.path) cannot be written: \(unsafe String(cString: strerror(errno))).")
    }
    // What a process left that died over it.
    unsafe unlink(draft)
    let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else { throw failed() }
    let bytes = Array(text.utf8)
    let written = unsafe Glibc.write(file, bytes, bytes.count)
    // Whatever the umask: the public keys are for everybody.
    let isWritten = written == bytes.count && fchmod(file, mode) == 0 && fsync(file) == 0
    close(file)
    guard isWritten, unsafe rename(draft, place.path) == 0 else { throw failed() }
    let directory = unsafe open((place.path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }
}
