/// What the manager measured lately: a look each second, and fifteen minutes of them, in this process alone.
internal import Console
internal import Ledger
internal import Measures
internal import NIOConcurrencyHelpers
internal import Pages
internal import Wire

final class Recorder: Sendable {
  /// How many looks are kept: fifteen minutes.
  static let length = 900
  static let pause = Duration.seconds(1)

  private let session: Session
  private let state = NIOLockedValueBox(State())

  /// One look: what came since the one before; nil: the manager did not answer, or was asked for the first time.
  private struct State {
    var looks: [Pulse?] = []
    var fault: String?
    /// Counts the looks.
    var number = 0
    /// What was drawn of which look.
    var figures: (number: Int, html: HTML)?
    var charts: (number: Int, html: HTML)?
  }

  init(_ session: Session) { self.session = session }

  /// Looks until cancelled.
  func run() async throws {
    var last: (measurements: [Measurement], moment: ContinuousClock.Instant)?
    var next = ContinuousClock.now
    while !Task.isCancelled {
      do throws(Failure) {
        let measurements = try await session.ask(GetMetrics())
        let moment = ContinuousClock.now
        keep(
          last.map { Pulse(from: $0.measurements, to: measurements, seconds: (moment - $0.moment) / .seconds(1)) },
          fault: nil)
        last = (measurements, moment)
      } catch {
        last = nil
        keep(nil, fault: error.sentence ?? "The manager did not answer.")
      }
      // A look that took long is not made up for.
      next = max(next + Recorder.pause, .now)
      try await Task.sleep(until: next)
    }
  }

  private func keep(_ pulse: Pulse?, fault: String?) {
    state.withLockedValue { state in
      state.looks.append(pulse)
      if state.looks.count > Recorder.length { state.looks.removeFirst() }
      state.fault = fault
      state.number += 1
    }
  }

  /// The newest numbers, as they stand on the first page: drawn once a look, however many read them.
  var figures: HTML {
    state.withLockedValue { state in
      if let figures = state.figures, figures.number == state.number { return figures.html }
      let html = Recorder.figures(state.looks.last ?? nil, fault: state.fault)
      state.figures = (state.number, html)
      return html
    }
  }

  /// The charts; likewise.
  var charts: HTML {
    let (looks, fault, number, known) = state.withLockedValue { ($0.looks, $0.fault, $0.number, $0.charts) }
    if let known, known.number == number { return known.html }
    let html = Charts(looks: looks, fault: fault).html
    state.withLockedValue { $0.charts = (number, html) }
    return html
  }

  /// What was refused lately, by reason, a second.
  var refusals: [Pulse.Reason] {
    state.withLockedValue { state in
      let pulses = state.looks.compactMap(\.self)
      let sums = pulses.flatMap(\.refusals).reduce(into: [String: Double]()) { $0[$1.name, default: 0] += $1.rate }
      return sums.map { Pulse.Reason(name: $0.key, rate: $0.value) }.sorted { ($1.rate, $0.name) < ($0.rate, $1.name) }
    }
  }

  private static func figures(_ pulse: Pulse?, fault: String?) -> HTML {
    if let fault { return "<p class=\"notice bad\" role=\"alert\">\(fault)</p>" }
    guard let pulse else { return "<p class=\"faint\">The first look at the manager's measurements is under way.</p>" }
    func figure(_ value: String, _ words: HTML, isBad: Bool = false) -> HTML {
      "<div class=\"figure\(isBad ? " bad" : HTML.nothing)\"><b>\(value)</b><span>\(words)</span></div>\n"
    }
    return """
      <div class="figures">
      \(figure(Figure.count(pulse.commands), "commands a second"))\
      \(figure(Figure.count(pulse.questions), "questions a second"))\
      \(figure(Figure.time(pulse.commandLatency?.p99), "commands, 99th percentile"))\
      \(figure(Figure.time(pulse.logWrite?.p99), "log write and sync, 99th"))\
      \(figure(Figure.count(pulse.foldLag), "decisions not folded"))\
      \(figure(Figure.share(pulse.lmdbUsed, of: pulse.lmdbMap), "of the map used", isBad: pulse.lmdbUsed > 0.8 * pulse.lmdbMap))\
      \(figure(Figure.bytes(pulse.diskFree), "free on the disk"))\
      \(figure(Figure.count(pulse.failures), "failures a second", isBad: pulse.failures > 0))\
      </div>
      """
  }
}
