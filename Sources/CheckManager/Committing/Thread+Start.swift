/// Threads of one's own, under names that ps, top and perf show.
internal import Foundation
internal import Glibc

extension Thread {
  /// How much a thread gives way to the others where there are too few processors, from 0 to 19: see nice(2).
  enum Urgency: Int32 {
    /// Somebody waits for it.
    case answer = 0
    /// Nobody waits for it yet.
    case background = 10
  }

  /// Runs `body` on a new thread.
  static func start(_ name: String, urgency: Urgency = .answer, _ body: @escaping @Sendable () -> Void) {
    Thread {
      // Of the calling thread alone, on Linux. To give way is never refused.
      if urgency != .answer { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, urgency.rawValue) }
      // Foundation's own name is seen by Foundation alone. Without /proc a thread does without.
      try? name.write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
      body()
    }.start()
  }
}
