/// What a ledger says of everybody and everything, in lines: what golden data directories are compared by.
///
/// Programs of former formats had the same lines made of what they read. So nothing is said here of what they did not know,
/// but where it is something else than it was without it.
import Ledger
import VouchTesting

@testable import LedgerStore

extension Snapshot {
  func said() throws -> String { try lines().joined(separator: "\n") + "\n" }

  /// The first line that is another than in `said`, with the one in its place; nil when all are the same.
  func firstDifference(from said: String) throws -> String? {
    let (now, then) = (try lines(), said.split(separator: "\n").map(String.init))
    for index in 0..<max(now.count, then.count) {
      let line = index < now.count ? now[index] : "nothing"
      let expected = index < then.count ? then[index] : "nothing"
      if line != expected { return "\(line)\nwhere it said\n\(expected)" }
    }
    return nil
  }

  private func lines() throws -> [String] {
    var lines = ["entries \(try sequence())"]
    for sheet in try balanceSheet().sheets {
      lines.append("sheet \(sheet.currency): total \(sheet.total) held \(sheet.held) remaining \(sheet.remaining)")
      for line in sheet.lines where line.posted != 0 {
        lines.append("sheet \(sheet.currency): \(line.kind) \(line.rail.map { "\($0)" } ?? "") \(line.posted)")
      }
    }
    for id in RandomHistory.accounts {
      guard let account = try account(id) else { continue }
      lines += account.said
      lines += try whoIs(.account(id))
    }
    for id in RandomHistory.sellers {
      guard let seller = try seller(id) else { continue }
      lines.append(
        "seller \(id): \(seller.available.posted) locked \(seller.locked.posted) reserve \(seller.reserve.posted)")
      lines += try whoIs(.seller(id))
    }
    for id in RandomHistory.distributors {
      guard let distributor = try distributor(id) else { continue }
      lines.append("distributor \(id): \(distributor.debt.posted) to collect \(distributor.cashPending)")
      lines += try whoIs(.distributor(id))
    }
    for state in CheckState.allCases {
      var query = CheckQuery()
      query.state = state
      query.limit = 1000
      for check in try checks(query).items {
        lines.append("check \(check.id): \(state) \(check.progress.remaining) of \(check.terms.amount.minorUnits)")
        lines += check.said
      }
    }
    for rail in PaymentRail.allCases {
      for instruction in try instructions(to: rail, after: 0, limit: 1000).items {
        lines.append(
          "instruction \(instruction.id): \(instruction.state) \(instruction.purpose) \(instruction.amount) "
            + "\(instruction.currency)")
      }
    }
    return lines + (try journal(from: 1, limit: 10_000).items.map(\.said))
  }

  private func whoIs(_ party: Party) throws -> [String] {
    let profile = try sealedProfile(of: party)
    var lines: [String] = []
    if profile.isForgotten { lines.append("profile \(party): forgotten") }
    if let key = profile.addressKey { lines.append("profile \(party): address key \(key)") }
    for field in ProfileField.allCases {
      guard let value = profile.unmasked[field] else { continue }
      let text = field == .sex ? "\(Sex(rawValue: value[0]) ?? .unstated)" : String(decoding: value, as: UTF8.self)
      lines.append("profile \(party): \(field.name) \(text)")
    }
    for key in profile.handOverKeys {
      lines.append("profile \(party): signs \(key.key.mark) since \(key.since) until \(or(key.until))")
    }
    return lines
  }
}

private func or(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "-" }

extension Account {
  fileprivate var said: [String] {
    let rails = bank.rail == .book && card.rail == .book ? "" : ", over \(bank.rail) and \(card.rail)"
    return [
      "account \(id): bank \(bank.balance.posted) held \(bank.held), card \(card.balance.posted) held \(card.held), "
        + "\(openChecks) open",
      "account \(id): \(status) \(currency) \(delivery), since \(enrolled), as of \(updated), "
        + "bank \(bank.standing) statement \(bank.railSequence), "
        + "card \(card.standing) line \(card.line) statement \(card.railSequence), "
        + "limits \(limits.perCheck) \(limits.perDay) \(limits.checksPerDay), "
        + "used \(usedAmount) in \(usedCount) on \(usedDay)\(rails)",
    ]
  }
}

extension CheckDocument {
  fileprivate var said: [String] {
    let flags = terms.sealsAddress ? ", seals its address" : ""
    let pending =
      progress.pending == 0 && progress.returning == 0
      ? "" : ", pending \(progress.pending), returning \(progress.returning)"
    return [
      "check \(id): of \(terms.drawer) to \(or(terms.payee)) by \(or(terms.distributor)), \(terms.currency) \(terms.method) "
        + "\(terms.release), until \(or(terms.expires)), window \(or(terms.deliveryWindow?.milliseconds)), "
        + "cooling off \(terms.coolingOff.milliseconds), guarantee \(terms.guarantee.milliseconds) "
        + "of \(terms.reserveShare), order \(or(terms.order)), claim \(or(terms.claim)), issued \(issued)\(flags)",
      "check \(id): \(progress.method) on \(progress.cover) to \(or(progress.payee))"
        + "\(progress.confirmed ? ", confirmed" : ""), captured \(progress.captured) \(progress.capturedFromCard), "
        + "released \(progress.released), returned \(progress.returned) \(progress.returnedToCard), "
        + "demanded \(progress.demanded), until \(progress.expires), deadline \(or(progress.deadline)), "
        + "frozen \(or(progress.frozenFrom)) \(or(progress.frozenAt)), "
        + "locked \(progress.locked) until \(or(progress.lockedUntil)), "
        + "reserved \(progress.reserved) until \(or(progress.reservedUntil))\(pending)",
    ] + (memo.isEmpty ? [] : ["check \(id): \(memo)"])
  }
}

extension Receipt {
  fileprivate var said: String {
    let subject =
      switch entry.subject {
      case .check(let id): "\(id)"
      case .party(let party): "\(party)"
      }
    let postings = entry.postings.all.map { "\($0.amount) \($0.debit) > \($0.credit)" }.joined(separator: ", ")
    let instruction = entry.instruction.map { " of \($0)" } ?? ""
    return "entry \(entry.sequence): \(entry.time) \(entry.kind) \(entry.amount) \(entry.currency) by \(entry.actor) "
      + "on \(subject) as \(entry.command) \(entry.fingerprint)\(instruction), held \(entry.heldOnBank) \(entry.heldOnCard), "
      + "[\(postings)] \(detail)"
  }
}
