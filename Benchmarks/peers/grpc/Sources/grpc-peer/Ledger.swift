/// The peer's ledger: dictionaries in memory behind a lock. Nothing is durable, which is more than generous: what is
/// measured is the cost of a call.
internal import Foundation
internal import SwiftProtobuf
internal import Synchronization

/// How many of each party there are: as many as the harness has.
enum Cast {
  static let accounts = 10_000
  static let sellers = 1000
  static let distributors = 50

  /// The code of a party, as the harness has them.
  static func code(_ letter: Character, _ number: Int) -> String {
    let digits = String(number)
    return "\(letter)\(String(repeating: "0", count: 8 - digits.count))\(digits)"
  }
}

final class Ledger: Sendable {
  private struct Account {
    var posted: Int64 = 1_000_000_000_000
    var held: Int64 = 0
  }

  private struct Check {
    var drawer: String
    var payee: String
    var amount: Int64
    var settledBy: Data?
  }

  private struct State {
    var accounts: [String: Account] = [:]
    var sellers: [String: Int64] = [:]
    var distributors: Set<String> = []
    var checks: [Data: Check] = [:]
    var sequence: UInt64 = 0
  }

  private let state: Mutex<State>

  init() {
    var state = State()
    for number in 0..<Cast.accounts { state.accounts[Cast.code("A", number)] = Account() }
    for number in 0..<Cast.sellers { state.sellers[Cast.code("S", number)] = 0 }
    for number in 0..<Cast.distributors { state.distributors.insert(Cast.code("D", number)) }
    self.state = Mutex(state)
  }

  /// All three parties are judged, then the hold is taken.
  func issue(_ request: Vouch_V1_IssueCheckRequest) -> Vouch_V1_IssueCheckReply {
    let terms = request.terms
    let (sequence, refusal) = state.withLock { state -> (UInt64, String?) in
      guard state.checks[request.id] == nil else { return (state.sequence, "id_reused") }
      guard let account = state.accounts[terms.drawer] else { return (state.sequence, "unknown_account") }
      guard account.posted - account.held >= terms.amount else { return (state.sequence, "insufficient_funds") }
      guard state.sellers[terms.payee] != nil else { return (state.sequence, "unknown_seller") }
      guard state.distributors.contains(terms.distributor) else { return (state.sequence, "unknown_distributor") }
      state.accounts[terms.drawer]?.held += terms.amount
      state.checks[request.id] = Check(drawer: terms.drawer, payee: terms.payee, amount: terms.amount)
      state.sequence += 1
      return (state.sequence, nil)
    }
    return .with { reply in
      reply.sequence = sequence
      if let refusal {
        reply.refused.name = refusal
      } else {
        reply.accepted.receipt = receipt(1, sequence, command: request.id, check: request.id, terms.amount)
      }
    }
  }

  /// The check is paid once, to its seller.
  func present(_ request: Vouch_V1_PresentCheckRequest) -> Vouch_V1_ReceiptReply {
    let (sequence, amount, refusal) = state.withLock { state -> (UInt64, Int64, String?) in
      guard let check = state.checks[request.check] else { return (state.sequence, 0, "unknown_check") }
      guard check.payee == request.seller else { return (state.sequence, 0, "wrong_payee") }
      guard check.settledBy == nil else { return (state.sequence, 0, "check_settled") }
      state.accounts[check.drawer]?.held -= check.amount
      state.accounts[check.drawer]?.posted -= check.amount
      state.sellers[check.payee]? += check.amount
      state.checks[request.check]?.settledBy = request.command
      state.sequence += 1
      return (state.sequence, check.amount, nil)
    }
    return .with { reply in
      reply.sequence = sequence
      if let refusal {
        reply.refused.name = refusal
      } else {
        reply.accepted = receipt(2, sequence, command: request.command, check: request.check, amount)
      }
    }
  }

  /// As long as a manager's, with what is left out.
  private func receipt(
    _ kind: UInt32, _ sequence: UInt64, command: Data, check: Data, _ amount: Int64
  ) -> Vouch_V1_Receipt {
    .with { receipt in
      receipt.sequence = sequence
      receipt.time = Clock.milliseconds()
      receipt.kind = kind
      receipt.command = command
      receipt.check = check
      receipt.currency = "EUR"
      receipt.amount = amount
      receipt.detail = Ledger.filling
    }
  }

  private static let filling = String(repeating: " ", count: 128)
}
