/// A directory that cannot be written, to a process that has no right to.
import Foundation
import Ledger
import LedgerStore
import Testing
import VouchTesting

@Suite struct `a directory that cannot be written` {
  @Test func `is named, on opening and on making`() async throws {
    let directory = try TemporaryStore()
    try directory.create()
    let path = directory.path
    // Everything may be read, nothing written.
    for (name, mode) in [("", 0o555), ("/data.mdb", 0o444), ("/lock.mdb", 0o444), ("/owner.pid", 0o444)] {
      _ = unsafe chmod(path + name, mode_t(mode))
    }
    await #expect(processExitsWith: .success) { [path = path as String] in
      // Root may write everywhere: this process becomes nobody.
      if getuid() == 0 { try #require(setuid(65_534) == 0) }
      let opening = #expect(throws: StoreError.self) { try Store(opening: path, mapSize: 1 << 30) }
      #expect(opening == .notWritable(path: path, reason: "Permission denied"))
      let making = #expect(throws: StoreError.self) {
        try Store.create(at: path + "/deeper", identity: (1, 2), time: .start, mapSize: 1 << 30)
      }
      #expect(making == .notWritable(path: path + "/deeper", reason: "Permission denied"))
    }
    _ = unsafe chmod(path, 0o755)
    #expect(!FileManager.default.fileExists(atPath: path + "/deeper"))
  }
}
