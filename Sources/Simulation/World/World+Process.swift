/// The process: started, turned, killed.
internal import Audit
internal import CheckManager
internal import Foundation
internal import Ledger
internal import LedgerStore
internal import Storage

extension World {
  /// Starts a process, which opens the ledger, or makes it the first time. The supervisor starts another where it fails.
  func start() {
    isStarting = false
    guard life == nil else { return }
    // A process that starts believes its clock, unless that is before what the ledger says; then it goes on from there.
    trusted = max(skew, latest - World.start - now)
    setClocks()
    lives += 1
    failuresAtStart = failures
    // Before it is opened, which syncs.
    let mayMissNewest = isDamaged && disk.isLieFresh
    do {
      if !Store.isThere(at: path) { try create() }
      do {
        life = try Life(at: path, mapBytes: plan.mapBytes, place: place, clocks: clocks, logger: logger)
      } catch StoreError.notInitialised {
        try create()
        life = try Life(at: path, mapBytes: plan.mapBytes, place: place, clocks: clocks, logger: logger)
      }
    } catch let error as StoreError {
      return failToStart(error)
    } catch {
      return violate("the manager cannot be made: \(error)")
    }
    guard let life else { return }
    if plan.mapBytes < Plan.roomyMap {
      mayLackSpace = true
      count("database: its map is small")
    }
    note(
      "started: life \(lives), sequence \(life.store.sequence), \(life.store.replayed) replayed, cut \(life.store.cut.map { "\($0)" } ?? "nothing")"
    )
    if lives > 1 { outcome.restarts += 1 }
    if let died = diedAt { outcome.longestRecovery = max(outcome.longestRecovery, now - died) }
    diedAt = nil
    outcome.mostReplayed = max(outcome.mostReplayed, life.store.replayed)
    if life.store.sequence < auditor.told, mayMissNewest {
      // Of the newest record there is nothing, as if it had never been written: nobody can know. A call that failed ended the
      // process; whoever ends it here otherwise waits for the next sync.
      note("what the disk lied about last is gone")
      count("disk: nobody can know what it lied about last")
      stage = .over
      return
    }
    if life.store.sequence < auditor.told {
      lost = Int(auditor.told - life.store.sequence)
      violate("\(auditor.told) was acknowledged, and the ledger opens at \(life.store.sequence)")
    }
    (isTurnDue, isLoopDue) = (false, false)
    agenda.enter(.fold(life: lives), at: now + dice.within(0...2 * plan.folds))
    agenda.enter(.segments(life: lives), at: now + dice.within(0...200))
    agenda.enter(.sweep(life: lives), at: now + 200)
  }

  /// Whether a call of the disk has failed in this life.
  var diskHasFailed: Bool { failures > failuresAtStart }

  private var failures: Int { disk.met.reduce(0) { $1.key.fault == .fails ? $0 + $1.value : $0 } }

  private func create() throws(StoreError) {
    try Store.create(
      at: path, identity: (seed, 1), time: Timestamp(milliseconds: World.start + now), mapSize: plan.mapBytes,
      log: place)
    note("created")
  }

  private func failToStart(_ error: StoreError) {
    note("not started: \("\(error)".replacingOccurrences(of: path, with: "DATA"))")
    if case .log(let reason) = error {
      switch reason {
      case .failed, .outOfSpace:
        return die(losingPower: false)
      case .damaged, .foreign, .otherFormat, .missing, .exists, .begins, .ends:
        guard isDamaged else { break }
        outcome.refusedDamage = "\(error)"
        stage = .over
        return
      }
    }
    violate("nothing is damaged, and the ledger is refused: \(error)")
  }

  /// The process is no more, and another is started in a while.
  func die(losingPower: Bool) {
    let hadLife = life != nil
    if let life { life.end() }
    life = nil
    if losingPower {
      bootedAt = now
      disk.restart()
    } else {
      disk.startAgain()
    }
    diedAt = diedAt ?? now
    for connection in connections.indices where connections[connection].life == lives {
      connections[connection].life = nil
      // The kernel of a machine that is up closes what a process had open. One without power says nothing.
      guard hadLife, !losingPower, !connections[connection].isSilent else { continue }
      agenda.enter(.closedAtClient(connection: connection), at: arrival(atClientBy: connection))
    }
    guard !isStarting else { return }
    isStarting = true
    agenda.enter(.start, at: now + dice.within(10...2_000))
  }

