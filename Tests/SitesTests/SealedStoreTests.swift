/// A store at rest: nothing of it can be read without its key, and one of an older program, or by an older key, is sealed
/// when it is opened.
import Foundation
import LMDB
import Ledger
import MailOrder
import Seals
import Testing
import Wire

@testable import Sites

/// What must be found in no file.
private let planted = ["Zacharias Quittengelee", "Hinterm Deich 77, 26434 Horumersiel", "+49 4426 887766"]

private func person(_ text: String) -> Partner {
  Partner(code: code(text), name: Text(planted[0]) ?? .empty, endpoint: "\(planted[1]); \(planted[2])")
}

/// Which of the planted words are somewhere below `path`.
private func found(below path: String) throws -> [String] {
  var found: [String] = []
  for file in try FileManager.default.subpathsOfDirectory(atPath: path) {
    guard let data = FileManager.default.contents(atPath: "\(path)/\(file)") else { continue }
    found += planted.filter { data.range(of: Data($0.utf8)) != nil }.map { "\($0) in \(file)" }
  }
  return found
}

private func bigEndian(_ key: CodeKey) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: key.words.first >> (56 - 8 * $0)) }
}

/// A store as programs wrote it that kept it in clear.
private func makeClear(_ path: String, names: [String]) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  let environment = try Environment(path: path, mapSize: 64 << 20, tables: 24)
  let transaction = try WriteTransaction(environment)
  try Table<UInt64>("meta", in: transaction).put(Array("vouch test 1".utf8), at: 0, in: transaction)
  try Table<UInt64>("outbox-counter", in: transaction).put(7 as UInt64, at: 0, in: transaction)
  let partners = try Table<CodeKey>("partners", in: transaction)
  for name in names {
    let key = CodeKey(code(name))
    try partners.put(ClearRecord.value(person(name).packed, at: bigEndian(key)), at: key, in: transaction)
  }
  try transaction.commit()
}

private func names(_ store: SiteStore, _ tables: Tables) throws -> [String] {
  var names: [String] = []
  try store.read { transaction throws(SiteStoreError) in
    try tables.partners.walk(in: transaction) { key, partner in
      #expect(partner == person(key.description))
      names.append(key.description)
      return true
    }
  }
  return names
}

struct SealedStoreTests {
  @Test func `nothing that is kept stands in a file`() async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      #expect(store.sealing == .made)
      try await store.write { transaction throws(SiteStoreError) in
        try tables.partners.put(person("A"), at: CodeKey(code("A")), in: transaction)
      }
      #expect(try names(store, tables) == ["A"])
      #expect(try found(below: path) == [])
      let mode = try FileManager.default.attributesOfItem(atPath: "\(path)/seal.key")[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test func `a store in clear is sealed when it is opened, and no page of it is left`() async throws {
    try await withDirectory { path in
      try makeClear(path, names: ["A", "B", "C"])
      #expect(try !found(below: path).isEmpty)
      do {
        let (store, tables) = try open(path)
        #expect(store.sealing == .anew(records: 3))
        #expect(try names(store, tables) == ["A", "B", "C"])
        // Counters go on where they were.
        try await store.write { transaction throws(SiteStoreError) in
          try tables.outbox.add(message(1, about: 1), in: transaction)
          #expect(try tables.outbox.message(8, in: transaction) != nil)
        }
      }
      #expect(try found(below: path) == [])
      #expect(!FileManager.default.fileExists(atPath: "\(path)/resealed"))
      let (store, _) = try open(path)
      #expect(store.sealing == .asBefore)
    }
  }

  @Test func `a damaged record of a store in clear is named, and the store stays as it was`() async throws {
    try await withDirectory { path in
      try makeClear(path, names: ["A"])
      let before = try #require(FileManager.default.contents(atPath: "\(path)/data.mdb"))
      var damaged = before
      let place = try #require(damaged.range(of: Data(planted[0].utf8))).lowerBound
      damaged[place] ^= 1
      try damaged.write(to: URL(fileURLWithPath: "\(path)/data.mdb"))
      #expect(throws: SiteStoreError.self) { try open(path) }
      #expect(!FileManager.default.fileExists(atPath: "\(path)/resealed"))
      try before.write(to: URL(fileURLWithPath: "\(path)/data.mdb"))
      let (store, tables) = try open(path)
      #expect(try names(store, tables) == ["A"])
    }
  }

  /// The child dies when the new file is there and is being written, or, where it is too quick for that, when it is done.
  @Test(arguments: 1...3)
  func `killed while it is sealed, it is one or the other, whole`(round: Int) async throws {
    try await withDirectory { path in
      let many = (0..<4_000).map { "P\($0)" }
      try makeClear(path, names: many)
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
        Thread.detachNewThread {
          while !FileManager.default.fileExists(atPath: "\(path)/resealed/data.mdb") {}
          kill(getpid(), SIGKILL)
        }
        _ = try open(path)
        kill(getpid(), SIGKILL)
      }
      do {
        let (store, tables) = try open(path)
        #expect(try names(store, tables).count == many.count)
        _ = store.path
      }
      #expect(try found(below: path) == [], "round \(round)")
      #expect(!FileManager.default.fileExists(atPath: "\(path)/resealed"))
    }
  }

