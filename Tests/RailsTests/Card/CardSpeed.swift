/// How fast a card rail is: a figure to look at, run by `RAILS_MEASURE=1 swift test --filter "card rail's speed"`.
import Foundation
import Testing

@testable import Rails

@Suite(.enabled(if: ProcessInfo.processInfo.environment["RAILS_MEASURE"] != nil && ISOPeer.isThere))
struct `a card rail's speed` {
  @Test(arguments: [1, 32, 256]) func `in orders a second`(window: Int) async throws {
    let host = try CardHost()
    var terms = host.terms(timeout: .seconds(10))
    terms.window = window
    let rail = try host.rail(terms)
    let orders = (1...2_000).map { PaymentOrder.card($0) }
    let start = ContinuousClock.now
    let news = try await rail.deliver(orders)
    let span = ContinuousClock.now - start
    print("window \(window): 2000 orders, authorised and captured, in \(span)")
    #expect(news.allSatisfy { $0.outcome == .accepted })
    await rail.close()
    let reopening = ContinuousClock.now
    let again = try host.rail(terms)
    print("opened again with \(again.journal.lines) lines in \(ContinuousClock.now - reopening)")
    await again.close()
  }
}
