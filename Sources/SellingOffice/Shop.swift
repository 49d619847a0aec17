/// A shop: who it is, what it keeps, and how it answers what it is asked.
///
/// Absent here: rules. What may be ordered and what becomes of an order stands in MailOrder.
public import CheckClient
internal import Glibc
public import Ledger
internal import MailOrder
public import Sites
public import Wire

/// A shop.
public struct Shop: Sendable {
  public let id: SellerID
  public let name: Text
  public let currency: Currency
  let store: ShopStore
  /// The check manager, for questions that a caller waits for; all else goes by the outbox.
  let manager: ManagerClient
  /// How long a buyer who pays later has to say how.
  let payWithin: Timestamp.Span
  let clock: @Sendable () -> Timestamp
  /// The categories that its page shows.
  let signs = Signs()
  private let ids = IDMaker()

  /// A shop over its open store.
  public init(
    id: SellerID, name: Text, currency: Currency, store: ShopStore, manager: ManagerClient,
    payWithin: Timestamp.Span = Shop.usualPayWithin,
    clock: @escaping @Sendable () -> Timestamp = Shop.wallClock
  ) {
    self.id = id
    self.name = name
    self.currency = currency
    self.store = store
    self.manager = manager
    self.payWithin = payWithin
    self.clock = clock
  }

  /// How long that is where nobody says: two weeks, which is half of what a check is usually good for.
  public static let usualPayWithin = Timestamp.Span.days(14)

  /// The machine's clock.
  public static let wallClock: @Sendable () -> Timestamp = {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Answers a request that its asker may ask.
  ///
  /// - Throws: what the caller is told as "unavailable": the store failed, or the manager did not answer.
  public func answer(_ request: SellingRequest) async throws -> SiteAnswer {
    switch request {
    case .getOffice: SiteAnswer(GetOffice.self, .accepted(try office()))
    case .putDistributor(let partner): SiteAnswer(PutDistributor.self, try await put(partner))
    case .listCommodities(let question): SiteAnswer(ListCommodities.self, .accepted(try list(question)))
    case .getCommodity(let code): SiteAnswer(GetCommodity.self, try commodity(code))
    case .putCommodities(let list): SiteAnswer(PutCommodities.self, try await put(list))
    case .placeOrder(let order): SiteAnswer(PlaceOrder.self, try await place(order))
    case .getOrder(let question): SiteAnswer(GetOrder.self, try order(question.order, of: question.account))
    case .listOrders(let question): SiteAnswer(ListOrders.self, .accepted(try list(question)))
    case .choosePayment(let word):
      SiteAnswer(ChoosePayment.self, try await tell(word.order, of: word.account, .paymentChosen(word.payBy)))
    case .confirmInstruction(let word):
      SiteAnswer(ConfirmInstruction.self, try await tell(word.order, of: word.account, .instructionConfirmed))
    case .reportDelivery(let word): SiteAnswer(ReportDelivery.self, try await take(word))
    case .returnOrder(let word): SiteAnswer(ReturnOrder.self, try await takeBack(word))
    case .getOffer(let token): SiteAnswer(GetOffer.self, try offer(token))
    case .putPicture(let picture): SiteAnswer(PutPicture.self, try await put(picture))
    }
  }

  /// What an order may need with its next news.
  func freshIDs() -> FreshIDs {
    FreshIDs(demand: ids.command(), giveBack: ids.command(), download: Shop.token())
  }

  /// 128 random bits in hexadecimal.
  private static func token() -> String {
    (0..<4).map { _ in
      let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}
