/// The pages about checks and money.
internal import Console
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages
internal import Seals
internal import Terminal
internal import Wire

extension WalletServer {
  func routeMoney(in router: PageRouter) {
    router.get("/checks") { request, _ in
      try await opened(request) { visit in
        var query = CheckQuery()
        query.account = configuration.account
        query.limit = WalletServer.rows
        query.from = try place(request)
        do throws(Failure) {
          let page = try await session.ask(query)
          return frame.page("Checks", at: .checks, visit, Lists.checks(page, isFirst: query.from == nil)).response()
        } catch {
          return faultPage(error.buyerSentence, visit)
        }
      }
    }
    router.get("/checks/:id") { request, context in
      try await opened(request) { visit in
        let id: CheckID = try id(context)
        switch await teller.history(of: id) {
        case .failure(.refused(.unknownCheck)):
          throw HTTPError(.notFound, message: "No check of yours has this number.")
        case .failure(let failure): return faultPage(failure.buyerSentence, visit)
        case .success(let history):
          let purchase = try store.purchase(paidBy: id)
          let drawing = CheckDrawing(check: history.check, order: purchase?.title, proof: teller.proof(of: id))
          return frame.page(
            "Check", at: .checks, visit,
            CheckPage(drawing: drawing, history: history, purchase: purchase).content(visit)
          ).response()
        }
      }
    }
    router.post("/checks/:id/prove") { request, context in
      try await acted(request) { _, visit in
        let id: CheckID = try id(context)
        if case .failure(let failure) = await teller.history(of: id) { return faultPage(failure.buyerSentence, visit) }
        do throws(Failure) {
          let proof = try await session.prove(id, nil)
          do { try await store.keep(StoredProof(packed: proof.bytes), of: id) } catch { throw .io("\(error)") }
          return .seeOther("/checks/\(id)")
        } catch {
          return faultPage(error.buyerSentence, visit)
        }
      }
    }
    router.get("/statement") { request, _ in
      try await opened(request) { visit in
        let query = request.uri.queryParameters
        func value(_ name: Substring) -> String { query[name].map { String($0) } ?? "" }
        let now = Timestamp.now
        guard
          let question = StatementQuestion(
            cover: value("cover"), period: value("period"), from: value("from"), to: value("to"), now: now)
        else {
          throw HTTPError(
            .badRequest, message: "That is no period: the first day comes before the last, as 2027-01-31.")
        }
        let page = StatementPage(question: question, statement: await statement(question), now: now)
        return frame.page("Statement", at: .statement, visit, page.content).response()
      }
    }
  }

  private func statement(_ question: StatementQuestion) async -> Result<PeriodStatement, Failure> {
    do throws(Failure) {
      return .success(
        try await session.statement(
          of: question.cover.account(of: configuration.account), in: question.period, isWaitedFor: false,
          limit: StatementPage.maximumMovements))
    } catch {
      return .failure(error)
    }
  }
}
