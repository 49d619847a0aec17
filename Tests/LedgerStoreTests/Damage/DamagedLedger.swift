/// A ledger on disk whose files are damaged, one way after the other, and looked at each time.
import Foundation
import Ledger
import Synchronization
import VouchTesting

@testable import LMDB
@testable import LedgerStore

/// A ledger that was closed in good order, kept as bytes, so that each damage is done to a fresh copy.
final class DamagedLedger: Sendable {
  let seed: UInt64
  let model: InMemoryLedger
  /// Its tables, and as they were some groups before.
  let tables: [UInt8]
  let earlier: [UInt8]
  /// The segments of its log, by name.
  let segments: [String: [UInt8]]

  static let pageBytes = 4096

  /// - Parameter unfolded: how many groups are in the log alone, as after a crash.
  init(seed: UInt64, groups: Int = 150, unfolded: Int = 0) throws {
    self.seed = seed
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: seed)
    func file(_ name: String) throws -> [UInt8] {
      try Array(Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/\(name)")))
    }
    var earlier: [UInt8] = []
    for part in 0..<2 {
      do {
        let store = try directory.attesting()
        for number in 0..<groups / 2 {
          let group = history.next()
          try store.submit(group.commands, at: group.time)
          if number % 20 == 19 { try store.fold() }
        }
        try store.fold()
        guard part == 1 else { continue }
        for _ in 0..<unfolded {
          let group = history.next()
          try store.submit(group.commands, at: group.time)
        }
      }
      if part == 0 { earlier = try file("data.mdb") }
    }
    model = history.model
    tables = try file("data.mdb")
    self.earlier = earlier
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/log")
    segments = try Dictionary(
      uniqueKeysWithValues: names.filter { SegmentHeader.first(inName: $0) != nil }.map { ($0, try file("log/\($0)")) })
  }

  /// A copy in a directory of its own.
  func copy(
    tables: [UInt8]? = nil, segments changed: [String: [UInt8]] = [:], without missing: String? = nil
  ) throws -> TemporaryStore {
    let directory = try TemporaryStore()
    try FileManager.default.createDirectory(atPath: "\(directory.path)/log", withIntermediateDirectories: true)
    try Data(tables ?? self.tables).write(to: URL(fileURLWithPath: "\(directory.path)/data.mdb"))
    for (name, bytes) in segments.merging(changed, uniquingKeysWith: { $1 }) where name != missing {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(directory.path)/log/\(name)"))
    }
    return directory
  }

  /// What became of a damage.
  enum Outcome: Equatable {
    /// Found, by whom, and said where.
    case found(String)
    /// Nothing that matters was damaged: all that can be read is as it was.
    case harmless
  }

  /// Looks at a copy as an operator would: `verify`, and where that finds nothing, the program itself. What is served then
  /// must be what was written.
  func outcome(of directory: TemporaryStore, _ context: String) throws -> Outcome {
    // First without LMDB, which may not survive what the walk finds.
    var faults: [PageFault] = []
    _ = try PageSurvey(of: "\(directory.path)/data.mdb") { _, _ in
    } report: {
      faults.append($0)
    }.run()
    if let fault = faults.first { return .found("page, offset \(fault.offset): \(fault.problem)") }
    let findings: [Finding]
    do {
      findings = try LedgerVerification.all(of: directory, salts: .test).findings
    } catch {
      return .found("\(error)")
    }
    if let finding = findings.first {
      return .found("\(finding.file.split(separator: "/").last ?? ""), \(finding.table ?? ""), \(finding.problem)")
    }
    let store: Store
    do {
      store = try directory.attesting()
    } catch {
      return .found("opening: \(error)")
    }
    try compare(store, with: model, context)
    return .harmless
  }
}
