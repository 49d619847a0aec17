/// The door to the wallet: takes PINs, one at a time, counts the wrong ones where no restart forgets them, and makes whoever
/// guesses wait.
internal import Ledger
internal import NIOPosix
internal import Sites
internal import Terminal

/// A door.
actor Door {
  /// What became of a try.
  enum Word: Hashable, Sendable {
    case opened
    /// Wrong; and how many tries are left before it is locked.
    case wrong(left: UInt32)
    /// No try is taken before then.
    case wait(until: Timestamp)
    /// That cannot be a PIN; it was not tried.
    case none
  }

  private let store: PurchaseStore
  private let now: @Sendable () -> Timestamp
  private var isTaken = false

  init(store: PurchaseStore, now: @escaping @Sendable () -> Timestamp) {
    self.store = store
    self.now = now
  }

  /// Tries a PIN. A try counts as wrong, durably, before it is judged: so that who has the program killed meanwhile gains
  /// nothing by it.
  func knock(_ text: String) async throws -> Word {
    guard let pin = PIN(text), var stored = try store.pin() else { return .none }
    let begin = now()
    // Two at once would be two tries for the price of one.
    guard !isTaken else { return .wait(until: begin + Patience.wait(after: 1)) }
    if let opening = Patience.opening(stored.notBefore, now: begin) { return .wait(until: opening) }
    isTaken = true
    defer { isTaken = false }
    stored.wrong = min(stored.wrong + 1, .max - 1)
    stored.notBefore = begin + Patience.wait(after: stored.wrong)
    try await store.keep(stored)
    let tried = stored
    // A thread of its own: it takes a good part of a second, and others are served meanwhile.
    guard try await NIOThreadPool.singleton.runIfActive({ try tried.isMade(of: pin) }) else {
      if stored.wrong >= Patience.tries { return .wait(until: stored.notBefore) }
      return .wrong(left: Patience.tries - stored.wrong)
    }
    stored.wrong = 0
    stored.notBefore = Timestamp(milliseconds: 0)
    try await store.keep(stored)
    return .opened
  }
}