  @Test func `without its key, or with another, it says so and stays as it was`() async throws {
    try await withDirectory { path in
      var id = ""
      do {
        let (store, tables) = try open(path)
        id = "\(store.seal.ring.current.id)"
        try await store.write { transaction throws(SiteStoreError) in
          try tables.partners.put(person("A"), at: CodeKey(code("A")), in: transaction)
        }
      }
      let file = "\(path)/seal.key"
      let key = try #require(FileManager.default.contents(atPath: file))
      try FileManager.default.removeItem(atPath: file)
      #expect(throws: SiteStoreError.keyMissing(path: path, file: file, id: id)) { try open(path) }
      #expect(!FileManager.default.fileExists(atPath: file), "no other key may be made")
      try KeyFile(file).write([SealingKey().bytes], saying: "another")
      #expect(throws: SiteStoreError.keyWrong(path: path, file: file, id: id)) { try open(path) }
      _ = FileManager.default.createFile(atPath: file, contents: key, attributes: [.posixPermissions: 0o600])
      let (store, tables) = try open(path)
      #expect(try names(store, tables) == ["A"])
    }
  }

  @Test(arguments: ["", "# nothing\n", "12ab\n", String(repeating: "g", count: 64) + "\n"])
  func `a file that is none of keys is named`(text: String) async throws {
    try await withDirectory { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      _ = FileManager.default.createFile(
        atPath: "\(path)/seal.key", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
      let failure = #expect(throws: SiteStoreError.self) { try open(path) }
      guard case .key(let file, _)? = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(file == "\(path)/seal.key")
    }
  }

  @Test func `a key that others can read is refused`() async throws {
    try await withDirectory { path in
      do { _ = try open(path) }
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(path)/seal.key")
      let failure = #expect(throws: SiteStoreError.self) { try open(path) }
      #expect(failure?.description.contains("chmod 600") == true)
    }
  }

  @Test func `rotated, all of it is sealed by the new key at the next start, and the old one is forgotten`()
    async throws
  {
    try await withDirectory { path in
      do {
        let (store, tables) = try open(path)
        try await store.write { transaction throws(SiteStoreError) in
          try tables.partners.put(person("A"), at: CodeKey(code("A")), in: transaction)
        }
        #expect(throws: SiteStoreError.inUse(path: path, by: getpid())) { try SiteStore.rotateKey(of: path) }
      }
      let fresh = try SiteStore.rotateKey(of: path)
      #expect(try KeyFile(fresh.file).read()?.count == 2)
      let (store, tables) = try open(path)
      #expect(store.sealing == .anew(records: 1))
      #expect(store.seal.ring.current.id == fresh.id)
      #expect(try names(store, tables) == ["A"])
      #expect(try KeyFile(fresh.file).read()?.count == 1)
    }
  }

  @Test func `the key may lie elsewhere, and then keeps its older ones`() async throws {
    try await withDirectory { path in
      let file = "\(path).key"
      defer { try? FileManager.default.removeItem(atPath: file) }
      do { _ = try SiteStore(opening: path, kind: "test", mapSize: 64 << 20, key: file) }
      #expect(!FileManager.default.fileExists(atPath: "\(path)/seal.key"))
      _ = try SiteStore.rotateKey(of: path, key: file)
      let store = try SiteStore(opening: path, kind: "test", mapSize: 64 << 20, key: file)
      #expect(store.sealing == .anew(records: 0))
      #expect(try KeyFile(file).read()?.count == 2)
    }
  }

  @Test func `a record is sealed for its table and key, and every byte of it counts`() throws {
    let seal = StoreSeal(ring: RecordSeal(current: SealingKey()))
    let packed = person("A").packed
    let sealed = seal.seal(packed, in: "partners", at: CodeKey(code("A")))
    #expect(try seal.open(sealed, in: "partners", at: CodeKey(code("A"))) == packed)
    #expect(throws: SealError.refused) { try seal.open(sealed, in: "partners", at: CodeKey(code("B"))) }
    #expect(throws: SealError.refused) { try seal.open(sealed, in: "vehicles", at: CodeKey(code("A"))) }
    for place in sealed.indices {
      var changed = sealed
      changed[place] ^= 1
      #expect(throws: SealError.self) { try seal.open(changed, in: "partners", at: CodeKey(code("A"))) }
    }
    let other = StoreSeal(ring: RecordSeal(current: SealingKey()))
    #expect(throws: SealError.unknownKey(seal.ring.current.id)) {
      try other.open(sealed, in: "partners", at: CodeKey(code("A")))
    }
  }

  @Test func `where a key is: as given, else a credential, else beside the data`() async throws {
    try await withDirectory { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let environment = ["CREDENTIALS_DIRECTORY": path]
      #expect(KeyFile.find("seal.key", given: "/k", in: "/data", environment: environment) == KeyFile("/k"))
      #expect(KeyFile.find("seal.key", given: nil, in: "/data", environment: environment) == KeyFile("/data/seal.key"))
      _ = FileManager.default.createFile(atPath: "\(path)/seal.key", contents: Data())
      let found = KeyFile.find("seal.key", given: nil, in: "/data", environment: environment)
      #expect(found.path == "\(path)/seal.key")
      #expect(!found.isOwn)
    }
  }
}
