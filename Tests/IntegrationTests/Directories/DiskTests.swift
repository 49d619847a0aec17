/// Disks that cannot be written, or no more: nothing is lost, reads go on, and space heals.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)), .serialized)
struct DiskTests {
  @Test(.enabled("mounting needs root") { await Mount.isPermitted })
  func `a read-only disk is called so`() async throws {
    try await withDaemon(isStarted: false) { daemon in
      try await daemon.initialise()
      let file = URL(fileURLWithPath: "\(daemon.data)/data.mdb")
      let before = try Data(contentsOf: file)
      try await Mount.readOnly(at: daemon.data) {
        let finished = try await Program.vouchd.run(daemon.arguments).expecting(74)
        #expect(finished.errors.contains("\(daemon.data) cannot be written"), "\(finished)")
        let made = try await Program.vouchd.run(["init", "--data", "\(daemon.data)/new"]).expecting(73)
        #expect(made.errors.contains("\(daemon.data)/new"), "\(made)")
      }
      #expect(try Data(contentsOf: file) == before, "the ledger was changed")
    }
  }

  @Test(.enabled("mounting needs root") { await Mount.isPermitted })
  func `a full disk refuses changes, serves reads, and heals when there is space`() async throws {
    try await withTemporaryDirectory { directory in
      try await Mount.small(at: directory, kibibytes: 32 << 10) {
        try await withDaemon(data: "\(directory)/data") { daemon in
          try await daemon.withClient { client in
            try await client.enrolTown()
            let filler = "\(directory)/filler"
            try fillUp(filler)
            // What room the log still has goes first, and the pages that the ledger has.
            var acknowledged: [IssueCheck] = []
            var refused: IssueCheck?
            while refused == nil, acknowledged.count < 20_000 {
              let demand = IssueCheck.fresh(1)
              switch try await client.call(demand).outcome {
              case .accepted: acknowledged.append(demand)
              case .refused(let refusal):
                #expect(refusal == .diskFull)
                refused = demand
              case .invalid(let invalid): Issue.record("\(invalid)")
              }
            }
            let demand = try #require(refused)
            #expect(try await client.accepted(GetStatus()).readOnly == "disk_full")
            #expect(try await client.accepted(GetAccount(.buyer)).account.bank.held == Int64(acknowledged.count))
            let told = try await daemon.vouch("fund", "BUYER-1", "1.00", exit: 1)
            #expect(told["reason"] == "disk_full")

            try FileManager.default.removeItem(atPath: filler)
            acknowledged.append(demand)
            // It heals by itself, a moment later.
            for _ in 1...500 {
              guard case .refused(.diskFull) = try await client.call(demand).outcome else { break }
              try await Task.sleep(for: .milliseconds(20))
            }
            _ = try await client.accepted(demand)
            #expect(try await client.accepted(GetStatus()).readOnly == nil)
            try await client.expectSoundBooks()
            try await daemon.restart()
            #expect(Set(try await client.allChecks().map(\.id)) == Set(acknowledged.map(\.id)))
            try await client.expectSoundBooks()
          }
        }
      }
    }
  }

  @Test(.enabled("mounting needs root") { await Mount.isPermitted })
  func `a daemon killed on a full disk starts again and serves reads`() async throws {
    try await withTemporaryDirectory { directory in
      try await Mount.small(at: directory, kibibytes: 32 << 10) {
        try await withDaemon(data: "\(directory)/data") { daemon in
          try await daemon.withClient { client in
            try await client.enrolTown()
            let demand = IssueCheck.fresh()
            _ = try await client.accepted(demand)
            try fillUp("\(directory)/filler")
            await daemon.kill()
            // The file that tells its endpoints needs a little.
            try FileManager.default.removeItem(atPath: "\(directory)/filler")
            try await daemon.start()
            #expect(try await client.allChecks().map(\.id) == [demand.id])
            try await client.expectSoundBooks()
          }
        }
      }
    }
  }

  /// Writes a file until nothing more fits.
  private func fillUp(_ path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw ProcessFailure("no filler at \(path)")
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    for size in [65_536, 4096, 512, 1] {
      let block = Data(repeating: 0x2E, count: size)
      while (try? handle.write(contentsOf: block)) != nil {}
    }
  }
}
