/// Counts wrong keys, and says how long each is to wait for its answer.
///
/// Nobody is locked out: a right key is taken at once, however many wrong ones came before it and from wherever. It is who
/// guesses that waits. What he could find is one in 2^256; the waits are there so that guessing costs us nothing.
internal import NIOConcurrencyHelpers
internal import NIOCore

/// Two counts that fade with time: one for each address, one for all. In memory: restarting the manager forgives.
final class WrongKeys: Sendable {
  /// How long a wrong key waits: no guess is worth it, and whoever has a typo waits once.
  static let pause = Duration.seconds(1)
  /// How long where there were too many: below what a client waits for an answer.
  static let longPause = Duration.seconds(3)
  /// How many wrong keys an address may have presented, and all addresses together, before they wait longer.
  static let few = (address: 10.0, all: 300.0)
  /// How many of them are forgotten each second.
  static let forgiven = (address: 0.1, all: 10.0)
  /// How many addresses are remembered; past it all are forgotten. The count of all stays.
  static let remembered = 4096

  private struct Count {
    var value = 0.0
    var time = NIODeadline.uptimeNanoseconds(0)

    /// Adds one, after as many were forgotten as the time allows.
    mutating func add(at now: NIODeadline, forgiving rate: Double) {
      let seconds = Double(max(0, (now - time).nanoseconds)) / 1e9
      value = max(0, value - seconds * rate) + 1
      time = now
    }
  }

  private struct State {
    var addresses: [String: Count] = [:]
    var all = Count()
  }

  private let state = NIOLockedValueBox(State())

  /// Counts a wrong key from an address (nil: this machine).
  ///
  /// - Returns: how long its answer waits.
  func count(from address: String?, at now: NIODeadline = .now()) -> Duration {
    state.withLockedValue { state in
      let address = address ?? "unix"
      if state.addresses[address] == nil, state.addresses.count >= WrongKeys.remembered {
        state.addresses.removeAll(keepingCapacity: true)
      }
      state.addresses[address, default: Count()].add(at: now, forgiving: WrongKeys.forgiven.address)
      state.all.add(at: now, forgiving: WrongKeys.forgiven.all)
      let isMuch =
        state.addresses[address, default: Count()].value > WrongKeys.few.address || state.all.value > WrongKeys.few.all
      return isMuch ? WrongKeys.longPause : WrongKeys.pause
    }
  }
}
