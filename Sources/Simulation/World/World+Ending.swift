/// The end of a seed: no faults any more, all that was asked is answered, and everything is asked about; twice, with a power
/// cut between.
internal import Audit
internal import Storage

extension World {
  /// How long it may take, in simulated milliseconds, until all is answered once there are no faults any more; and how long
  /// the manager has to find out that there is space again.
  private static let patience: Int64 = 300_000
  private static let recovery: Int64 = 3_000

  /// Faults end, and nobody asks anything new.
  func calm() {
    guard stage == .busy else { return }
    note("calm")
    stage = .draining
    calmSince = now
    // The operator gives it a larger map, which takes a restart.
    if plan.mapBytes < Plan.roomyMap, !disk.isLieFresh { die(losingPower: false) }
    soothe()
    returnSpace()
    disk.forgetPlans()
    skew = 0
    noteSkew()
    deadline = now + World.patience
    // As the chore does every second.
    agenda.enter(.fold(life: lives), at: now + 1)
    agenda.enter(.examine, at: now + World.recovery)
  }

  /// What is not answered.
  var unanswered: [String] { clients.flatMap { $0.calls.map { "\($0.ask)" } } }

  /// Goes on with what is asked in the end, by the first client, one after the other.
  func examineFurther() {
    guard stage != .busy, stage != .over, clients.allSatisfy(\.calls.isEmpty) else { return }
    if stage == .draining {
      guard now >= calmSince + World.recovery else { return }
      // To whom the clock looks wrong, for whatever reason, it is right now.
      script = [Ask(.acceptClock)] + town.questions
      stage = .examining(1)
    }
    if !script.isEmpty { return ask(script.removeFirst(), by: 0) }
    // The journal comes last, so that it has all that was told.
    if auditor.known < auditor.told {
      return ask(Ask(.journal(from: auditor.known + 1, limit: 100)), by: 0)
    }
    guard stage == .examining(1), !disk.isLieFresh else {
      stage = .over
      return
    }
    note("a last power cut")
    stage = .examining(2)
    die(losingPower: true)
    script = town.questions + [Ask(.journal(from: 1, limit: 1000))]
    agenda.enter(.examine, at: now + 1)
  }
}
