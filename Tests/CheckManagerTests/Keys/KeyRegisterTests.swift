/// Keys on file: given out once, taken back for good, over restarts, and no more than there may be.
import Foundation
import Identities
import Ledger
import NIOCore
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `The register of keys` {
  /// A key, and what is asked so that it is one.
  struct Draft {
    let key: AccessKey
    let issue: IssueKey

    init(_ seed: UInt64, for holder: Actor = .buyer, _ lifetime: Timestamp.Span = .days(30), note: String = "") {
      var random = SeededGenerator(seed: seed)
      key = AccessKey(random: &random)
      issue = IssueKey(
        number: key.id.number, digest: key.digest, holder: holder, lifetime: lifetime, note: .of(note))
    }
  }

  private static let now = Timestamp.start

  private func withRegister(most: Int = KeyRegister.most, _ body: (KeyRegister, String) throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
      try body(try KeyRegister("\(directory)/keys", most: most), "\(directory)/keys")
    }
  }

  @Test func `takes a key once, and answers the same however often it is asked`() async throws {
    try await withRegister { register, _ in
      let draft = Draft(1, note: "Ada's telephone")
      let first = try register.issue(draft.issue, at: Self.now)
      #expect(
        first
          == .accepted(
            KeyRecord(
              number: draft.key.id.number, holder: .buyer, issued: Self.now, expires: Self.now + .days(30),
              note: .of("Ada's telephone"))))
      #expect(try register.issue(draft.issue, at: Self.now + .days(2)) == first)
      let changes: [(inout IssueKey) -> Void] = [
        { $0.digest = Digest(1, 2, 3, 4) }, { $0.holder = .shop }, { $0.lifetime = .days(31) }, { $0.note = .empty },
      ]
      for change in changes {
        var other = draft.issue
        change(&other)
        #expect(try register.issue(other, at: Self.now) == .refused(.idReused))
      }
    }
  }

  @Test func `finds a key by its whole secret, until it ends or is taken back`() async throws {
    try await withRegister { register, _ in
      let (good, other) = (Draft(1), Draft(2))
      // The number of one with the secret of another.
      var crossed = Draft(3).issue
      crossed.digest = other.issue.digest
      for issue in [good.issue, crossed] { _ = try register.issue(issue, at: Self.now) }
      func fault(_ key: AccessKey, _ time: Timestamp) -> KeyFault? {
        do throws(KeyFault) {
          register.release(try register.present(key, at: time) { _ in })
          return nil
        } catch {
          return error
        }
      }
      #expect(fault(good.key, Self.now) == nil)
      #expect(fault(other.key, Self.now) == .unknown(other.key.id))
      #expect(fault(Draft(3).key, Self.now) == .wrongSecret(Draft(3).key.id))
      let end = Self.now + .days(30)
      #expect(fault(good.key, Timestamp(milliseconds: end.milliseconds - 1)) == nil)
      #expect(fault(good.key, end) == .expired(good.key.id, end))
      _ = try register.revoke(good.key.id.number, at: Self.now + .days(1))
      #expect(fault(good.key, Self.now) == .revoked(good.key.id, Self.now + .days(1)))
    }
  }

  @Test func `takes back for good, and says the same when asked again`() async throws {
    try await withRegister { register, _ in
      let draft = Draft(1)
      #expect(try register.revoke(draft.key.id.number, at: Self.now) == .refused(.unknownKey))
      _ = try register.issue(draft.issue, at: Self.now)
      guard case .accepted(let revoked) = try register.revoke(draft.key.id.number, at: Self.now + .days(1)) else {
        Issue.record("not revoked")
        return
      }
      #expect(revoked.revoked == Self.now + .days(1))
      #expect(try register.revoke(draft.key.id.number, at: Self.now + .days(2)) == .accepted(revoked))
      #expect(try register.issue(draft.issue, at: Self.now) == .accepted(revoked), "it is not given out anew")
    }
  }

  @Test func `tells connections of their key's end, each once`() async throws {
    try await withRegister { register, _ in
      let (ending, revoked) = (Draft(1, .days(1)), Draft(2))
      let told = Box<[String]>([])
      for draft in [ending, revoked] {
        _ = try register.issue(draft.issue, at: Self.now)
        for _ in 0..<2 { _ = try register.present(draft.key, at: Self.now) { told.set(told.get() + ["\($0)"]) } }
      }
      let gone = try register.present(ending.key, at: Self.now) { _ in Issue.record("it was released") }
      #expect(register.heldCount == 5)
      register.release(gone)
      _ = try register.revoke(revoked.key.id.number, at: Self.now)
      #expect(told.get() == Array(repeating: "key \(revoked.key.id) was revoked at \(Self.now)", count: 2))
      register.closeLapsed(at: Self.now + .days(1))
      register.closeLapsed(at: Self.now + .days(2))
      #expect(told.get().count == 4)
      #expect(told.get().last == "key \(ending.key.id) expired at \(Self.now + .days(1))")
      #expect(register.heldCount == 0)
    }
  }

  @Test func `knows all of it when it is opened again`() async throws {
    try await withTemporaryDirectory { directory in
      let holders: [Actor] = [.buyer, .shop, .carrier, .rail(.post)]
      let drafts = (0..<40).map { (index: Int) -> Draft in
        Draft(UInt64(index + 1), for: holders[index % 4], note: index % 3 == 0 ? "n\(index) ü" : "")
      }
      var before: Page<KeyRecord, UInt64>?
      do {
        let register = try KeyRegister("\(directory)/keys")
        for draft in drafts { _ = try register.issue(draft.issue, at: Self.now) }
        for draft in drafts.prefix(10) { _ = try register.revoke(draft.key.id.number, at: Self.now + .days(1)) }
        before = register.list(from: nil, limit: 1000)
      }
      let register = try KeyRegister("\(directory)/keys")
      #expect(register.list(from: nil, limit: 1000) == before)
      for (index, draft) in drafts.enumerated() {
        let held = try? register.present(draft.key, at: Self.now) { _ in }
        #expect((held != nil) == (index >= 10))
        #expect(held == nil || held?.record.holder == draft.issue.holder)
      }
    }
  }

  @Test func `lists them in the order of their numbers, page by page`() async throws {
    try await withRegister { register, _ in
      let drafts = (1...25).map { Draft($0) }
      for draft in drafts { _ = try register.issue(draft.issue, at: Self.now) }
      var (found, from): ([UInt64], UInt64?) = ([], nil)
      repeat {
        let page = register.list(from: from, limit: 10)
        #expect(page.items.count <= 10)
        found += page.items.map(\.number)
        from = page.next
      } while from != nil
      #expect(found == drafts.map(\.key.id.number).sorted())
    }
  }

  @Test func `has a bound, and forgets what ended long ago`() async throws {
    try await withRegister(most: 3) { register, path in
      let short = Draft(1, .days(1))
      for draft in [short, Draft(2), Draft(3)] { _ = try register.issue(draft.issue, at: Self.now) }
      _ = try register.revoke(Draft(2).key.id.number, at: Self.now)
      #expect(try register.issue(Draft(4).issue, at: Self.now + .days(89)) == .refused(.keysFull))
      // The one taken back at once is forgotten; the other a day later.
      guard case .accepted = try register.issue(Draft(4).issue, at: Self.now + .days(90)) else {
        Issue.record("there is room")
        return
      }
      #expect(register.list(from: nil, limit: 10).items.count == 3)
      #expect(try register.revoke(Draft(2).key.id.number, at: Self.now) == .refused(.unknownKey))
      guard case .accepted = try register.issue(Draft(5).issue, at: Self.now + .days(91)) else {
        Issue.record("there is room")
        return
      }
      #expect(Set(register.list(from: nil, limit: 10).items.map(\.number)).isDisjoint(with: [short.key.id.number]))
    }
  }

  @Test func `keeps nothing a key could be made from, closed to others`() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/keys"
      let draft = Draft(1)
      do { _ = try KeyRegister(path).issue(draft.issue, at: Self.now) }
      let files = FileManager.default
      #expect(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o700)
      for name in try files.contentsOfDirectory(atPath: path) {
        #expect(try files.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int == 0o600)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        #expect(bytes.range(of: Data(draft.key.text.utf8.dropFirst(17).prefix(16))) == nil)
        #expect(name != "data.mdb" || bytes.range(of: Data(draft.issue.digest.bytes)) != nil, "else nothing was kept")
      }
    }
  }

  @Test func `is not opened with a record that was changed, and says which`() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/keys"
      let draft = Draft(1)
      do { _ = try KeyRegister(path).issue(draft.issue, at: Self.now) }
      let file = URL(fileURLWithPath: "\(path)/data.mdb")
      var bytes = try Data(contentsOf: file)
      let place = try #require(bytes.range(of: Data(draft.issue.digest.bytes))).lowerBound
      bytes[place + 5] ^= 1
      try bytes.write(to: file)
      let error = #expect(throws: KeyStoreError.self) { try KeyRegister(path) }
      #expect(error?.description.contains("key \(draft.key.id) is damaged") == true, "\(String(describing: error))")
    }
  }
}

