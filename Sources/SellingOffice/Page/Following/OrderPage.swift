/// An order's page: first the way to the wallet, then all that becomes of the order.
internal import Ledger
internal import MailOrder
internal import Pages

extension ShopPages {
  /// What there is to be told of an offer.
  enum Following: Sendable {
    case waiting(Offer)
    case taken(Offer, Order)
  }

  func orderPage(_ following: Following, _ shopper: Shopper) throws -> HTML {
    let offer =
      switch following {
      case .waiting(let offer), .taken(let offer, _): offer
      }
    let names = try shop.commodities(offer.lines.map(\.commodity))
    let rows = HTML.all(
      offer.lines.map { line in
        """
        <tr><td>\(names[line.commodity]?.name.value ?? line.commodity.description)</td>\
        <td class="number">\(line.quantity)</td><td class="number">\(currency.price(line.price))</td></tr>

        """
      })
    return frame(
      title: "Your order", shopper, isLive: true,
      """
      <h2>Your order</h2>
      <div id="order" data-live="/orders/\(offer.token)/live" aria-live="polite">
      \(try told(following, shopper.wallet))</div>
      <section class="card"><h3>What you ordered</h3><div class="wide"><table><thead><tr><th>What</th>\
      <th class="number">Pieces</th><th class="number">Each</th></tr></thead><tbody>
      \(rows)</tbody></table></div>
      <p class="total"><span>Total</span> <strong id="total">\(currency.price(offer.amount))</strong></p></section>
      <p class="faint noprint">Keep this page's address: whoever has it sees how the order goes, and nothing of you.</p>
      """)
  }

  /// The part of the page that changes.
  func told(_ following: Following, _ wallet: Wallet) throws -> HTML {
    switch following {
    case .waiting(let offer): waiting(offer, wallet)
    case .taken(let offer, let order): try taken(offer, order, wallet)
    }
  }

  private func waiting(_ offer: Offer, _ wallet: Wallet) -> HTML {
    let lines = offer.lines.map { $0.quantity == 1 ? "\($0.commodity)" : "\($0.commodity)=\($0.quantity)" }
    let by = offer.distributor.map { " --distributor \($0)" } ?? ""
    let command = "vouch-terminal buy \(lines.joined(separator: " "))\(by) --address-on-file --shop \(places.service)"
    return """
      <section class="card pay"><p class="waiting" id="waiting">Waiting for your wallet</p>
      <p>Your wallet shows you the shop, the sum and the distributor as the check manager knows them. Nothing is paid
      before you approve it there.</p>
      <p><a class="button large" id="pay" href="\(wallet.pay(offer.token, at: places.service))">Pay with a check</a></p>
      <p class="faint">Until \(offer.expires.shown). Your wallet is at \(wallet). <a href="/checkout">Change that</a>, or
      <a href="/cart">change the order</a>.</p>
      <details><summary>Without the wallet's page</summary><p>Order the same from a command line:</p>
      <pre class="code" id="command">\(command)</pre></details></section>
      """
  }

  /// Where the distributor shows how the delivery goes, as it said itself.
  private func tracked(_ order: Order, by carrier: String) -> HTML {
    HTML.given(WebAddress(order.tracking.value)) { address in
      "<p class=\"noprint\"><a id=\"track\" href=\"\(address)\">Follow it at \(carrier)</a></p>"
    }
  }

  private func taken(_ offer: Offer, _ order: Order, _ wallet: Wallet) throws -> HTML {
    let carrier = try order.distributor.map { try shop.name(of: $0) } ?? ""
    let story = OrderStory(of: order, carrier: carrier)
    let (names, done, isBad) = story.stages
    let bar = HTML.all(
      names.enumerated().map { index, name in
        "<li class=\"\(index < done ? (isBad && index == done - 1 ? "bad" : "done") : "coming")\">\(name)</li>"
      })
    let steps = HTML.all(story.steps.reversed().map { step($0) })
    let coolingOff = try shop.commodities(offer.lines.map(\.commodity)).values.map(\.coolingOff).max() ?? .none
    return """
      <section class="card"><ol class="stages" aria-label="How far it has come">\(bar)</ol>
      <ol class="story" id="story">
      \(steps)</ol>\(tracked(order, by: carrier))</section>
      \(giveBack(story.giveBack(within: coolingOff, at: shop.clock()), order.form.id, wallet))
      """
  }

  private func step(_ step: OrderStory.Step) -> HTML {
    let look =
      switch step.look {
      case .done: "done"
      case .waiting: "coming"
      case .bad: "bad"
      }
    return """
      <li class="\(look)" id="step-\(step.id)"><strong>\(step.title)</strong>\
      \(HTML.given(step.time) { " <span class=\"faint\">\($0.shown)</span>" })\
      \(HTML.when(!step.sentence.isEmpty, "<p>\(step.sentence)</p>"))</li>

      """
  }

  private func giveBack(_ may: OrderStory.Return, _ order: OrderID, _ wallet: Wallet) -> HTML {
    let sentence: HTML
    var isOpen = true
    switch may {
    case .no: return .nothing
    case .untilItCame(.none): sentence = "You may give it back until it has come."
    case .untilItCame(let span):
      sentence = "You may give it back until it has come, and for \(span.inWords) after that."
    case .until(let end): sentence = "You may give it back until \(end.shown)."
    case .over(let end):
      sentence = "The time to give it back ended on \(end.shown)."
      isOpen = false
    }
    return """
      <section class="card" id="giving-back"><h3>Giving it back</h3><p>\(sentence)</p>
      \(HTML.when(isOpen, "<p><a class=\"button quiet\" id=\"return\" href=\"\(wallet.giveBack(order))\">Give it back in your wallet</a></p>"))\
      </section>
      """
  }
}
