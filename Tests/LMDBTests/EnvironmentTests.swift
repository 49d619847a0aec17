/// Opening an environment, and what can be wrong with the directory, the file, the disk and the map.
import Foundation
import Testing
import VouchTesting

@testable import LMDB

enum FileBytes {
  static func of(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
}

@Suite struct `opening an environment` {
  @Test func `in a missing directory says so`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/nowhere"
    let failure = #expect(throws: LMDBError.self) { try Environment(path: path, mapSize: 1 << 20, tables: 1) }
    #expect(failure?.kind == .notFound)
    #expect(failure?.description == "open \(path): no such file or directory")
  }

  @Test func `a second time is refused, under another name too, until the first is closed`() throws {
    let directory = try TemporaryDirectory()
    let link = directory.path + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: directory.path)
    defer { try? FileManager.default.removeItem(atPath: link) }
    var environment: Environment? = try directory.open()
    withExtendedLifetime(environment) {
      #expect(kind { () throws(LMDBError) in _ = try directory.open() } == .openedTwice)
      #expect(
        kind { () throws(LMDBError) in _ = try Environment(path: link, mapSize: 1 << 20, tables: 1) } == .openedTwice)
    }
    environment = nil
    #expect(kind { () throws(LMDBError) in _ = try directory.open() } == nil)
  }

  @Test func `that failed can be tried again`() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path + "/data.mdb"
    try Data(repeating: 0x20, count: 16_384).write(to: URL(fileURLWithPath: file))
    #expect(kind { () throws(LMDBError) in _ = try directory.open() } == .foreign)
    try FileManager.default.removeItem(atPath: file)
    #expect(kind { () throws(LMDBError) in _ = try directory.open() } == nil)
  }

  @Test func `for reading alone refuses to write`() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.open().coins()
    let environment = try directory.open(readOnly: true)
    #expect(kind { () throws(LMDBError) in _ = try WriteTransaction(environment) } == .permissionDenied)
    #expect(
      try environment.read { transaction throws(LMDBError) in
        try Table<UInt64>(existing: "coins", in: transaction).count(in: transaction)
      } == 0)
  }

  @Test(.enabled("mounting needs root") { await Mount.isPermitted })
  func `on a read-only file system says so`() async throws {
    let directory = try TemporaryDirectory()
    _ = try directory.open().coins()
    try await Mount.readOnly(at: directory.path) {
      #expect(kind { () throws(LMDBError) in _ = try directory.open() } == .readOnlyFileSystem)
    }
    #expect(kind { () throws(LMDBError) in _ = try directory.open() } == nil)
  }

  @Test func `frees the slots of readers that died`() async throws {
    let directory = try TemporaryDirectory()
    // Open here all the while: whoever opens a directory alone begins with an empty table of readers.
    let environment = try directory.open()
    _ = try environment.coins()
    let path = directory.path
    // A process that reads and dies without a word.
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let environment = try Environment(path: path, mapSize: 1 << 20, tables: 4)
      let reader = try ReadTransaction(environment)
      kill(getpid(), SIGKILL)
      _ = consume reader
    }
    #expect(try environment.clearStaleReaders() == 1)
    #expect(try environment.clearStaleReaders() == 0)
  }
}