  /// What happens while the process waits for its disk in one of its threads: the others go on. Bytes are read and answered,
  /// questions too, and layers are folded while a group becomes durable. The committer's next turn comes after it, and so do
  /// the faults.
  func passTime(atSyncOf name: String) {
    guard life != nil, !isWaitingForDisk else { return }
    isWaitingForDisk = true
    defer { isWaitingForDisk = false }
    // While a segment is begun or made others have to wait for the list of segments, and a fold changes it in the end.
    let isOfRecords = !name.hasPrefix("spare-")
    let end = now + Int64(dice.below(8))
    var later: [(Int64, Happening)] = []
    while let time = agenda.nextTime, time <= end, let (_, happening) = agenda.next() {
      let isPossible =
        switch happening {
        case .atServer, .loop, .closedAtServer, .connected: !isReading
        case .question, .fold: isOfRecords
        case .atClient, .closedAtClient: stage == .busy
        default: false
        }
      guard isPossible else {
        later.append((time, happening))
        continue
      }
      now = max(now, time)
      setClocks()
      if case .fold = happening { count("process: folded while a group became durable") }
      happen(happening)
    }
    for (time, happening) in later { agenda.enter(happening, at: max(time, now)) }
  }

  /// After each call of the process: it may be dead, or have something to do.
  func afterCall() {
    guard let life else { return }
    if disk.isOff {
      // Whoever waits for the disk will see it, too.
      guard !isWaitingForDisk else { return }
      note("the process died at call \(disk.counts.all)")
      return die(losingPower: disk.hasLostPower)
    }
    if !isTurnDue {
      isTurnDue = true
      agenda.enter(.turn(life: lives), at: now + Int64(dice.below(6)))
    }
    if !isLoopDue {
      isLoopDue = true
      agenda.enter(.loop(life: lives), at: now + Int64(dice.below(3)))
    }
    if life.manager.questionCount > 0 { agenda.enter(.question(life: lives), at: now + Int64(dice.below(20))) }
  }

  func turn() {
    isTurnDue = false
    life?.manager.turn()
    if let ending = life?.manager.ending { note("the committer ended: \(ending == nil ? "well" : "its store failed")") }
    if life?.manager.wantsFold == true { agenda.enter(.fold(life: lives), at: now + Int64(dice.below(50))) }
    if !settle() { return }
  }

  /// Sees what became of the last call. Whether the process lives.
  @discardableResult
  private func settle() -> Bool {
    guard let life else { return false }
    if disk.isOff {
      afterCall()
      return false
    }
    if !isLoopDue {
      isLoopDue = true
      agenda.enter(.loop(life: lives), at: now + Int64(dice.below(3)))
    }
    return life.manager.ending == nil
  }

  func runLoop() {
    isLoopDue = false
    guard let life else { return }
    let (written, closed) = life.run()
    for (connection, bytes) in written { send(bytes, toClientBy: connection) }
    for connection in closed {
      agenda.enter(.closedAtClient(connection: connection), at: arrival(atClientBy: connection))
    }
    if life.manager.ending != nil, !isWaitingForDisk {
      note("the process ended")
      die(losingPower: false)
    }
  }

  func answerQuestion() {
    life?.manager.answerQuestion()
    settle()
  }

  func fold() {
    guard let life else { return }
    life.manager.fold()
    note("folded")
    if settle() { agenda.enter(.fold(life: lives), at: now + dice.within(1...2 * plan.folds)) }
    noticeEnd()
  }

  func prepareLog() {
    life?.manager.prepareLog()
    if settle() { agenda.enter(.segments(life: lives), at: now + 100) }
    noticeEnd()
  }

  /// Nobody asks anything, and there may be something due.
  func sweep() {
    agenda.enter(.sweep(life: lives), at: now + 200)
    if !isTurnDue { turn() }
  }

  /// A chore's failure ends the committer at its next turn.
  private func noticeEnd() {
    guard life != nil, !isTurnDue else { return }
    isTurnDue = true
    agenda.enter(.turn(life: lives), at: now)
  }

  func read(_ bytes: [UInt8], by connection: Int) {
    guard connections[connection].life == lives, !connections[connection].isSilent, let life else { return }
    isReading = true
    life.read(bytes, by: connection)
    isReading = false
    afterCall()
  }

  func arrive(_ connection: Int) {
    guard life != nil, !connections[connection].isSilent else {
      agenda.enter(.closedAtClient(connection: connection), at: arrival(atClientBy: connection))
      return
    }
    connections[connection].life = lives
    try? life?.welcome(connection)
  }
}
