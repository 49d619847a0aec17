/// The buyers' page, by a link that nobody guesses.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Pages
internal import Sites
internal import Synchronization

extension Carrier {
  /// A delivery as whoever has its link sees it; nil: there is none.
  func tracked(_ order: OrderID) throws(SiteStoreError) -> TrackPage? {
    try store.read { transaction throws(SiteStoreError) in
      guard let delivery = try tables.delivery(order, in: transaction) else { return nil }
      var before = 0
      if delivery.state == .underway, let appointment = delivery.appointment {
        let day = appointment.from.day
        before = try tables.open(in: transaction) {
          $0.state == .underway && $0.vehicle == appointment.vehicle && $0.day == day
        }.count { $0.stop < appointment.stop }
      }
      return TrackPage(delivery: delivery.shownToWhoeverHasItsNumber, before: before)
    }
  }
}

extension BoardSite {
  func routeTracking(in router: PageRouter) {
    router.get("/track/:token") { _, context in
      let (token, order) = try order(context)
      guard let page = try carrier.tracked(order) else { throw noParcel }
      return frame(
        title: "Your parcel – \(carrier.identity.name)", navigation: .nothing, scripts: [Asset.liveScript],
        """
        <div class="track"><h2>Your parcel</h2><section class="card" data-live="/track/\(token)/live">\(page.content)</section>
        <p class="faint">This page follows the parcel by itself. Whoever has its link sees what you see: when it comes, and \
        nothing of who you are or where you live.</p></div>
        """
      ).response()
    }
    router.get("/track/:token/live") { _, context in
      let (_, order) = try order(context)
      let last = Mutex<(changes: Int, piece: HTML, isLast: Bool)?>(nil)
      return try streams.response {
        let changes = carrier.changes
        if let known = last.withLock({ $0 }), known.changes == changes { return (known.piece, isLast: known.isLast) }
        guard let page = try carrier.tracked(order) else { return nil }
        let isLast = page.delivery.state == .delivered || page.delivery.state == .returned
        let piece = page.content
        last.withLock { $0 = (changes, piece, isLast) }
        return (piece, isLast: isLast)
      }
    }
  }

  private var noParcel: HTTPError {
    guesses.miss(at: carrier.now(), "This link leads to no parcel. Open it from your order in the shop.")
  }

  /// The order that an address's token was made for.
  private func order(_ context: BasicRequestContext) throws -> (token: String, order: OrderID) {
    guard let token = context.parameters.get("token"), let order = key.order(of: token) else { throw noParcel }
    return (token, order)
  }
}
