// The life of a check, cell by cell: what the design says, tried by real commands.
import Ledger
import Testing
import VouchTesting

/// The design's table, written by hand: for each event the states that may follow in each state, or the refusal.
struct Cell: Sendable, CustomTestStringConvertible {
  let event: StateTable.Event
  let state: CheckState
  let outcome: Outcome

  enum Outcome: Hashable, Sendable {
    case next([CheckState])
    case refused(Refusal)
  }

  var testDescription: String { "\(event) in \(state): \(outcome)" }

  static let table: [Cell] = rows.flatMap { event, outcomes in
    zip(CheckState.allCases, outcomes).map { Cell(event: event, state: $0, outcome: $1) }
  }

  private static let final: [Outcome] = [.refused(.checkSettled), .refused(.checkVoided), .refused(.checkExpired)]
  private static let frozen = Outcome.refused(.checkFrozen)
  private static let after: [Outcome] = [
    .refused(.checkOpen), .refused(.checkOpen), frozen, .next([.settled]), .next([.voided]), .next([.expired]),
  ]

  private static let rows: [(StateTable.Event, [Outcome])] = [
    (.present, [.next([.issued, .committed, .settled]), .refused(.checkCommitted), frozen] + final),
    (.confirm, [.next([.issued]), .next([.settled]), .next([.frozen])] + after.suffix(3)),
    (.collectCash, [.refused(.checkNotCommitted), .next([.settled]), frozen] + final),
    (.failDelivery, [.refused(.checkNotCommitted), .next([.voided]), frozen] + final),
    (.extend, [.next([.issued]), .refused(.checkCommitted), frozen] + final),
    (.chooseMethod, [.next([.issued]), .next([.committed]), frozen] + final),
    (.void, [.next([.voided]), .refused(.checkCommitted), frozen] + final),
    (.lapse, [.next([.expired]), .next([.voided]), frozen] + final),
    (.openDispute, [.next([.frozen]), .next([.frozen]), frozen] + final),
    (
      .resolveDispute,
      [.refused(.checkNotFrozen), .refused(.checkNotFrozen), .next([.issued, .committed, .settled, .voided])] + final
    ),
    (.refund, after), (.withdraw, after), (.chargeBack, after), (.claimGuarantee, after), (.releaseProceeds, after),
    // What a paying system did says nothing of the rest of the check.
    (.reportRail, CheckState.allCases.map { .next([$0]) }),
  ]
}

@Suite struct `the state table` {
  @Test func `has every cell of the design`() {
    #expect(Cell.table.count == CheckState.allCases.count * StateTable.Event.allCases.count)
    #expect(Set(Cell.table.map(\.testDescription)).count == Cell.table.count)
  }

  @Test(arguments: Cell.table)
  func `says what the design says`(cell: Cell) {
    let refusal: Refusal? = if case .refused(let refusal) = cell.outcome { refusal } else { nil }
    #expect(StateTable.refusal(of: cell.event, in: cell.state) == refusal)
  }

  @Test(arguments: Cell.table)
  func `is what happens when everybody tries`(cell: Cell) {
    switch cell.outcome {
    case .next(let states): #expect(Probe.nextStates(of: cell.event, in: cell.state) == states)
    case .refused(let refusal): expectForbidden(cell, as: refusal)
    }
  }

  /// Everybody tries the event on every check there is in the state: each is told the cell's refusal, or that it is not
  /// theirs to do; and nothing changes.
  private func expectForbidden(_ cell: Cell, as refusal: Refusal) {
    var answers: [Refusal] = []
    for start in Scene.Start.allCases {
      let scene = Scene(start)
      let state = cell.event == .lapse ? scene.check.progress.state : scene.check.state(at: scene.now)
      guard state == cell.state else { continue }
      for event in Probe.variants(of: cell.event, on: scene) {
        for role in Probe.roles {
          var copy = scene
          guard let answer = copy.act(role.actor, event).refusal else {
            Issue.record("\(role.name) could \(event) from \(start)")
            continue
          }
          answers.append(answer)
          #expect(copy.ledger == scene.ledger)
        }
      }
    }
    #expect(answers.contains(refusal))
    #expect(Set(answers).subtracting([refusal]).isSubset(of: Probe.aboutWho))
  }
}

