/// One thread of the harness: its connections, the places in flight on them, and one loop over all.
///
/// The client must cost so little that it is not what is measured: requests are copies of encoded frames, a reply is looked
/// at only where it says whom and what it answers, and each turn sends once a connection.

/// What a worker is to do. Times in nanoseconds of the monotonic clock.
struct WorkPlan: Sendable {
  var target: Target
  var worker: Int
  var workers: Int
  var connections: Int
  var inFlight: Int
  var steps: [Step]
  var cast: Cast
  var sellers: Skew
  var seed: UInt64
  /// Ops a second of all workers; nil: as fast as answers come.
  var rate: Int64?
  /// When the first op is meant for, when measuring begins, and when it and asking end.
  var begin: Int64
  var measured: Range<Int64>
  /// How many ops there are at most.
  var quota = Int.max
  /// Whether the checks issued are wanted.
  var keepsChecks = false

  /// How long answers are waited for after the last request.
  static let patience: Int64 = 10_000_000_000
}

/// A connection.
private struct Line {
  let socket: Socket
  var outgoing = Outgoing()
  var partial: [UInt8] = []
  /// Whether it waits for room to send.
  var isFull = false
  var isOpen = true
  /// Whether something was added this turn.
  var isTouched = false
}

/// A place in flight.
private struct Seat {
  /// Its next step, or the one that is under way.
  var step = 0
  /// When its op was meant for; nil: nothing is under way.
  var intended: Int64?
  var check = IssuedNumber(number: Number(high: 0, low: 0), seller: 0)
}

struct Worker {
  private let plan: WorkPlan
  private let templates = Templates()
  private let sellers: Choice
  private let progress: Progress
  private var pool: [IssuedNumber]
  private var random: Dice
  private var numbers: Numbers
  private var readiness: Readiness
  private var inbox = Inbox()
  private var lines: [Line] = []
  private var openLines: Int
  private var seats: [Seat]
  /// The seats that wait for an op, first come first served: so that all connections have their part.
  private var free: [Int] = []
  private var firstFree = 0
  private var touched: [Int] = []
  private var underWay = 0
  /// How many ops were begun.
  private var begun = 0
  private var tally = Tally()

  /// - Parameter pool: checks issued before, for steps that ask about such.
  init(_ plan: WorkPlan, pool: [IssuedNumber], progress: Progress) throws {
    self.plan = plan
    self.pool = pool
    self.progress = progress
    sellers = Choice(of: plan.cast.sellers, plan.sellers)
    random = Dice(seed: plan.seed &+ UInt64(plan.worker))
    numbers = Numbers(worker: plan.worker)
    readiness = try Readiness()
    openLines = plan.connections
    seats = Array(repeating: Seat(), count: plan.connections * plan.inFlight)
    for index in 0..<plan.connections {
      let line = Line(socket: try Socket.connect(to: plan.target))
      try readiness.watch(line.socket, token: index, isNew: true)
      lines.append(line)
    }
    // Seat n is on connection n / inFlight; they are taken in turn.
    for place in 0..<plan.inFlight {
      for line in 0..<plan.connections { free.append(line * plan.inFlight + place) }
    }
  }

  /// Works its plan off; what came of it.
  mutating func run() throws -> Tally {
    defer {
      for line in lines where line.isOpen { line.socket.close() }
      readiness.close()
    }
    let pace = plan.rate.map { Pace(start: plan.begin, rate: $0, worker: plan.worker, of: plan.workers) }
    let quota = pace.map { min(plan.quota, $0.due(at: plan.measured.upperBound - 1)) } ?? plan.quota
    Readiness.sharpenTimers()
    var now = Clock.now()
    while true {
      numbers.setTime(milliseconds: Clock.milliseconds())
      beginOps(now: now, pace: pace, quota: quota)
      try flush()
      // In the open loop all that was meant for the time is still asked after it, or the worst would not be counted.
      let isOver = begun >= quota || openLines == 0 || pace == nil && now >= plan.measured.upperBound
      if isOver && underWay == 0 { break }
      if now >= plan.measured.upperBound + WorkPlan.patience { break }
      let count = try readiness.wait(nanoseconds: pause(now: now, pace: pace, quota: quota))
      now = Clock.now()
      for index in 0..<count {
        let (token, isReadable, isWritable) = readiness.ready(index)
        if isWritable { touch(token) }
        if isReadable { receive(token, now: now) }
      }
      progress.note(worker: plan.worker, done: tally.replies)
    }
    tally.unanswered += underWay
    if pace != nil { tally.unsent = max(0, quota - begun) }
    return tally
  }

  /// How long nothing needs to be begun.
  private func pause(now: Int64, pace: Pace?, quota: Int) -> Int64 {
    let end = now < plan.measured.upperBound ? plan.measured.upperBound : plan.measured.upperBound + WorkPlan.patience
    guard let pace, firstFree < free.count, begun < quota else { return max(0, end - now) }
    return max(0, min(end, pace.moment(of: begun)) - now)
  }

  /// Begins what there is a seat for: in the open loop only what is due.
  private mutating func beginOps(now: Int64, pace: Pace?, quota: Int) {
    guard pace != nil || now < plan.measured.upperBound else { return }
    let limit = min(quota, pace?.due(at: now) ?? .max)
    while begun < limit, firstFree < free.count {
      let seat = free[firstFree]
      firstFree += 1
      guard lines[seat / plan.inFlight].isOpen else { continue }
      guard send(seat, intended: pace?.moment(of: begun) ?? now) else { break }
      begun += 1
    }
    if firstFree == free.count || firstFree > 1 << 16 {
      free.removeFirst(firstFree)
      firstFree = 0
    }
  }

