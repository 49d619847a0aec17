/// The charts' page, and what keeps it and the first page up to date.
internal import Hummingbird
internal import HummingbirdCore
internal import Pages

extension Desk {
  func watch(in router: PageRouter) {
    page("/charts", in: router) { [self] _, _, visit in
      frame(
        "Charts – Vouch desk", .charts, visit,
        """
        <h2>The last fifteen minutes</h2>
        <p class="faint">A look each second since this desk was started. What the numbers are: docs/metrics.md.</p>
        <div data-live="/live/charts" id="charts">\(recorder.charts)</div>
        """)
    }
    stream("/live/overview", in: router) { $0.figures }
    stream("/live/charts", in: router) { $0.charts }
  }

  private func stream(
    _ path: RouterPath, in router: PageRouter, _ piece: @escaping @Sendable (Recorder) -> HTML
  ) {
    router.get(path) { [self] request, _ -> Response in
      let visit = visits.visit(of: request)
      guard entrance.isIn(visit) else { return Desk.closedPage.response(.unauthorized) }
      return try streams.response { [self] in
        // Whoever has left sees nothing more.
        entrance.isIn(visit) ? (piece(recorder), isLast: false) : nil
      }
    }
  }
}