@Suite struct `who may act` {
  /// Operator, own and foreign terminal, own and foreign seller, own and foreign distributor, rail, committer; nil: may.
  static let table: [(StateTable.Event, [Refusal?])] = [
    (
      .present,
      [
        .notPermitted, .notPermitted, .notPermitted, nil, .wrongPayee, .notPermitted, .notPermitted, .notPermitted,
        .notPermitted,
      ]
    ),
    (
      .confirm,
      [
        .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, nil, .wrongDistributor,
        .notPermitted, .notPermitted,
      ]
    ),
    (
      .collectCash,
      [
        .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, nil, .wrongDistributor,
        .notPermitted, .notPermitted,
      ]
    ),
    (
      .failDelivery,
      [
        .notPermitted, .notPermitted, .notPermitted, nil, .wrongPayee, nil, .wrongDistributor, .notPermitted,
        .notPermitted,
      ]
    ),
    (
      .extend,
      [
        .notPermitted, nil, .notParty, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted,
        .notPermitted,
      ]
    ),
    (
      .chooseMethod,
      [
        .notPermitted, nil, .notParty, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted,
        .notPermitted,
      ]
    ),
    (.void, [nil, nil, .notParty, nil, .wrongPayee, .notPermitted, .notPermitted, .notPermitted, .notPermitted]),
    (
      .lapse,
      [
        .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted,
        .notPermitted, nil,
      ]
    ),
    (.openDispute, [.notPermitted, nil, .notParty, nil, .notParty, nil, .notParty, .notPermitted, .notPermitted]),
    (
      .resolveDispute,
      [
        nil, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted,
        .notPermitted,
      ]
    ),
    (
      .refund,
      [nil, .notPermitted, .notPermitted, nil, .wrongPayee, .notPermitted, .notPermitted, .notPermitted, .notPermitted]
    ),
    (
      .withdraw,
      [
        .notPermitted, nil, .notParty, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted,
        .notPermitted,
      ]
    ),
    (
      .chargeBack,
      [
        nil, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, nil,
        .notPermitted,
      ]
    ),
    (
      .claimGuarantee,
      [nil, .notPermitted, .notPermitted, nil, .wrongPayee, .notPermitted, .notPermitted, .notPermitted, .notPermitted]
    ),
    (
      .releaseProceeds,
      [
        .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted,
        .notPermitted, nil,
      ]
    ),
    (
      .reportRail,
      [
        nil, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, .notPermitted, nil,
        .notPermitted,
      ]
    ),
  ]

  @Test(arguments: table)
  func `is what the design says, for every role and event`(event: StateTable.Event, answers: [Refusal?]) {
    #expect(answers.count == Probe.roles.count)
    for (role, answer) in zip(Probe.roles, answers) {
      #expect(Probe.answer(to: role.actor, asking: event) == answer, "\(role.name)")
    }
  }

  @Test func `covers every event`() {
    #expect(`who may act`.table.map(\.0) == StateTable.Event.allCases)
  }

  @Test(arguments: Probe.roles.map(\.actor))
  func `demands a check only for its own account`(actor: Actor) {
    var scene = Scene()
    let id = scene.newID()
    var issue = IssueCheck(id: CheckID(high: id.high, low: id.low), terms: Scene.terms)
    issue.actor = actor
    let decision = scene.ledger.submit(.issue(issue), at: scene.now)
    #expect(decision.refusal == (actor == .buyer ? nil : .notPermitted))
  }

  @Test func `of checks without payee or distributor leaves out whoever is not named`() {
    var terms = Scene.terms
    terms.payee = nil
    terms.distributor = nil
    var scene = Scene()
    scene.issue(terms)
    scene.expect(.carrier, .confirm(proof: nil), "wrong_distributor")
    scene.expect(.carrier, .openDispute, "not_party")
    scene.expect(.shop, .openDispute, "not_party")
    scene.expect(.shop, .void, "wrong_payee")
  }
}