@Suite struct `a full map` {
  @Test func `is an answer, keeps what was there, and heals when the map grows`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open(mapKiB: 64)
    let coins = try environment.coins()
    let failure = try fill(environment, coins)
    #expect(failure.kind == .mapFull)
    #expect(failure.isOutOfSpace)
    let count = try environment.read { transaction throws(LMDBError) in try coins.count(in: transaction) }
    #expect(count > 0)
    try environment.growMap(to: 4 << 20)
    try environment.write { transaction throws(LMDBError) in
      try coins.append([UInt8](repeating: 1, count: 1000), at: UInt64(count), in: transaction)
    }
    #expect(
      try environment.read { transaction throws(LMDBError) in
        try coins.keys(in: transaction)
      } == (0...UInt64(count)).map { $0 })
    #expect(try environment.info().mapSize == 4 << 20)
  }

  @Test(.enabled("mounting needs root") { await Mount.isPermitted })
  func `is not a full disk; that is an answer too, and heals when there is room`() async throws {
    let directory = try TemporaryDirectory()
    try await Mount.small(at: directory.path, kibibytes: 256) {
      let ballast = directory.path + "/ballast"
      try Data(repeating: 1, count: 64 << 10).write(to: URL(fileURLWithPath: ballast))
      let environment = try directory.open(mapKiB: 64 << 10)
      let coins = try environment.coins()
      let failure = try fill(environment, coins)
      #expect(failure.kind == .diskFull)
      #expect(failure.isOutOfSpace)
      let count = try environment.read { transaction throws(LMDBError) in try coins.count(in: transaction) }
      #expect(count > 0)
      try FileManager.default.removeItem(atPath: ballast)
      try environment.write { transaction throws(LMDBError) in
        try coins.append([UInt8](repeating: 1, count: 1000), at: UInt64(count), in: transaction)
      }
      #expect(
        try environment.read { transaction throws(LMDBError) in try coins.count(in: transaction) } == count + 1)
    }
  }

  /// A write that only in part finds room is short, and LMDB calls it an input/output error.
  @Test(.enabled("mounting needs root") { await Mount.isPermitted }, arguments: [60, 64, 68, 72, 100] as [Int])
  func `is not a disk with room for a part of a commit, and that heals too`(kibibytes: Int) async throws {
    let directory = try TemporaryDirectory()
    try await Mount.small(at: directory.path, kibibytes: 256) {
      let ballast = directory.path + "/ballast"
      try Data(repeating: 1, count: kibibytes << 10).write(to: URL(fileURLWithPath: ballast))
      let environment = try directory.open(mapKiB: 64 << 10)
      let coins = try environment.coins()
      func append(_ keys: Range<UInt64>) throws(LMDBError) {
        try environment.write { transaction throws(LMDBError) in
          for key in keys { try coins.append([UInt8](repeating: 1, count: 1000), at: key, in: transaction) }
        }
      }
      let failure = #expect(throws: LMDBError.self) { try append(0..<1000) }
      #expect(failure?.isOutOfSpace == true, "\(String(describing: failure))")
      try FileManager.default.removeItem(atPath: ballast)
      try append(0..<100)
      #expect(try environment.read { transaction throws(LMDBError) in try coins.count(in: transaction) } == 100)
    }
  }

  /// By the time one looks there may be room again: what the write met is what counts.
  @Test(.enabled("mounting needs root") { await Mount.isPermitted })
  func `is not a disk whose room comes and goes while a commit writes`() async throws {
    let directory = try TemporaryDirectory()
    try await Mount.small(at: directory.path, kibibytes: 8 << 10) {
      let environment = try directory.open(mapKiB: 64 << 10)
      let coins = try environment.coins()
      let ballast = directory.path + "/ballast"
      #expect(FileManager.default.createFile(atPath: ballast, contents: nil))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: ballast))
      let taking = Task.detached {
        while !Task.isCancelled {
          while (try? handle.write(contentsOf: Data(repeating: 1, count: 64 << 10))) != nil {}
          try? handle.truncate(atOffset: 0)
        }
      }
      var (written, refused) = (0 as UInt64, 0)
      while refused < 2000 {
        do throws(LMDBError) {
          try environment.write { transaction throws(LMDBError) in
            for key in written * 100..<(written + 1) * 100 {
              try coins.append([UInt8](repeating: 1, count: 1000), at: key, in: transaction)
            }
          }
          written += 1
        } catch {
          refused += 1
          #expect(error.isOutOfSpace, "\(error)")
          if !error.isOutOfSpace { break }
        }
      }
      taking.cancel()
      await taking.value
    }
  }

  /// Appends records, a transaction each, until that fails.
  private func fill(_ environment: Environment, _ coins: Table<UInt64>) throws -> LMDBError {
    for key in 0..<100_000 as Range<UInt64> {
      do throws(LMDBError) {
        try environment.write { transaction throws(LMDBError) in
          try coins.append([UInt8](repeating: 1, count: 1000), at: key, in: transaction)
        }
      } catch {
        return error
      }
    }
    throw CocoaError(.fileWriteUnknown)
  }
}

@Suite struct `a copy` {
  @Test func `holds what was committed, and opens`() throws {
    let directory = try TemporaryDirectory()
    let other = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in try coins.put([9], at: 9, in: transaction) }
    let pending = try WriteTransaction(environment)
    try coins.put([8], at: 8, in: pending)
    try environment.copy(to: other.path)
    let copy = try other.open()
    #expect(
      try copy.read { transaction throws(LMDBError) in
        try Table<UInt64>(existing: "coins", in: transaction).keys(in: transaction)
      } == [9])
  }
}

@Suite struct `the lock of a directory` {
  @Test func `is held by one, who is named, and freed with it`() throws {
    let directory = try TemporaryDirectory()
    var lock: DirectoryLock? = try DirectoryLock(directory: directory.path)
    withExtendedLifetime(lock) {
      _ = #expect(throws: DirectoryLock.Failure.held(by: getpid())) { try DirectoryLock(directory: directory.path) }
    }
    lock = nil
    #expect(throws: Never.self) { try DirectoryLock(directory: directory.path) }
  }

  @Test func `of a missing directory cannot be had`() throws {
    #expect(throws: DirectoryLock.Failure.io(errno: ENOENT)) { try DirectoryLock(directory: "/nowhere/at/all") }
  }

  @Test func `dies with its holder`() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let lock = try DirectoryLock(directory: path)
      kill(getpid(), SIGKILL)
      withExtendedLifetime(lock) {}
    }
    #expect(throws: Never.self) { try DirectoryLock(directory: path) }
  }
}
