/// The card host of the tests, as a process; and what its ledger says.
import Foundation
import Ledger
import Synchronization

@testable import Rails

/// A host on a free port of this machine, and a directory for it and whoever talks to it.
final class CardHost: Sendable {
  /// What is done to messages; see host.py.
  struct Plan {
    var rules: [[String: Any]] = []
    var nth: [(mti: String, n: [Int], what: String)] = []
    var random: [String: Double] = [:]
    var lateMilliseconds = 750
    var amounts: [String: String] = [:]

    var json: Data {
      get throws {
        try JSONSerialization.data(withJSONObject: [
          "rules": rules, "nth": nth.map { ["mti": $0.mti, "n": $0.n, "do": $0.what] as [String: Any] },
          "random": random, "late_ms": lateMilliseconds, "amounts": amounts,
        ])
      }
    }
  }

  struct Event: Decodable, Hashable {
    var event: String
    var mti: String
    var rrn: String?
    var stan: String?
    var amount: Int64
    var why: String?
    var code: String?
  }

  let directory: String
  private let running = Mutex<Process?>(nil)
  private let portFound = Mutex(0)

  init(_ plan: Plan = Plan()) throws {
    directory = NSTemporaryDirectory() + "card-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try start(plan)
  }

  var port: Int { portFound.withLock { $0 } }

  /// Starts the host, on the port it had before if it had one.
  func start(_ plan: Plan) throws {
    try plan.json.write(to: URL(fileURLWithPath: directory + "/plan.json"))
    let process = ISOPeer.script(
      "Card/host.py",
      ["--port", "\(port)", "--plan", directory + "/plan.json", "--ledger", directory + "/ledger.jsonl"])
    let output = Pipe()
    process.standardOutput = output
    // It ends when this end is closed: with the test, however it ends.
    process.standardInput = Pipe()
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CardError.closed
    }
    portFound.withLock { $0 = port }
    running.withLock { $0 = process }
  }

  func stop() {
    running.withLock { process in
      // Not `terminate`: a child of a thread of Dispatch's is deaf to it.
      if let process { kill(process.processIdentifier, SIGKILL) }
      while process?.isRunning == true { usleep(1_000) }
      process = nil
    }
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Everything that happened at the host, in order.
  var events: [Event] {
    get throws {
      let text = try String(contentsOfFile: directory + "/ledger.jsonl", encoding: .utf8)
      return try text.split(separator: "\n").map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    }
  }

  /// How often something happened, by retrieval reference number.
  func count(_ event: String) throws -> [String: Int] {
    try events.filter { $0.event == event }.reduce(into: [:]) { $0[$1.rrn ?? "", default: 0] += 1 }
  }

  /// What a rail is agreed to where messages are lost: long enough for a busy machine, short enough to be waited for.
  var impatient: CardTerms { terms(timeout: .milliseconds(500)) }

  /// What a rail of the tests is agreed to.
  func terms(timeout: Duration = .seconds(10)) -> CardTerms {
    var terms = CardTerms(host: "127.0.0.1", port: port, acquirer: "123456", terminal: "TERM01", merchant: "MERCHANT01")
    terms.timeout = timeout
    terms.firstPause = .milliseconds(20)
    terms.longestPause = .milliseconds(200)
    return terms
  }

  /// A rail with its journal beside the host's ledger.
  func rail(
    _ terms: CardTerms? = nil, journal: String = "journal", notice: @escaping @Sendable (CardNotice) -> Void = { _ in },
    step: @escaping @Sendable (CardStep) throws(CardError) -> Void = { _ throws(CardError) in }
  ) throws -> CardByTCP {
    try CardByTCP(
      terms ?? self.terms(), journal: "\(directory)/\(journal)",
      now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }, notice: notice, step: step)
  }
}

extension PaymentOrder {
  static let card = "4111111111111111"
  static let otherCard = "5555 5555 5555 4444"

  /// An order of the tests: its number is its id.
  static func card(
    _ number: UInt64, _ purpose: Purpose = .collect, amount: Int64 = 1_250, card: String = card
  ) -> PaymentOrder {
    let (holder, manager) = (Holder(name: "Ann Drawer", number: card), Holder(name: "Vouch", number: "MERCHANT01"))
    guard let euro = Currency(code: "EUR") else { preconditionFailure("no euro") }
    return PaymentOrder(
      id: "ORDER-\(number)", number: number, purpose: purpose, amount: amount, currency: euro,
      from: purpose == .collect ? holder : manager, to: purpose == .collect ? manager : holder, text: "check",
      ordered: Timestamp(milliseconds: 1_772_445_600_000))
  }

  /// Field 37 of its messages.
  var reference: String { CardMessages.reference(of: number) ?? "" }
}
