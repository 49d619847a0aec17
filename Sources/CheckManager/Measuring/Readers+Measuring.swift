/// What measurements take from the ledger: how many there are of what, and what paying systems have not answered.
internal import Ledger
internal import LedgerStore
internal import Measures
internal import Wire

extension Readers {
  /// Open instructions of one paying system past these are not counted: they are looked through.
  static let countedInstructions = 1000

  /// The answer to a question for what was measured.
  func answerMeasurements() throws(StoreError) -> [UInt8] {
    GetMetrics.encode(
      Reply(sequence: committer.state.sequence, outcome: .accepted(try measuring.all(of: self))))
  }

  /// Parties, checks, and instructions that are open.
  func contents() throws(StoreError) -> [Measurement] {
    let (counts, open) = try now { snapshot throws(StoreError) in
      var open: [(rail: PaymentRail, count: Int, oldest: Timestamp?)] = []
      for rail in PaymentRail.allCases where rail.isOutside {
        let page = try snapshot.instructions(to: rail, after: 0, limit: Readers.countedInstructions)
        open.append((rail, page.items.count, page.items.first?.time))
      }
      return (try snapshot.counts(), open)
    }
    let now = committer.now()
    func label(_ rail: PaymentRail) -> [Measurement.Label] { [.init("rail", "\(rail)")] }
    return [
      Measurement(
        "vouch_parties", "Parties that were enrolled, whatever their status.", .gauge,
        [
          .init(Double(counts.accounts), labels: [.init("kind", "account")]),
          .init(Double(counts.sellers), labels: [.init("kind", "seller")]),
          .init(Double(counts.distributors), labels: [.init("kind", "distributor")]),
        ]),
      .gauge("vouch_checks", "Checks, whatever their state.", Double(counts.checks)),
      .gauge("vouch_checks_open", "Checks that are open, and hold money.", Double(counts.openChecks)),
      Measurement(
        "vouch_instructions_open", "What a paying system was told and has not answered; 1000: or more.", .gauge,
        open.map { .init(Double($0.count), labels: label($0.rail)) }),
      Measurement(
        "vouch_instructions_oldest_seconds", "How old the oldest of it is; 0: there is none.", .gauge,
        open.map { rail, _, oldest in
          .init(oldest.map { Double(max(0, now.milliseconds - $0.milliseconds)) / 1000 } ?? 0, labels: label(rail))
        }),
    ]
  }
}
