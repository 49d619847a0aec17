// When the committer must act on a check by itself.
import Ledger
import Testing
import VouchTesting

@Suite struct `a check is due` {
  @Test(
    arguments: [
      (.issued, .day(10)), (.committed, .day(5)), (.frozen, nil), (.frozenCommitted, nil), (.settled, .day(19)),
      (.voided, nil),
      (.voidedInPart, .day(19)), (.expired, nil), (.expiredInPart, .day(19)), (.issuedConfirmed, .day(10)),
    ] as [(Scene.Start, Timestamp?)])
  func `at its expiry, its deadline, or the end of lock and reserve`(start: Scene.Start, due: Timestamp?) {
    #expect(Scene(start).check.progress.due == due)
  }

  @Test(
    arguments: [
      (5, 6, .day(1), .day(2), .day(1)), (5, 6, .day(2), .day(1), .day(1)), (0, 6, .day(1), .day(2), .day(2)),
      (5, 0, .day(2), .day(1), .day(2)), (0, 0, .day(1), .day(2), nil),
    ] as [(Int64, Int64, Timestamp, Timestamp, Timestamp?)])
  func `when the first of lock and reserve ends that has anything`(
    locked: Int64, reserved: Int64, lockedUntil: Timestamp, reservedUntil: Timestamp, due: Timestamp?
  ) {
    var progress = Scene(.settled).check.progress
    progress.locked = locked
    progress.reserved = reserved
    progress.lockedUntil = lockedUntil
    progress.reservedUntil = reservedUntil
    #expect(progress.due == due)
  }

  @Test func `by events that take effect when they come`() throws {
    var scene = Scene(.settled)
    scene.issue(Scene.terms)
    scene.now = .day(400)
    var swept = 0
    while let (check, event) = scene.ledger.due(at: scene.now).first {
      let action = CheckAction(id: scene.newID(), check: check, actor: .committer, event: event)
      _ = try #require(scene.ledger.submit(.act(action), at: scene.now).entry)
      swept += 1
    }
    #expect(swept == 2)
    #expect(scene.buyer.openChecks == 0)
    #expect(scene.shop.locked.posted + scene.shop.reserve.posted == 0)
  }
}
