/// The log on a real file system that loses its power while it is written.
import Foundation
import Storage
import Synchronization
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `a log on a disk` {
  private static let shape = LogBench.shape(blocks: 64, payload: 20_000, ahead: 2)

  @Test(
    .enabled("needs root, ext4 and a loop device") { await LoopDisk.isPermitted }, arguments: SeededGenerator.seeds(1))
  func `whose power is cut ten times loses nothing that was durable`(seed: UInt64) async throws {
    try await LoopDisk.run(mebibytes: 32) { disk in
      let salts = LogBench.salts(seed)
      var random = SeededGenerator(seed: seed)
      try CommandLog.create(
        in: DiskDirectory(path: disk.path), identity: LogBench.identity, first: 1, shape: Self.shape, newSalt: salts)
      var durable: [Entry] = []
      for round in 1...10 {
        let delay = UInt32.random(in: 1_000...60_000, using: &random)
        let context = "seed \(seed), round \(round), power cut after \(delay) µs"
        let written = try life(on: disk, salts: salts, delay: delay, random: &random)
        #expect(written.found.starts(with: durable), "\(context)")
        #expect(written.found.count <= durable.count + 1, "\(context)")
        durable = written.durable
        #expect(written.refuses, "\(context)")
        try await disk.mountAgain()
      }
      let found = try Writing(opening: DiskDirectory(path: disk.path), shape: Self.shape, salts: salts).appended
      #expect(found.starts(with: durable) && found.count <= durable.count + 1, "seed \(seed)")
      #expect(durable.count > 10, "seed \(seed): next to nothing was written")
    }
  }

  /// Opens the log and writes until the power has gone; lets go of all files.
  private func life(
    on disk: LoopDisk, salts: @escaping @Sendable () -> UInt32, delay: UInt32, random: inout SeededGenerator
  ) throws -> (found: [Entry], durable: [Entry], refuses: Bool) {
    let writing = try Writing(opening: DiskDirectory(path: disk.path), shape: Self.shape, salts: salts)
    let found = writing.appended
    let cutting = CuttingPower(of: disk, after: delay)
    var refuses = false
    do {
      while true {
        let bytes = random.once(in: 4) ? Int.random(in: 0...20_000, using: &random) : 96
        try writing.append(count: .random(in: 1...9, using: &random), bytes: bytes)
      }
    } catch {
      // Once it has failed it has failed, whatever the disk would say now.
      let again = #expect(throws: LogError.self) { try writing.append(bytes: 10) }
      refuses = !error.isOutOfSpace && again == error
    }
    try cutting.wait()
    return (found, writing.appended, refuses)
  }
}

/// Another thread that cuts the power when its time has come.
private final class CuttingPower: Sendable {
  private let outcome = Mutex<Result<Void, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(of disk: LoopDisk, after microseconds: UInt32) {
    let path = disk.path
    Thread.detachNewThread { [self] in
      usleep(microseconds)
      let result = Result { try LoopDisk.cutPower(at: path) }
      outcome.withLock { $0 = result }
      done.signal()
    }
  }

  func wait() throws {
    done.wait()
    try outcome.withLock { try $0?.get() }
  }
}
