/// An exchange of files in a directory of a test's own, with the post office's side played by the test.
import Foundation
import Ledger
import Testing

@testable import Rails

final class PostDesk: Sendable {
  let directory = NSTemporaryDirectory() + "post-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func open(customer: String = "60112233") throws -> PostByFolder {
    try PostByFolder(PostTerms(directory: directory, customer: customer)) { Timestamp(milliseconds: 1_795_942_923_000) }
  }

  func names(_ place: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(place)").sorted()
  }

  func text(_ path: String) throws -> String { try String(contentsOfFile: "\(directory)/\(path)", encoding: .utf8) }

  /// Puts a file where it is asked for, as the post office does.
  func put(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(path)"))
  }

  func move(_ name: String, from: String, to: String) throws {
    try FileManager.default.moveItem(atPath: "\(directory)/\(from)/\(name)", toPath: "\(directory)/\(to)/\(name)")
  }

  /// A file of results about file 1 in euro, right in itself.
  static func results(
    _ records: [(id: String, outcome: String, amount: Int64, code: String)], number: Int = 1, about: Int = 1,
    currency: String = "EUR"
  ) -> String {
    let sum = records.reduce(0) { $0 + $1.amount }
    return "H;VOUCH-RESULTS;1;\(number);60112233;2026-11-30T05:00:00Z;\(about);\(currency)\n"
      + records.map { "D;\($0.id);\($0.outcome);\($0.amount);\($0.code);\n" }.joined() + "T;\(records.count);\(sum)\n"
  }
}

extension PaymentOrder {
  /// An order of the post tests: its number is its id.
  static func post(
    _ number: UInt64, _ purpose: Purpose = .collect, amount: Int64 = 1_250, currency: String = "EUR",
    name: String = "Ann Drawer"
  ) -> PaymentOrder {
    guard let currency = Currency(code: currency) else { preconditionFailure("no currency") }
    let holder = Holder(name: name, number: "BE71096123456769")
    let manager = Holder(name: "Vouch", number: "BE02000000004040", institution: "BPOTBEB1")
    return PaymentOrder(
      id: "ORDER-\(number)", number: number, purpose: purpose, amount: amount, currency: currency,
      from: purpose == .collect ? holder : manager, to: purpose == .collect ? manager : holder, text: "Check \(number)",
      ordered: Timestamp(milliseconds: 1_772_445_600_000))
  }
}
