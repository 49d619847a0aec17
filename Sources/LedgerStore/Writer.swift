/// What the thread that decides keeps from group to group: the group in the making, the moment it is decided on, and how
/// far what is due has been gone through.
internal import LMDB
internal import Ledger
internal import Synchronization

/// Sendable because one thread alone uses it: the one that decides. `Store.begin` says so.
@safe final class Writer: @unchecked Sendable {
  /// Its exclusivity is this class's own promise: to check it again at every step of a decision cost a twelfth of it.
  @exclusivity(unchecked) private var place: Desk
  var desk: Desk {
    @inline(__always) _read { yield unsafe place }
    @inline(__always) _modify { yield unsafe &place }
  }
  /// The layers that the desk's view was made of.
  var generation: UInt64
  /// Of the last group.
  var time: Timestamp
  /// Counts beginnings and ends of groups, for whoever must know that one which was begun before has ended.
  let turns = Atomic<UInt64>(0)
  /// Whether a group is being made.
  var isBusy: Bool {
    get { turns.load(ordering: .relaxed) & 1 == 1 }
    set { if newValue != isBusy { turns.add(1, ordering: .sequentiallyConsistent) } }
  }

  // What is due.

  /// How far LMDB's list has been gone through since it was last written.
  var sweptThrough: DueKey?
  /// Checks that the ledger refused to act on, until when they are left alone, and since when they are due.
  private var postponed: [CheckID: (until: Timestamp, due: DueCheck)] = [:]
  /// The earliest of those times.
  private var nextRetry: Timestamp?
  /// Whether what is due may be found twice.
  private(set) var hasRetried = false

  init(desk: consuming Desk, time: Timestamp) {
    unsafe place = desk
    self.time = time
    // None there is: the first group looks.
    generation = .max
  }

  /// How many checks are remembered as postponed; more are tried again sooner.
  private static let postponedBound = 100_000

  func isPostponed(_ check: CheckID) -> Bool { !postponed.isEmpty && postponed[check] != nil }

  func postpone(_ due: DueCheck, until time: Timestamp) {
    guard postponed.count < Writer.postponedBound else { return }
    postponed[due.check] = (time, due)
    nextRetry = nextRetry.map { min($0, time) } ?? time
  }

  /// Has those looked at again whose time has come.
  func forgetPostponed(at time: Timestamp) {
    guard let nextRetry, nextRetry <= time else { return }
    // LMDB's list still has what was in it; a layer's was given away. Where both have it now it comes twice.
    sweptThrough = nil
    hasRetried = true
    for (check, (until, due)) in postponed where until <= time {
      desk.view.layers[1].due.push(due)
      postponed[check] = nil
    }
    self.nextRetry = postponed.values.map(\.until).min()
  }
}

/// What each decision needs, in one value that is never copied.
struct Desk: ~Copyable {
  /// The records of the group in the making; the first layer of `view`.
  let group = Overlay()
  /// The group, all that is durable, and LMDB below.
  var view: Snapshot
  /// Where each command is decided.
  var draft = Draft()
  /// The last sequence before the group.
  var sequence: UInt64
  /// The most bytes of a group.
  private let payloadBytes: Int

  init(view: consuming Snapshot, payloadBytes: Int, sequence: UInt64, recent: RecentAccounts) {
    self.view = view
    self.view.recent = recent
    self.payloadBytes = payloadBytes
    self.sequence = sequence
  }

  /// The sequence of the next decision.
  var next: UInt64 { sequence + UInt64(group.journal.count) + 1 }

  /// What one decision may take in the log: an entry, and the terms or the profile that go with it.
  private static let decisionBytes = 16 << 10

  /// Whether another decision surely finds room in the group.
  var hasRoom: Bool { group.journal.payload.count + Desk.decisionBytes <= payloadBytes }
}
