/// Findings and totals, piece by piece.
import Console
import Ledger
import Rails

extension Finding {
  /// `only_in_ledger: not_booked`
  var title: String { kind.detail.isEmpty ? kind.reason : "\(kind.reason): \(kind.detail)" }
  /// What the ledger has it with, in minor units.
  var amount: Int64? { order?.instruction.amount ?? receipt?.amount }
  /// What the ledger has it in.
  var currency: Currency? { order?.instruction.currency ?? receipt?.currency }
  var told: String? { amount.flatMap { amount in currency.map { $0.format(amount) } } }
  /// The day it was told, or noted.
  var day: String? { (order?.instruction.time ?? receipt?.time).map { String($0.description.prefix(10)) } }

  /// The finding for programs. Sums in minor units.
  var json: JSON {
    var subject: JSON = .null
    switch order?.instruction.subject {
    case .check(let check): subject = ["check": .text(check.description)]
    case .party(let party): subject = ["party": .text(party.description)]
    case nil: subject = receipt.map { ["party": .text($0.party.description)] } ?? [:]
    }
    let found: JSON = [
      "reason": .text(kind.reason), "detail": .unlessEmpty(kind.detail),
      "instruction": .optional(order?.id.description), "purpose": order?.instruction.purpose.json ?? .null,
      "state": order?.instruction.state.json ?? .null, "entry": receipt.map { .unsigned($0.sequence) } ?? .null,
      "amount": amount.map { .integer($0) } ?? .null, "currency": .optional(currency?.code),
      "told": (order?.instruction.time ?? receipt?.time)?.json ?? .null, "ended": order?.ended?.json ?? .null,
      "returned": order?.returned?.json ?? .null, "booked": .array(lines.map(\.json)), "sentence": .text(sentence),
      "next_step": .text(nextStep),
    ]
    return found.merging(subject)
  }
}

extension BankLine {
  /// The movement for programs.
  var json: JSON {
    [
      "file": .text(place.file), "line": .integer(Int64(place.line)), "statement": .text(place.statement),
      "account": .text(account), "own": .boolean(isOwn), "direction": .text(direction.name),
      "amount": amount.map { .integer($0) } ?? .null, "currency": .text(currency.code),
      "day": .optional(day?.description), "id": .unlessEmpty(order), "return": .boolean(isReturn),
      "bank_reference": .unlessEmpty(bankReference),
    ]
  }
}

extension BankEntry.Direction {
  /// As the account's owner sees it.
  var name: String { self == .credit ? "credit" : "debit" }
}

extension ReconciliationReport.Purpose {
  /// `pay_out`
  var name: String {
    switch self {
    case .collect: "collect"
    case .payOut: "pay_out"
    case .giveBack: "give_back"
    case .returned: "returned"
    case .paidIn: "paid_in"
    }
  }

  /// `pay out`
  var words: String { String(name.map { $0 == "_" ? " " : $0 }) }
}

extension ReconciliationReport.Total {
  /// The total for programs.
  var json: JSON {
    [
      "purpose": .text(purpose.name), "currency": .text(currency.code), "count": .integer(Int64(count)),
      "amount": .integer(amount),
    ]
  }
}
