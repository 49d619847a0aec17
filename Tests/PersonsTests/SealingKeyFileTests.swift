/// The file of sealing keys: what it may be, and everything that can be wrong with it.
import Foundation
import Seals
import Testing
import VouchTesting

@testable import Persons

@Suite struct `a file of sealing keys` {
  private func with(_ content: String, mode: Int = 0o600, _ body: (SealingKeyFile) throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/keys"
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      try body(SealingKeyFile(path: path))
    }
  }

  private static let (one, two) = (String(repeating: "0a", count: 32), String(repeating: "B7", count: 32))

  @Test func `is made once, for its owner alone, and has one key`() async throws {
    try await withTemporaryDirectory { directory in
      let file = SealingKeyFile(path: "\(directory)/keys")
      #expect(throws: PersonsError.noSealingKeys(path: file.path)) { try file.load() }
      try file.create()
      let key = try file.load().current.id
      try file.create()
      #expect(try file.load().current.id == key)
      #expect(try file.load().old.isEmpty)
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test func `has the key that seals first, and each key once`() async throws {
    try await with("# a word\n\n\(Self.one)\r\n\(Self.two)\n\(Self.one)\n") { file in
      let ring = try file.load()
      #expect(ring.current.bytes == [UInt8](repeating: 0x0A, count: 32))
      #expect(ring.old.map(\.bytes) == [[UInt8](repeating: 0xB7, count: 32)])
    }
  }

  @Test(arguments: [
    ("", 0o600, "it has no key"), ("# nothing\n", 0o600, "it has no key"), ("0a0b\n", 0o600, "line 1 is no key"),
    ("\(one)\n\(one)0\n", 0o600, "line 2 is no key"), ("\(one.dropLast())g\n", 0o600, "line 1 is no key"),
    ("\(one)\n", 0o640, "chmod 600"), ("\(one)\n", 0o604, "chmod 600"),
  ])
  func `that cannot be used says why, and nothing of a key`(content: String, mode: Int, says: String) async throws {
    try await with(content, mode: mode) { file in
      let error = #expect(throws: PersonsError.self) { try file.load() }
      #expect(error?.description.contains(says) == true, "\(String(describing: error))")
      #expect(error?.description.contains("0a0a") == false)
    }
  }

  @Test func `is replaced whole, and what it had is overwritten`() async throws {
    try await with("\(Self.one)\n") { file in
      // Another name for what is there, as a copy of the directory's blocks would be.
      try FileManager.default.linkItem(atPath: file.path, toPath: file.path + "-linked")
      let ring = SealRing(current: SealingKey(), old: [try file.load().current])
      try file.replace(with: ring)
      #expect(try file.load().current.id == ring.current.id)
      #expect(try file.load().old.map(\.id) == ring.old.map(\.id))
      try file.replace(with: SealRing(current: ring.current))
      #expect(try file.load().old.isEmpty)
      let former = try Data(contentsOf: URL(fileURLWithPath: file.path + "-linked"))
      #expect(former.allSatisfy { $0 == 0 })
    }
  }
}
