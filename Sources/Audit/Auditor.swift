/// Holds what clients were told against what must be: all replies, in the order of the sequences that they name.
///
/// Absent here: the ledger, its store and its wire, in whole and in part. Everything is read with this module's own means.

/// Listens while clients ask and are answered, and judges once it is over.
public struct Auditor: Sendable {
  /// One request of one client, however often it is sent.
  private struct Exchange {
    let ask: Ask
    /// The highest sequence that anybody had been told of when it was first sent.
    let told: UInt64
    /// The same when this command, by its id, was first sent by anybody.
    let toldOfCommand: UInt64
    /// The first answer, and how late the manager's clock could be then.
    var answer: (reply: Reply, latest: Int64)?
    /// Whether there may have been no space meanwhile.
    var mayLackSpace = false
  }

  private var exchanges: [Exchange] = []
  private var firstTold: [[UInt8]: UInt64] = [:]
  /// The commands that clients asked for, by id. Of one id there may be several that differ.
  private var asked: [[UInt8]: [Ask]] = [:]
  /// The journal as far as it is known, and by which exchange each entry was first told.
  private var journal: [UInt64: (entry: Entry, latest: Int64)] = [:]
  /// The highest sequence that anybody was told of.
  public private(set) var told: UInt64 = 0
  /// The entries up to this one are known.
  public private(set) var known: UInt64 = 0
  /// What was found to be wrong.
  public private(set) var faults: [String] = []

  public init() {}

  /// How many requests there were.
  public var count: Int { exchanges.count }

  /// Whether the request was answered by an entry.
  public func isInEffect(_ number: Int) -> Bool {
    if case .entry = exchanges[number].answer?.reply.outcome { true } else { false }
  }

  /// A client sends a request for the first time. Gives its number.
  public mutating func send(_ ask: Ask) -> Int {
    var toldOfCommand = told
    if ask.isCommand {
      toldOfCommand = firstTold[ask.id] ?? told
      firstTold[ask.id] = toldOfCommand
      if !(asked[ask.id]?.contains(ask) ?? false) { asked[ask.id, default: []].append(ask) }
    }
    exchanges.append(Exchange(ask: ask, told: told, toldOfCommand: toldOfCommand))
    return exchanges.count - 1
  }

  /// A client has the answer to a request.
  ///
  /// - Parameters:
  ///   - latest: the latest time, in milliseconds, that the manager's clock may have reached by now.
  ///   - mayLackSpace: whether the disk may have been full since the request was sent.
  public mutating func receive(_ bytes: [UInt8], to number: Int, latest: Int64, mayLackSpace: Bool) {
    let ask = exchanges[number].ask
    guard let reply = Reply(to: ask, bytes) else { return fault(number, "the reply cannot be read: \(bytes)") }
    if case .invalid(let what) = reply.outcome { return fault(number, "was called invalid: \(what)") }
    if exchanges[number].answer != nil {
      // What is sent twice may be answered twice. What took effect is the same entry again; a refusal may be judged afresh.
      if case .entry(let entry) = reply.outcome { learn(entry, latest, number) }
      return
    }
    exchanges[number].answer = (reply, latest)
    exchanges[number].mayLackSpace = mayLackSpace
    if reply.sequence < exchanges[number].told {
      fault(number, "names sequence \(reply.sequence), and \(exchanges[number].told) had been told before it was asked")
    }
    told = max(told, reply.sequence)
    switch reply.outcome {
    case .entry(let entry):
      learn(entry, latest, number)
      if entry.sequence > reply.sequence { fault(number, "took effect at \(entry.sequence), after \(reply.sequence)") }
      if entry.sequence <= exchanges[number].toldOfCommand {
        fault(number, "took effect at \(entry.sequence), and \(exchanges[number].toldOfCommand) had been told before")
      }
      if entry.command != ask.id { fault(number, "was answered by the entry of another command") }
    case .journal(let entries, let next):
      guard case .journal(let from, let limit) = ask.what else { return }
      let first = max(from, 1)
      let wanted = first..<max(first, min(first + limit, reply.sequence + 1))
      if entries.map(\.sequence) != Array(wanted) {
        fault(number, "a page of \(wanted) has \(entries.map(\.sequence))")
      }
      if next != wanted.upperBound { fault(number, "goes on at \(next), not \(wanted.upperBound)") }
      for entry in entries { learn(entry, latest, number) }
    case .check(let check): for entry in check.entries { learn(entry, latest, number) }
    case .verified, .account, .seller, .distributor, .status, .refused, .invalid: break
    }
  }

