/// The auditor: it has nothing to say of what is right, and finds each thing that is planted.
import Testing

@testable import Audit

@Suite(.timeLimit(.minutes(30))) struct `the auditor` {
  @Test func `has nothing to say of a conversation in which all is right`() {
    var town = Conversation()
    _ = play(&town)
    #expect(town.judge() == [])
  }

  /// What is planted, and a word of what is said of it.
  @Test(arguments: Planted.allCases)
  func `finds what is planted`(planted: Planted) {
    var town = Conversation()
    let check = play(&town)
    let faults = planted.plant(in: &town, check)
    #expect(faults.contains { $0.contains(planted.rawValue) }, "\(faults)")
  }

  /// A buyer with 1000, a seller, and a check over 100 of which 40 is paid.
  private func play(_ town: inout Conversation) -> [UInt8] {
    town.ask(Ask(id: town.id(), .enrolAccount(Buyer(code: "B", currency: "EUR"))))
    town.ask(Ask(id: town.id(), .enrolSeller(Company(code: "S", currency: "EUR"))))
    town.ask(Ask(id: town.id(), .fund(account: "B", cover: .bank, amount: 1000)))
    let check = town.id()
    town.ask(Ask(id: check, .issue(.some)))
    town.time += 5
    town.ask(Ask(id: town.id(), .act(check: check, by: .seller("S"), .present(40, final: false))))
    town.ask(Ask(id: town.id(), .issue(.tooMuch)))
    town.ask(Ask(.account("B")))
    town.ask(Ask(.check(check)))
    town.ask(Ask(.verify(check: check, seller: "S", distributor: "", amount: 60)))
    return check
  }
}

extension Entry {
  /// A capture of the 60 that are no longer there.
  fileprivate static func capture(of check: [UInt8], by id: [UInt8], at sequence: UInt64, time: Int64) -> Entry {
    Entry(
      sequence: sequence, time: time, kind: .captured, role: 3, code: "S", command: id, check: check, party: nil,
      currency: "EUR", amount: 60, progress: nil)
  }
}

extension Terms {
  static let some = Terms.of(100)
  static let tooMuch = Terms.of(5000)

  static func of(_ amount: Int64) -> Terms {
    var terms = Terms(drawer: "B", amount: amount, currency: "EUR")
    terms.payee = "S"
    return terms
  }
}

/// What may be wrong, by a word of what the auditor says.
enum Planted: String, CaseIterable, Sendable {
  case anotherAmount = "and is now"
  case anotherAmountThroughout = "it must be"
  case wrongRefusal = "should be refused(\"insufficient_funds\")"
  case refusedWithoutReason = "should be yes"
  case spaceThatWasNotLacking = "was answered Reply(sequence: 5, outcome: Audit.Reply.Outcome.refused(\"disk_full\"))"
  case wrongBalance = "posted: 960"
  case wrongState = "Progress.State.settled"
  case wrongHistory = "entryCount: 3"
  case staleSequence = "had been told before it was asked"
  case effectBeforeItWasAsked = "and 5 had been told before"
  case effectAfterItWasTold = "took effect at 6, after 5"
  case lost = "names sequence 5, and 6 had been told"
  case doubled = "of no command that anybody sent"
  case spentTwice = "must be refused: check_settled"
  case anotherCommands = "by the entry of another command"
  case lateClock = "no clock could be trusted"
  case invalid = "was called invalid"
  case gap = "a page of"

  func plant(in town: inout Conversation, _ check: [UInt8]) -> [String] {
    let id = town.id()
    let fund = Ask(id: id, .fund(account: "B", cover: .bank, amount: 7))
    let pay = Ask.What.act(check: check, by: .seller("S"), .present(0, final: false))
    switch self {
    case .anotherAmount: town.ask(fund) { $0.entry?.amount = 8 }
    case .anotherAmountThroughout:
      town.ask(fund) { $0.entry?.amount = 8 }
      return town.judge(isWhole: false)
    case .wrongRefusal: town.ask(Ask(id: id, .issue(.tooMuch))) { $0.outcome = .refused("unknown_account") }
    case .refusedWithoutReason:
      // The journal must not have it, either.
      town.refuse(Ask(id: id, .issue(.some)), "insufficient_funds")
    case .spaceThatWasNotLacking: town.refuse(Ask(id: id, .issue(.some)), "disk_full")
    case .wrongBalance: town.ask(Ask(.account("B"))) { $0.account?.bank.posted = 961 }
    case .wrongState:
      town.ask(Ask(.verify(check: check, seller: "", distributor: "", amount: 0))) {
        $0.verified?.progress.state = .settled
      }
    case .wrongHistory: town.ask(Ask(.check(check))) { $0.check?.entryCount = 3 }
    case .staleSequence: town.ask(Ask(.account("B"))) { $0.sequence -= 1 }
    case .effectBeforeItWasAsked: town.ask(fund) { $0.entry?.sequence = 5 }
    case .effectAfterItWasTold: town.ask(fund) { $0.sequence = 5 }
    case .lost:
      town.ask(fund)
      town.loseLast()
    case .doubled: town.carryOutUnasked(fund)
    case .spentTwice:
      town.ask(Ask(id: town.id(), pay))
      town.ask(Ask(id: id, .act(check: check, by: .seller("S"), .present(60, final: false)))) { reply in
        reply.sequence += 1
        reply.outcome = .entry(Entry.capture(of: check, by: id, at: reply.sequence, time: 1_800_000_000_005))
      }
      return town.judge(isWhole: false)
    case .anotherCommands: town.ask(fund) { $0.entry?.command = check }
    case .lateClock: town.ask(fund) { $0.entry?.time += 60_000 }
    case .invalid: town.ask(fund) { $0.outcome = .invalid("amount") }
    case .gap:
      town.ask(Ask(.journal(from: 1, limit: 3))) { reply in
        guard case .journal(var entries, let next) = reply.outcome else { return }
        entries.remove(at: 1)
        reply.outcome = .journal(entries, next: next)
      }
    }
    return town.judge()
  }
}
