/// A store in a directory of its own with a table of orders' names, and messages to put into its outbox.
import Foundation
import LMDB
import Ledger
import MailOrder
import Wire

@testable import Sites

struct Tables: Sendable {
  let partners: RecordTable<CodeKey, Partner>
  let outbox: Outbox
}

func open(_ path: String, kind: String = "test") throws -> (SiteStore, Tables) {
  let store = try SiteStore(opening: path, kind: kind, mapSize: 64 << 20)
  let tables = try store.openTables { transaction, seal throws(LMDBError) in
    Tables(
      partners: try RecordTable("partners", sealedBy: seal, in: transaction),
      outbox: try Outbox(sealedBy: seal, in: transaction))
  }
  return (store, tables)
}

func withDirectory(_ body: (String) async throws -> Void) async throws {
  let path = "/tmp/vouch-sites-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
  defer { try? FileManager.default.removeItem(atPath: path) }
  try await body(path)
}

func code(_ text: String) -> Code { Code(text) ?? missing(text) }
private func missing<Value>(_ text: String) -> Value { preconditionFailure("\(text) is none") }

func partner(_ text: String) -> Partner { Partner(code: code(text), name: .empty, endpoint: "127.0.0.1:1") }

/// A question to the manager about the order `order`, whose check's number is `number`.
func message(_ number: UInt64, about order: UInt64, to destination: Destination = .manager) -> OutgoingMessage {
  OutgoingMessage(
    GetCheck(CheckID(high: 0, low: number)), to: destination, about: OrderID(high: 0, low: order))
}

/// What a test waited for did not come about within far more time than it needs.
struct NeverHappened: Error, CustomStringConvertible {
  let description: String
}

func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(60)
  while try await !condition() {
    guard ContinuousClock.now < end else { throw NeverHappened(description: "never: \(what)") }
    try await Task.sleep(for: .milliseconds(2))
  }
}