  private mutating func learn(_ entry: Entry, _ latest: Int64, _ number: Int) {
    if let known = journal[entry.sequence] {
      if known.entry != entry { fault(number, "entry \(entry.sequence) was \(known.entry), and is now \(entry)") }
    } else {
      journal[entry.sequence] = (entry, latest)
      while journal[known + 1] != nil { known += 1 }
    }
    if entry.time > latest {
      fault(number, "entry \(entry.sequence) is of \(entry.time), and no clock could be trusted to be past \(latest)")
    }
  }

  private mutating func fault(_ number: Int, _ what: String) {
    faults.append("request \(number), \(exchanges[number].ask): \(what)")
  }
}

// MARK: - At the end

extension Auditor {
  /// What was audited.
  public struct Result: Hashable, Sendable {
    /// Commands that took effect and whose clients were told.
    public var acknowledged = 0
    /// Of those, how many are not in the journal, or otherwise than was told.
    public var lost = 0
    public var refused = 0
    public var reads = 0
    /// Entries of the journal that were carried out a second time.
    public var entries = 0
    /// Of those, what the committer did by itself.
    public var byTime = 0
    /// How often what happened and was refused, by its name.
    public var names: [String: Int] = [:]
    /// Requests that were never answered.
    public var unanswered = 0
    /// Everything that is wrong.
    public var faults: [String] = []

    public init() {}
  }

  /// Carries out the journal a second time, entry by entry, and holds each reply against the book as it was then.
  ///
  /// - Parameter isWhole: whether the journal must be known to its end. Where a ledger refused to be opened because it is
  ///   damaged there is less, and only that is judged.
  public mutating func judge(isWhole: Bool) -> Result {
    var result = Result()
    var book = Book()
    var waiting = exchanges.indices.filter { exchanges[$0].answer != nil }.map { wait($0) }
    waiting.sort { ($0.first, $0.number) < ($1.first, $1.number) }
    var open: [Wait] = []
    var next = 0
    while true {
      while next < waiting.count, waiting[next].first <= book.sequence {
        open.append(waiting[next])
        next += 1
      }
      settle(&open, by: book)
      guard let following = journal[book.sequence + 1] else { break }
      carryOut(following.entry, on: &book, &result)
    }
    for wait in open + waiting[next...] {
      if isWhole || wait.last <= book.sequence {
        fault(wait.number, wait.complaint(exchanges[wait.number].answer?.reply))
      }
    }
    if isWhole, book.sequence < told { faults.append("\(told) was told, and the journal ends at \(book.sequence)") }
    if let last = journal.keys.max(), isWhole, last > book.sequence {
      faults.append("entry \(last) was told, and \(book.sequence + 1) nobody knows")
    }
    checkSums(book)
    count(&result, book)
    result.faults = faults
    return result
  }

  private func count(_ result: inout Result, _ book: Book) {
    result.entries = Int(book.sequence)
    for exchange in exchanges {
      guard let answer = exchange.answer else {
        result.unanswered += 1
        continue
      }
      switch answer.reply.outcome {
      case .entry(let entry):
        result.acknowledged += 1
        result.names["\(entry.kind)", default: 0] += 1
        if entry.sequence <= book.sequence, book.effects[exchange.ask.id]?.sequence != entry.sequence {
          result.lost += 1
        }
      case .refused(let name):
        result.refused += 1
        result.names[name, default: 0] += 1
      default: result.reads += 1
      }
    }
  }

  /// A reply that waits for the moment by which it is right.
  struct Wait {
    let number: Int
    /// The first and the last sequence by which it may have been judged.
    var first: UInt64 = 0
    var last: UInt64 = 0
    /// What it should have been, by the last that was looked at.
    var expected = "nothing known"

