/// The files of a ledger's keys: made once, closed to others, and a new signing key follows the one before.
import Foundation
import Ledger
import Seals
import Testing
import VouchTesting

@testable import CheckManager
@testable import LedgerStore

/// A directory for keys, gone when the test ends.
private final class KeyDirectory {
  let path: String
  let ledger = Seals.LedgerIdentity(high: 1, low: 2)

  init() throws {
    path = NSTemporaryDirectory() + "vouch-keys-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var files: KeyFiles { KeyFiles(data: path, signing: nil, leaf: nil, environment: [:]) }

  func mode(_ file: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")[.posixPermissions] as? Int
  }

  func text(_ file: String) throws -> String { try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8) }

  func write(_ text: String, to file: String) throws {
    try text.write(toFile: "\(path)/\(file)", atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(path)/\(file)")
  }

  /// A history of so many commits of one entry each.
  static func history(_ size: UInt64) -> HistorySummary {
    HistorySummary(size: size, root: .empty, lastSequence: size, time: .start)
  }
}

private func problem(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch { return "\(error)" }
}

@Suite struct `the files of a ledger's keys` {
  @Test func `are made once, and secrets are closed to everybody else`() throws {
    let directory = try KeyDirectory()
    let ring = try directory.files.make(for: directory.ledger)
    #expect(try directory.mode("signing.key") == 0o600)
    #expect(try directory.mode("leaf.secret") == 0o600)
    #expect(try directory.mode("keys.ring") == 0o644)
    let before = try ["signing.key", "leaf.secret", "keys.ring"].map { try directory.text($0) }
    #expect(try directory.files.make(for: directory.ledger) == ring)
    #expect(try ["signing.key", "leaf.secret", "keys.ring"].map { try directory.text($0) } == before)
    #expect(!(try directory.text("keys.ring")).contains("SIGNING KEY"))
    let (keys, isNew) = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(0))
    #expect(!isNew)
    #expect(keys.ring == ring)
    #expect(ring[keys.signing.id] != nil)
  }

  @Test func `are made for a ledger of which nothing is attested yet, and for no other`() throws {
    let directory = try KeyDirectory()
    let salts = try directory.files.salts()
    #expect(try directory.files.salts().id == salts.id)
    #expect(problem { _ = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(3)) } != nil)
    let keys = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(0)).keys
    #expect(keys.salts.id == salts.id)
  }

  @Test func `have a new signing key follow the one before, and old heads stay good`() throws {
    let directory = try KeyDirectory()
    try directory.files.make(for: directory.ledger)
    let first = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(5)).keys
    let old = SignedHead(of: KeyDirectory.history(5), directory.ledger, by: first.signing)
    try directory.files.write(SigningKey())
    let (second, isNew) = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(5))
    #expect(isNew)
    #expect(second.signing.id != first.signing.id)
    #expect(second.ring.fault(of: old) == nil)
    // The same history, signed by the new one.
    let now = SignedHead(of: KeyDirectory.history(5), directory.ledger, by: second.signing)
    #expect(second.ring.fault(of: now) == nil)
    // The old key is believed for nothing new.
    let stolen = SignedHead(of: KeyDirectory.history(6), directory.ledger, by: first.signing)
    #expect(second.ring.fault(of: stolen) == .keyNotValid(first.signing.id))
    #expect(try directory.files.load(of: directory.ledger, at: KeyDirectory.history(9)).isNew == false)
  }

  @Test func `that are missing, open to others, damaged or another ledger's are named`() throws {
    let directory = try KeyDirectory()
    try directory.files.make(for: directory.ledger)
    func load(_ ledger: Seals.LedgerIdentity? = nil) -> String? {
      problem { _ = try directory.files.load(of: ledger ?? directory.ledger, at: KeyDirectory.history(1)) }
    }
    #expect(load() == nil)
    #expect(load(Seals.LedgerIdentity(high: 3, low: 4))?.contains("another ledger") == true)
    for file in ["signing.key", "leaf.secret", "keys.ring"] {
      let text = try directory.text(file)
      try directory.write(text.replacing("BEGIN", with: "BEGUN"), to: file)
      #expect(load()?.contains(file) == true, "\(file) damaged")
      try FileManager.default.removeItem(atPath: "\(directory.path)/\(file)")
      #expect(load()?.contains(file) == true, "\(file) missing")
      try directory.write(text, to: file)
      #expect(load() == nil)
    }
    for file in ["signing.key", "leaf.secret"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(directory.path)/\(file)")
      #expect(load()?.contains("chmod 600") == true, "\(file)")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(directory.path)/\(file)")
    }
    #expect(load() == nil)
  }

  @Test func `whose key is revoked, or that ends before its keys, are not signed with`() throws {
    let directory = try KeyDirectory()
    let ring = try directory.files.make(for: directory.ledger)
    let key = try #require(ring.entries.first?.key.id)
    try directory.files.write(try #require(ring.revoking(key)))
    #expect(
      problem { _ = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(1)) }?
        .contains("vouchd keys rotate") == true)
    try directory.files.write(SigningKey())
    _ = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(8))
    // As of a backup from before the last key began.
    #expect(problem { _ = try directory.files.load(of: directory.ledger, at: KeyDirectory.history(7)) } != nil)
  }

  @Test func `may be credentials of systemd's, which are read and never written`() throws {
    let (data, credentials) = (try KeyDirectory(), try KeyDirectory())
    try credentials.files.make(for: data.ledger)
    try FileManager.default.moveItem(
      atPath: "\(credentials.path)/signing.key", toPath: "\(credentials.path)/vouch-signing-key")
    try FileManager.default.moveItem(
      atPath: "\(credentials.path)/leaf.secret", toPath: "\(credentials.path)/vouch-leaf-secret")
    // Whoever keeps them may let a group read them.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o440], ofItemAtPath: "\(credentials.path)/vouch-signing-key")
    let files = KeyFiles(
      data: data.path, signing: nil, leaf: nil, environment: ["CREDENTIALS_DIRECTORY": credentials.path])
    let keys = try files.load(of: data.ledger, at: KeyDirectory.history(0)).keys
    #expect(keys.signing.id == (try credentials.files.readRing())?.entries.first?.key.id)
    #expect(try FileManager.default.contentsOfDirectory(atPath: data.path) == ["keys.ring"])
    #expect(problem { try files.write(SigningKey()) }?.contains("credential") == true)
    // A setting goes before them.
    let named = KeyFiles(
      data: data.path, signing: "/elsewhere", leaf: nil, environment: ["CREDENTIALS_DIRECTORY": credentials.path])
    #expect(named.signing.path == "/elsewhere")
  }
}
