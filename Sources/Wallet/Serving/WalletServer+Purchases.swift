/// The pages about purchases, and what may be done to them.
internal import CheckClient
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages
internal import Terminal
internal import Wire

extension WalletServer {
  func routePurchases(in router: PageRouter) {
    router.get("/") { request, _ in
      try await opened(request) { visit in
        frame.page("Home", at: .home, visit, try await homePage().content).response()
      }
    }
    router.get("/live") { request, _ in
      try streamed(request) { _ in (try await homePage().live, isLast: false) }
    }
    router.get("/purchases") { request, _ in
      try await opened(request) { visit in
        let from: OrderID? = try place(request)
        let page = try store.purchases(from: from, limit: WalletServer.rows)
        return frame.page("Purchases", at: .purchases, visit, Lists.purchases(page, isFirst: from == nil)).response()
      }
    }
    router.get("/purchases/:id") { request, context in
      try await opened(request) { visit in
        let id: OrderID = try id(context)
        await till.refresh(id)
        let page = try await purchasePage(id)
        let notice = Told(rawValue: request.uri.queryParameters["told"].map { String($0) } ?? "")?.sentence
        return frame.page(page.purchase.title, at: .purchases, visit, page.content(visit, notice: notice)).response()
      }
    }
    router.get("/purchases/:id/live") { request, context in
      let id: OrderID = try id(context)
      return try streamed(request) { visit in
        await till.refresh(id)
        return (try await purchasePage(id).live(visit), isLast: false)
      }
    }
    routeWishes(in: router)
  }

  /// What was done, as the next page says it: a word in its address, and none that a link could put a sentence in.
  enum Told: String {
    case busy
    case impossible
    case choose

    var sentence: String {
      switch self {
      case .busy: "Something of this purchase is under way. Wait a moment, and try again."
      case .impossible: "That cannot be done with this purchase now."
      case .choose: "Choose how to pay."
      }
    }
  }

  private func routeWishes(in router: PageRouter) {
    func wish(
      _ path: String, _ change: @escaping @Sendable (Form) -> ((Purchase) -> Purchase?)?
    ) {
      router.post("/purchases/:id/\(path)") { request, context in
        try await acted(request) { form, _ in
          let id: OrderID = try id(context)
          guard let change = change(form) else { return .seeOther("/purchases/\(id)?told=choose") }
          let word = try await till.carryOn(id, change)
          await teller.forget()
          switch word {
          case .begun: return .seeOther("/purchases/\(id)")
          case .busy: return .seeOther("/purchases/\(id)?told=busy")
          case .impossible: return .seeOther("/purchases/\(id)?told=impossible")
          }
        }
      }
    }
    wish("resume") { _ in { $0.next == nil ? nil : $0 } }
    wish("return") { form in
      let maker = IDMaker()
      let fresh = FreshCommands(void: maker.command(), withdrawal: maker.command())
      guard let note = Text(form["reason"]) else { return { _ in nil } }
      return { $0.mayReturn ? $0.returning(note: note, fresh: fresh) : nil }
    }
    wish("pay") { form in
      guard let method = PaymentMethod.allCases.first(where: { $0.choice == form["method"] }) else { return nil }
      let id = IDMaker().command()
      return { $0.mayChooseMethod ? $0.choosing(method, id: id) : nil }
    }
    router.post("/purchases/:id/confirm") { request, context in
      try await acted(request) { _, visit in
        let id: OrderID = try id(context)
        guard try store.purchase(id)?.mayConfirm == true else { return .seeOther("/purchases/\(id)?told=impossible") }
        if let sentence = try await till.confirmInstruction(id) { return faultPage(sentence, visit) }
        return .seeOther("/purchases/\(id)")
      }
    }
  }

  private func homePage() async throws -> HomePage {
    HomePage(
      account: await teller.record(), unfinished: try store.unfinished().suffix(WalletServer.rows).reversed(),
      recent: try store.purchases(limit: WalletServer.recent).items)
  }

  private func purchasePage(_ id: OrderID) async throws -> PurchasePage {
    guard let purchase = try store.purchase(id) else {
      throw HTTPError(.notFound, message: "This wallet keeps no such purchase.")
    }
    var account: Account?
    if purchase.mayChooseMethod, case .success(let record) = await teller.record() { account = record.account }
    return PurchasePage(
      purchase: purchase, check: await teller.drawing(of: purchase), isRunning: await till.isRunning(id),
      fault: await till.fault(of: id), account: account)
  }

  /// Where a list goes on, by the page's address.
  func place<ID: TimedID>(_ request: Request) throws -> ID? {
    guard let text = request.uri.queryParameters["from"] else { return nil }
    guard let id = ID(String(text)) else { throw HTTPError(.badRequest, message: "There is no such page of the list.") }
    return id
  }
}
