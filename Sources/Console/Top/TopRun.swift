/// `vouch top` as it goes on: it looks, waits, and draws, until it is told to end.
internal import Foundation
internal import Glibc
internal import Ledger
internal import Measures
internal import Synchronization
internal import Wire

/// A run.
public struct TopRun: Sendable {
  private let session: Session
  private let every: Duration
  private let isOnce: Bool

  /// - Parameters:
  ///   - every: how long it waits between two looks.
  ///   - isOnce: it looks twice, shows what came between, and ends.
  public init(_ session: Session, every: Duration, isOnce: Bool) {
    self.session = session
    self.every = every
    self.isOnce = isOnce
  }

  /// Runs to its end.
  public func run() async throws {
    let title = try await session.ask(GetStatus()).draweeName
    guard !isOnce, session.output == .table, isatty(STDOUT_FILENO) == 1 else {
      let looks = isOnce || session.output == .table ? 1 : Int.max
      return try await follow(looks) { pulses throws(Failure) in
        try session.show(TopScreen(title: title, pulses: pulses).text, json: pulses.last?.json ?? .null)
      }
    }
    let terminal = RawTerminal()
    defer { terminal.restore() }
    try RawTerminal.draw(TopScreen(title: title, pulses: []))
    try await follow(.max) { pulses throws(Failure) in
      try RawTerminal.draw(TopScreen(title: title, pulses: pulses))
    }
  }

  /// Looks so often, and shows each pulse with those before it.
  private func follow(_ looks: Int, _ show: ([Pulse]) throws(Failure) -> Void) async throws {
    var pulses: [Pulse] = []
    var (last, looked) = (try await session.ask(GetMetrics()), ContinuousClock.now)
    for _ in 0..<looks {
      let next = looked + every
      // In small steps, so that whoever wants an end is heard soon.
      while ContinuousClock.now < next {
        guard !RawTerminal.isEndWanted else { return }
        try await Task.sleep(for: min(next - .now, .milliseconds(100)))
      }
      let (now, moment) = (try await session.ask(GetMetrics()), ContinuousClock.now)
      pulses.append(Pulse(from: last, to: now, seconds: (moment - looked) / .seconds(1)))
      if pulses.count > TopScreen.history { pulses.removeFirst() }
      (last, looked) = (now, moment)
      try show(pulses)
    }
  }
}

/// The terminal while it is drawn on: no echo, no cursor, another screen; as before once it is let go of.
private final class RawTerminal: Sendable {
  /// A key or a signal has asked for the end.
  private static let end = Atomic<Bool>(false)
  static var isEndWanted: Bool { end.load(ordering: .relaxed) }

  private let before: termios?

  init() {
    var state = termios()
    if isatty(STDIN_FILENO) == 1, unsafe tcgetattr(STDIN_FILENO, &state) == 0 {
      before = state
      // Keys come at once and are not shown; Ctrl-C is still a signal.
      state.c_lflag &= ~tcflag_t(ICANON | ECHO)
      unsafe tcsetattr(STDIN_FILENO, TCSANOW, &state)
      Thread.detachNewThread {
        var key: UInt8 = 0
        while unsafe read(STDIN_FILENO, &key, 1) == 1 {
          if key == UInt8(ascii: "q") || key == UInt8(ascii: "Q") {
            return RawTerminal.end.store(true, ordering: .relaxed)
          }
        }
      }
    } else {
      before = nil
    }
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in RawTerminal.end.store(true, ordering: .relaxed) }
    }
    try? Terminal.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[H\u{1B}[J")
  }

  /// Draws over what was drawn before.
  static func draw(_ screen: TopScreen) throws(Failure) {
    try Terminal.write("\u{1B}[H" + screen.lines.map { "\($0)\u{1B}[K\r\n" }.joined() + "\u{1B}[J")
  }

  func restore() {
    try? Terminal.write("\u{1B}[?25h\u{1B}[?1049l")
    if var before { unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before) }
  }
}
