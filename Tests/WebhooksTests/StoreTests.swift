/// What is kept of endpoints, in real directories.
import Foundation
import Ledger
import Storage
import Testing
import VouchTesting

@testable import Webhooks

@Suite struct StoreTests {
  private func withStore(_ body: (HookStore, HookAddress) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
      try await body(
        try HookStore("\(directory)/hooks", making: true), try HookAddress("https://shop.example/events?key=1"))
    }
  }

  @Test func `an endpoint is read as it was added`() async throws {
    try await withStore { store, address in
      let shop = Party.seller(try #require(SellerID("SHOP-7")))
      let (hook, secret) = try store.add(address, party: shop, kinds: [.refunded, .captured], next: 17)
      let (all, _) = try store.add(address, party: nil, kinds: [], next: 1)
      let again = try HookStore(store.path)
      #expect(try again.ids() == [hook.id, all.id].sorted())
      #expect(try again.hook(hook.id) == hook && again.hook(all.id) == all)
      #expect(hook.kinds == [.captured, .refunded] && hook.party == shop)
      #expect(try again.secrets(of: hook.id) == [secret])
      #expect(try again.cursor(of: hook.id) == HookCursor(next: 17, tries: 0))
      for name in ["", "/endpoint", "/secret", "/cursor"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(store.path)/\(hook.id)\(name)")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == (name.isEmpty ? 0o700 : 0o600))
      }
    }
  }

  @Test func `a secret is changed in two steps, and in no other`() async throws {
    try await withStore { store, address in
      let (hook, first) = try store.add(address, party: nil, kinds: [], next: 1)
      #expect(throws: HookError.notRotating(hook.id)) { try store.endRotation(hook.id) }
      let second = try store.rotate(hook.id)
      #expect(try store.secrets(of: hook.id) == [second, first])
      #expect(throws: HookError.rotating(hook.id)) { try store.rotate(hook.id) }
      try store.endRotation(hook.id)
      #expect(try store.secrets(of: hook.id) == [second])
    }
  }

  @Test func `dead letters are kept, sent once more, and gone with their endpoint`() async throws {
    try await withStore { store, address in
      let (hook, _) = try store.add(address, party: nil, kinds: [], next: 1)
      let letters = [9, 10, 100].map { (sequence: UInt64) in
        DeadLetter(
          sequence: sequence, time: Timestamp(milliseconds: 5), tries: 3, reason: "no\nmore",
          body: Array("{\n\"a\":\(sequence)}\n\n".utf8))
      }
      for letter in letters.reversed() { try store.bury(letter, of: hook.id) }
      let read = try store.deadLetters(of: hook.id)
      #expect(read.map(\.sequence) == [9, 10, 100])
      #expect(read.map(\.body) == letters.map(\.body) && read.allSatisfy { $0.reason == "nomore" && $0.tries == 3 })
      #expect(try store.retry(hook.id, sequence: 10) == 1 && store.retry(hook.id, sequence: 11) == 0)
      #expect(try store.letterCounts(of: hook.id) == (2, 1))
      // What a kill leaves while something is written.
      try Data().write(to: URL(fileURLWithPath: "\(store.path)/\(hook.id)/.cursor.part"))
      try store.remove(hook.id)
      #expect(try FileManager.default.contentsOfDirectory(atPath: store.path) == ["changing"])
      #expect(throws: HookError.unknown(hook.id)) { try store.cursor(of: hook.id) }
      #expect(throws: HookError.self) { try store.keep(HookCursor(next: 2, tries: 0), of: hook.id) }
    }
  }

  @Test(arguments: [
    ("endpoint", ""), ("endpoint", "vouch webhook 1\n"), ("endpoint", "vouch webhook 2\nurl https://a/\n"),
    ("endpoint", "vouch webhook 1\nurl http://a/\n"), ("endpoint", "vouch webhook 1\nurl https://a/\nseller shop!\n"),
    ("endpoint", "vouch webhook 1\nurl https://a/\nkind 255\n"), ("endpoint", "vouch webhook 1\nurl https://a/\nx y\n"),
    ("endpoint", String(repeating: "x", count: 70_000)),
    ("cursor", ""), ("cursor", "1"), ("cursor", "1 0"), ("cursor", "0 0\n"), ("cursor", "-1 0\n"), ("cursor", "1 -1\n"),
    ("cursor", "18446744073709551615 0\n"), ("cursor", "1 99999999999\n"), ("cursor", "1 0 0\n"),
    ("secret", ""), ("secret", "whsec_1\n"), ("secret", String(repeating: "x", count: 2000)),
  ])
  func `a file that was changed is named, and never guessed at`(name: String, content: String) async throws {
    try await withStore { store, address in
      let (hook, _) = try store.add(address, party: nil, kinds: [], next: 1)
      let path = "\(store.path)/\(hook.id)/\(name)"
      try HookFiles.write(Array(content.utf8), to: path)
      do {
        _ = try (store.hook(hook.id), store.cursor(of: hook.id), store.secrets(of: hook.id))
        Issue.record("taken")
      } catch {
        #expect("\(error)".contains(path))
      }
    }
  }

  @Test func `a link is not followed, and what is no directory is none`() async throws {
    try await withStore { store, address in
      let (hook, _) = try store.add(address, party: nil, kinds: [], next: 1)
      let secret = "\(store.path)/\(hook.id)/secret"
      try FileManager.default.moveItem(atPath: secret, toPath: "\(store.path)/elsewhere")
      try FileManager.default.createSymbolicLink(atPath: secret, withDestinationPath: "\(store.path)/elsewhere")
      #expect(throws: HookError.self) { try store.secrets(of: hook.id) }
      #expect(throws: HookError.noDirectory(path: "\(store.path)/none")) { try HookStore("\(store.path)/none") }
      #expect(throws: HookError.self) { try HookStore("\(store.path)/elsewhere", making: true) }
    }
  }
}