  /// Sends a seat's next step. False when there is nothing left to ask about.
  private mutating func send(_ seat: Int, intended: Int64) -> Bool {
    let step = plan.steps[seats[seat].step]
    let isPooled = plan.steps.count == 1
    if isPooled && step == .settle {
      guard let check = pool.popLast() else {
        begun = .max
        tally.exhausted = Clock.now()
        return false
      }
      seats[seat].check = check
    } else if isPooled && step == .verify {
      seats[seat].check = pool[random.below(pool.count)]
    }
    let line = seat / plan.inFlight
    let before = lines[line].outgoing.bytes.count
    write(step, seat, on: line)
    seats[seat].intended = intended
    underWay += 1
    tally.requests += 1
    tally.requestBytes += lines[line].outgoing.bytes.count - before
    touch(line)
    return true
  }

  private mutating func write(_ step: Step, _ seat: Int, on line: Int) {
    let id = UInt32(seat)
    let t = templates
    switch step {
    case .authorize:
      let start = lines[line].outgoing.append(t.authorize, id: id)
      lines[line].outgoing.write(digits: random.below(plan.cast.accounts), at: t.authorizeDrawer, of: start)
      lines[line].outgoing.write(digits: sellers.next(&random), at: t.authorizePayee, of: start)
      lines[line].outgoing.write(digits: random.below(plan.cast.distributors), at: t.authorizeDistributor, of: start)
    case .issue:
      let check = IssuedNumber(number: numbers.next(&random), seller: sellers.next(&random))
      seats[seat].check = check
      let start = lines[line].outgoing.append(t.issue, id: id)
      lines[line].outgoing.write(check.number, at: t.issueCheck, of: start)
      lines[line].outgoing.write(digits: random.below(plan.cast.accounts), at: t.issueDrawer, of: start)
      lines[line].outgoing.write(digits: check.seller, at: t.issuePayee, of: start)
      lines[line].outgoing.write(digits: random.below(plan.cast.distributors), at: t.issueDistributor, of: start)
    case .verify:
      let start = lines[line].outgoing.append(t.verify, id: id)
      lines[line].outgoing.write(seats[seat].check.number, at: t.verifyCheck, of: start)
      lines[line].outgoing.write(digits: seats[seat].check.seller, at: t.verifySeller, of: start)
    case .settle:
      let start = lines[line].outgoing.append(t.settle, id: id)
      lines[line].outgoing.write(numbers.next(&random), at: t.settleCommand, of: start)
      lines[line].outgoing.write(seats[seat].check.number, at: t.settleCheck, of: start)
      lines[line].outgoing.write(digits: seats[seat].check.seller, at: t.settleSeller, of: start)
    }
  }

  private mutating func touch(_ line: Int) {
    guard !lines[line].isTouched else { return }
    lines[line].isTouched = true
    touched.append(line)
  }

  /// One send for each connection that has something.
  private mutating func flush() throws {
    for index in touched {
      lines[index].isTouched = false
      guard lines[index].isOpen else { continue }
      guard lines[index].socket.send(&lines[index].outgoing) else {
        lose(index)
        continue
      }
      let isFull = !lines[index].outgoing.isEmpty
      guard isFull != lines[index].isFull else { continue }
      lines[index].isFull = isFull
      try readiness.watch(lines[index].socket, token: index, forRoom: isFull, isNew: false)
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// Reads what came, and frees the seats that it answers.
  private mutating func receive(_ index: Int, now: Int64) {
    guard lines[index].isOpen, let end = inbox.read(lines[index].socket, after: &lines[index].partial) else { return }
    guard end > 0 else { return lose(index) }
    var start = 0
    while let frame = ReplyFrame(in: inbox.bytes, from: start, to: end) {
      start = frame.message.upperBound
      tally.replies += 1
      tally.replyBytes += frame.message.count + ReplyFrame.headerCount
      let seat = Int(frame.id)
      guard seat < seats.count, seat / plan.inFlight == index, let intended = seats[seat].intended else {
        tally.failures["an answer to no question", default: 0] += 1
        continue
      }
      seats[seat].intended = nil
      underWay -= 1
      free.append(seat)
      take(frame, seat, intended: intended, now: now)
    }
    inbox.keep(start..<end, in: &lines[index].partial)
  }

  /// Counts an answer, and says what the seat does next.
  private mutating func take(_ frame: ReplyFrame, _ seat: Int, intended: Int64, now: Int64) {
    let step = plan.steps[seats[seat].step]
    seats[seat].step = (seats[seat].step + 1) % plan.steps.count
    guard frame.status == 0 else {
      tally.failures[statusName(frame.status), default: 0] += 1
      seats[seat].step = 0
      return
    }
    switch ReplyOutcome(inbox.bytes, frame.message) {
    case .accepted:
      if plan.measured.contains(intended) { tally.latencies.record(now - intended) }
      if plan.measured.contains(now) { tally.done += 1 }
      if step == .issue && plan.keepsChecks { tally.checks.append(seats[seat].check) }
    case .refused(let name):
      tally.refusals[name, default: 0] += 1
      seats[seat].step = 0
    case .invalid(let reason):
      tally.failures["invalid \(reason)", default: 0] += 1
      seats[seat].step = 0
    case .unreadable:
      tally.failures["an unreadable reply", default: 0] += 1
      seats[seat].step = 0
    }
  }

  /// The other end is gone, and with it what was under way there.
  private mutating func lose(_ index: Int) {
    lines[index].isOpen = false
    openLines -= 1
    lines[index].socket.close()
    for seat in index * plan.inFlight..<(index + 1) * plan.inFlight where seats[seat].intended != nil {
      seats[seat].intended = nil
      underWay -= 1
      tally.failures["connection closed", default: 0] += 1
    }
  }
}
