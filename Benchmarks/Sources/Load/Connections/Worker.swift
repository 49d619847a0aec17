/// One thread of the harness: its connections, the places in flight on them, and one loop over all.
///
/// The client must cost so little that it is not what is measured: requests are copies of encoded frames, a reply is looked
/// at only where it says whom and what it answers, and each turn sends once a connection.

/// What a worker is to do. Times in nanoseconds of the monotonic clock.
struct WorkPlan: Sendable {
  var target: Target
  var server: ServerKind
  var worker: Int
  var workers: Int
  var connections: Int
  var inFlight: Int
  /// How many items a request is about.
  var batch = 1
  var steps: [Step]
  var cast: Cast
  var sellers: Skew
  var seed: UInt64
  /// Requests a second of all workers, each about a batch; nil: as fast as answers come.
  var rate: Int64?
  /// When the first op is meant for, when measuring begins, and when it and asking end.
  var begin: Int64
  var measured: Range<Int64>
  /// How many requests there are at most.
  var quota = Int.max
  /// Whether the checks issued are wanted.
  var keepsChecks = false
  /// How long a slice of the timeline is, in nanoseconds.
  var slice: Int64 = .max

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
}

struct Worker<D: Dialect> {
  private let plan: WorkPlan
  private let dialect: D
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
  /// What the seats ask about: those of seat n begin at n × batch.
  private var items: [Item]
  /// The seats that wait for an op, first come first served: so that all connections have their part.
  private var free: [Int] = []
  private var firstFree = 0
  private var touched: [Int] = []
  private var underWay = 0
  /// How many ops were begun.
  private var begun = 0
  /// When something was accepted last.
  private var lastAccepted: Int64 = 0
  private var tally = Tally()

  /// - Parameter pool: checks issued before, for steps that ask about such.
  init(_ plan: WorkPlan, _ dialect: D, pool: [IssuedNumber], progress: Progress) throws {
    self.plan = plan
    self.dialect = dialect
    self.pool = pool
    self.progress = progress
    sellers = Choice(of: plan.cast.sellers, plan.sellers)
    random = Dice(seed: plan.seed &+ UInt64(plan.worker))
    numbers = Numbers(worker: plan.worker)
    readiness = try Readiness()
    openLines = plan.connections
    seats = Array(repeating: Seat(), count: plan.connections * plan.inFlight)
    items = Array(repeating: Item(), count: seats.count * plan.batch)
    for index in 0..<plan.connections {
      let line = Line(socket: try dialect.connect(to: plan.target))
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
      progress.note(worker: plan.worker, done: tally.replies * plan.batch)
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
    let range = seat * plan.batch..<(seat + 1) * plan.batch
    guard plan.steps.count > 1 || step != .settle || pool.count >= plan.batch else {
      begun = .max
      tally.exhausted = Clock.now()
      return false
    }
    for index in range { draw(step, index) }
    let line = seat / plan.inFlight
    let before = lines[line].outgoing.bytes.count
    dialect.append(step, items[range], id: UInt32(seat), to: &lines[line].outgoing)
    seats[seat].intended = intended
    underWay += 1
    tally.requests += 1
    tally.requestBytes += lines[line].outgoing.bytes.count - before
    touch(line)
    return true
  }

  /// Chooses what an item is about; a step after another keeps its check.
  private mutating func draw(_ step: Step, _ index: Int) {
    let isPooled = plan.steps.count == 1
    switch step {
    case .authorize, .issue:
      items[index].check = IssuedNumber(number: numbers.next(&random), seller: sellers.next(&random))
      items[index].drawer = random.below(plan.cast.accounts)
      items[index].distributor = random.below(plan.cast.distributors)
    case .verify: if isPooled { items[index].check = pool[random.below(pool.count)] }
    case .settle:
      if isPooled, let check = pool.popLast() { items[index].check = check }
      items[index].command = numbers.next(&random)
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

  /// Reads all that came.
  private mutating func receive(_ index: Int, now: Int64) {
    repeat {
      guard lines[index].isOpen, let end = inbox.read(lines[index].socket, after: &lines[index].partial) else { return }
      guard end > 0 else { return lose(index) }
      answer(index, upTo: end, now: now)
    } while lines[index].socket.hasMore
  }

  /// Frees the seats that the bytes of the inbox answer.
  private mutating func answer(_ index: Int, upTo end: Int, now: Int64) {
    var start = 0
    while let answer = dialect.answer(in: inbox.bytes, from: start, to: end) {
      tally.replies += 1
      tally.replyBytes += answer.end - start
      start = answer.end
      // Where answers bear no number there is one seat.
      let seat = answer.id.map { Int($0) } ?? index
      guard seat < seats.count, seat / plan.inFlight == index, let intended = seats[seat].intended else {
        tally.failures["an answer to no question", default: 0] += 1
        continue
      }
      seats[seat].intended = nil
      underWay -= 1
      free.append(seat)
      take(answer, seat, intended: intended, now: now)
    }
    inbox.keep(start..<end, in: &lines[index].partial)
  }

  /// Counts an answer, and says what the seat does next.
  private mutating func take(_ answer: Answer, _ seat: Int, intended: Int64, now: Int64) {
    let step = plan.steps[seats[seat].step]
    seats[seat].step = answer.accepted == plan.batch ? (seats[seat].step + 1) % plan.steps.count : 0
    if answer.accepted > 0 {
      tally.accepted += answer.accepted
      notePause(now)
      if plan.measured.contains(intended) { tally.latencies.record(now - intended) }
      if plan.measured.contains(now) {
        tally.done += answer.accepted
        let slice = Int((now - plan.measured.lowerBound) / plan.slice)
        tally.timeline.note(slice, latency: now - intended, done: answer.accepted)
      }
    }
    for (name, count) in answer.refusals { tally.refusals[name, default: 0] += count }
    for (name, count) in answer.failures { tally.failures[name, default: 0] += count }
    guard answer.accepted == plan.batch, step == .issue, plan.keepsChecks else { return }
    for item in items[seat * plan.batch..<(seat + 1) * plan.batch] { tally.checks.append(item.check) }
  }

  /// Notes how long nothing was accepted before now, as far as that was in the measured time.
  private mutating func notePause(_ now: Int64) {
    guard now >= plan.measured.lowerBound else { return }
    let before = max(lastAccepted, plan.measured.lowerBound)
    tally.longestPause = max(tally.longestPause, min(now, plan.measured.upperBound) - before)
    lastAccepted = now
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