    init(number: Int) { self.number = number }

    func complaint(_ reply: Reply?) -> String {
      "was answered \(reply.map { "\($0)" } ?? "nothing"); between \(first) and \(last) it should be \(expected)"
    }
  }

  private func wait(_ number: Int) -> Wait {
    var wait = Wait(number: number)
    guard let reply = exchanges[number].answer?.reply else { return wait }
    wait.last = reply.sequence
    // A question names what it saw. A refused command was judged in a group that ended there.
    wait.first = exchanges[number].ask.isCommand ? min(exchanges[number].told, reply.sequence) : reply.sequence
    // An entry is its own moment.
    if case .entry(let entry) = reply.outcome { (wait.first, wait.last) = (entry.sequence, entry.sequence) }
    return wait
  }

  /// Takes away the replies that are right by `book`, at some time since its last entry. Until when is not known by the next
  /// entry: the manager may have died, and a clock that was ahead before may be right since.
  private mutating func settle(_ open: inout [Wait], by book: Book) {
    var left: [Wait] = []
    for var wait in open {
      let exchange = exchanges[wait.number]
      guard let answer = exchange.answer else { continue }
      let times = book.time...max(book.time, answer.latest)
      let turns = book.turns(of: exchange.ask).filter(times.contains)
      let said = Set(([times.lowerBound, times.upperBound] + turns).map { book.answer(to: exchange.ask, at: $0) })
      if case .check(let check) = answer.reply.outcome {
        if book.isRight(check) { continue }
      } else if said.contains(where: { $0.fits(answer.reply.outcome, mayLackSpace: exchange.mayLackSpace) }) {
        continue
      }
      wait.expected = said.map { "\($0)" }.sorted().joined(separator: ", or ")
      if book.sequence < wait.last {
        left.append(wait)
      } else {
        fault(wait.number, wait.complaint(answer.reply))
      }
    }
    open = left
  }

  private mutating func carryOut(_ entry: Entry, on book: inout Book, _ result: inout Result) {
    let candidates: [Ask]
    if entry.role == Actor.committer.role {
      result.byTime += 1
      result.names["\(entry.kind) by the committer", default: 0] += 1
      let event: Event = entry.kind == .proceedsReleased ? .release : .lapse
      candidates = [Ask(id: entry.command, .act(check: entry.check, by: .committer, event))]
    } else {
      candidates = asked[entry.command] ?? []
    }
    if candidates.isEmpty { faults.append("entry \(entry.sequence) is of no command that anybody sent: \(entry)") }
    if book.effects[entry.command] != nil {
      faults.append("entry \(entry.sequence) took effect a second time: \(entry)")
    }
    if entry.time < book.time { faults.append("entry \(entry.sequence) is of a time before the one before it") }
    var found: [String] = []
    for ask in candidates {
      if let refusal = book.judge(ask, at: entry.time) {
        found.append("\(ask) must be refused: \(refusal)")
        continue
      }
      var trial = book
      let expected = trial.carryOut(ask, at: entry.time)
      if expected == entry {
        book = trial
        return
      }
      found.append("it must be \(expected)")
    }
    faults.append("entry \(entry.sequence) is \(entry); \(found.joined(separator: "; "))")
    // To go on by: what follows is judged by what should have been.
    if let ask = candidates.first, book.judge(ask, at: entry.time) == nil {
      _ = book.carryOut(ask, at: entry.time)
    } else {
      book.sequence = entry.sequence
      book.time = entry.time
    }
  }

  /// What must hold of any book.
  private mutating func checkSums(_ book: Book) {
    if book.pockets.values.reduce(0, +) != 0 { faults.append("the book is not conserved: \(book.pockets)") }
    for check in book.checks.values {
      let progress = check.progress
      if progress.remaining + progress.captured + progress.released != check.terms.amount || progress.remaining < 0
        || progress.captured > check.terms.amount || progress.returned > progress.captured
        || (!progress.state.isOpen && progress.remaining != 0)
      {
        faults.append("a check does not add up: \(check)")
      }
    }
  }
}
