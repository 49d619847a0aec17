/// What goes wrong, and that it ends.
internal import Storage

extension World {
  func inject(_ kind: FaultKind) {
    switch kind {
    case .crash: crash()
    case .disk: plan(dice.pick([.fails, .outOfSpace]))
    case .cut:
      let open = clients.compactMap(\.connection)
      if !open.isEmpty { cut(dice.pick(open)) }
    case .clock: jump()
    case .lack: lackSpace()
    case .damage: damage()
    case .restart:
      guard life != nil, !disk.isLieFresh else { break }
      note("restarted by the operator")
      count("process: restarted by the operator")
      die(losingPower: false)
    }
    let span: Int64? =
      switch kind {
      case .crash: plan.crashes
      case .disk: plan.diskFaults
      case .cut: plan.cuts
      case .clock: plan.clockJumps
      case .lack: plan.lacks
      case .restart: plan.restarts
      case .damage: nil
      }
    if let span { agenda.enter(.fault(kind), at: now + dice.within(1...2 * span)) }
  }

  /// Between two calls of the disk, or in the middle of one of the next.
  private func crash() {
    // A lie about the newest record is seen by nobody once the process is gone.
    guard !disk.isLieFresh, life != nil else { return }
    switch dice.below(4) {
    case 0:
      note("killed")
      count("process: killed between calls of the disk")
      die(losingPower: false)
    case 1:
      note("power cut")
      count("process: power cut between calls of the disk")
      die(losingPower: true)
    case 2: plan(.processDies)
    default: plan(.powerCut)
    }
  }

  private func plan(_ fault: Fault) {
    guard !disk.isLieFresh else { return }
    if fault == .outOfSpace { mayLackSpace = true }
    disk.plan(fault, at: disk.counts.all + dice.below(5))
    note("\(fault) is to come")
  }

  private func jump() {
    let isFar = dice.thousandths(300)
    let by = isFar ? dice.within(10 * 60_000...3 * 3_600_000) : dice.within(0...2 * 60_000)
    skew += dice.thousandths(500) ? by : -by
    note("the wall clock jumps: \(skew)")
    count(isFar ? "clock: jumped by 10 min to 3 h" : "clock: jumped by up to 2 min")
    noteSkew()
    agenda.enter(.clockReturns, at: now + dice.within(500...10_000))
  }

  /// What the manager may believe from now on: a wall clock that is not further than five minutes from where it was.
  func noteSkew() {
    if abs(skew - trusted) <= 5 * 60_000 { trusted = max(trusted, skew) }
    setClocks()
  }

  private func lackSpace() {
    guard !isFull else { return }
    isFull = true
    mayLackSpace = true
    disk.setCapacity(0)
    note("the disk is full")
    count("disk: full for a while")
    agenda.enter(.spaceReturns, at: now + dice.within(100...8_000))
  }

  func returnSpace() {
    guard isFull else { return }
    isFull = false
    disk.setCapacity(.max)
    note("there is space again")
  }

  private func damage() {
    guard let damage = plan.damage, life != nil else { return }
    isDamaged = true
    switch damage {
    case .lost: disk.planAtNextWrite(.lost)
    case .misdirected: disk.planAtNextWrite(.misdirected)
    case .flipped:
      guard let names = try? disk.list(), !names.isEmpty else { return }
      let name = dice.pick(names)
      guard let contents = disk.contents(of: name) else { return }
      // Where something is written, mostly: most of a segment is still empty.
      let last = contents.lastIndex { $0 != 0 } ?? contents.count - 1
      let offset = dice.below(dice.thousandths(900) ? last + 1 : contents.count)
      let bit = dice.below(8)
      disk.flip(bit: bit, at: offset, of: name)
      note("bit \(bit) of byte \(offset) of \(name) flips")
      count("disk: bit flipped")
    }
  }
}