@Suite struct `A wrong key` {
  private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  @Test func `waits longer after many of its address, and of all`() {
    let wrong = WrongKeys()
    for _ in 0..<10 { #expect(wrong.count(from: "a", at: Self.start) == WrongKeys.pause) }
    #expect(wrong.count(from: "a", at: Self.start) == WrongKeys.longPause)
    #expect(wrong.count(from: "b", at: Self.start) == WrongKeys.pause, "it is not b's fault")
    // A hundred seconds later ten are forgotten.
    #expect(wrong.count(from: "a", at: Self.start + .seconds(100)) == WrongKeys.pause)
    for index in 0..<300 { _ = wrong.count(from: "c\(index)", at: Self.start + .seconds(200)) }
    #expect(wrong.count(from: "d", at: Self.start + .seconds(200)) == WrongKeys.longPause)
    #expect(wrong.count(from: "e", at: Self.start + .seconds(300)) == WrongKeys.pause)
  }

  @Test func `of many addresses takes no memory without end`() {
    let wrong = WrongKeys()
    for index in 0..<20_000 { _ = wrong.count(from: "\(index)", at: Self.start + .seconds(Int64(index))) }
    for _ in 0..<10 { #expect(wrong.count(from: "1", at: Self.start + .seconds(30_000)) == WrongKeys.pause) }
  }
}
