/// Threads of one's own, under names that ps, top and perf show.
internal import Foundation

extension Thread {
  /// Runs `body` on a new thread.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    Thread {
      // Foundation's own name is seen by Foundation alone. Without /proc a thread does without.
      try? name.write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
      body()
    }.start()
  }
}
