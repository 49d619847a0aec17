/// One purchase: its steps as they happen, its check, and what its buyer may do now.
internal import Console
internal import Ledger
internal import MailOrder
internal import Pages
internal import Terminal

/// A purchase with all that is shown of it.
struct PurchasePage {
  let purchase: Purchase
  /// Its check as the check manager has it; nil: there is none, or it cannot be asked.
  let check: CheckDrawing?
  let isRunning: Bool
  /// Why it stands still.
  let fault: String?
  /// The account, for the ways to pay; nil: it cannot be asked.
  let account: Account?

  /// What changes while somebody looks.
  func live(_ visit: Visit) -> HTML {
    """
    \(state)
    <div class="beside"><section class="card" aria-labelledby="way-title"><h3 id="way-title">How it goes</h3>\(steps)</section>
    \(driver)</div>
    \(HTML.given(check) { "\($0.content)" })
    \(actions(visit))
    """
  }

  /// The page's content; `live` is in it, and kept up to date.
  func content(_ visit: Visit, notice: String?) -> HTML {
    let form = purchase.order.form
    return """
      <h2>\(HTML.foreign(purchase.title))</h2>
      \(back)\(HTML.notice(notice, isBad: false))
      <div data-live="/purchases/\(purchase.id)/live" id="purchase">
      \(live(visit))
      </div>
      <section class="card"><h3>The order</h3>\(lines)
      <dl>\(HTML.field("Seller", "\(purchase.sellerTitle) (\(form.seller))"))
      \(HTML.field("Sum", form.currency.money(form.amount.minorUnits)))
      \(HTML.field("Ordered", markup: form.made.html))
      \(HTML.field("Goes to", purchase.order.recipient?.line ?? (purchase.order.ships ? "your address on file" : nil)))
      \(HTML.field("Address read by", purchase.demand.terms.sealsAddress ? "the distributor alone" : nil))
      \(HTML.field("Distributor", distributor))
      \(HTML.field("Download", purchase.order.download))
      \(HTML.field("Order", markup: "<span class=\"code\" id=\"order-number\">\(purchase.id)</span>"))</dl></section>
      """
  }

  private var distributor: String? {
    guard let code = purchase.order.distributor else { return nil }
    let name = code == purchase.demand.terms.distributor ? purchase.telling.distributorName : .empty
    return name.isEmpty ? code.description : "\(name) (\(code))"
  }

  /// The way back to the shop, with whose page it is.
  private var back: HTML {
    guard let address = WebAddress(purchase.telling.page) else { return .nothing }
    return """
      <p class="noprint">← <a id="back-to-shop" rel="noreferrer" href="\(address)">Back to the shop at \(address.place)</a></p>
      """
  }

  private var state: HTML {
    let refused: HTML = HTML.given(purchase.refusal) { no in
      "<p class=\"notice bad\" id=\"refusal\" role=\"alert\">\(no.buyerSentence)</p>"
    }
    let stands: HTML = HTML.given(isRunning ? nil : fault) { text in
      "<p class=\"notice warn\" id=\"fault\" role=\"alert\">\(text)</p>"
    }
    return """
      <p><span class="tag \(purchase.tone)" id="state">\(purchase.standing)</span></p>
      \(refused)\(stands)
      """
  }

  private var driver: HTML {
    guard !purchase.handOverCode.isEmpty, purchase.state == .accepted || purchase.next != nil,
      purchase.order.state != .delivered, purchase.order.state != .undelivered, purchase.givingBack == nil
    else { return .nothing }
    return """
      <section class="card" aria-labelledby="driver"><h3 id="driver">Your code for the driver</h3>
      <p class="code-large" id="hand-over-code">\(purchase.handOverCode)</p>
      <p class="faint">Tell it when you have the goods in front of you, and to nobody before.</p></section>
      """
  }

  private var steps: HTML {
    let items = HTML.all(
      purchase.way.map { step in
        let when: HTML = HTML.given(step.time) { "<span class=\"when\">\($0.html)</span>" }
        let detail: HTML = HTML.when(!step.detail.isEmpty, "<span class=\"when\">\(HTML.foreign(step.detail))</span>")
        return
          "<li class=\"\(step.mark.rawValue)\"\(HTML.when(step.mark == .now, " aria-current=\"step\""))>\(step.title)\(when)\(detail)</li>\n"
      })
    return "<ol class=\"steps\" id=\"steps\">\(items)</ol>"
  }

  private var lines: HTML {
    let form = purchase.order.form
    let rows = HTML.all(
      form.lines.enumerated().map { index, line in
        """
        <tr><td class="number">\(grouped(line.quantity)) ×</td><td>\(HTML.foreign(purchase.name(of: index))) \
        <span class="faint code">\(line.commodity)</span></td><td class="number">\(form.currency.money(line.price.minorUnits))</td></tr>

        """
      })
    return """
      <div class="wide"><table><thead><tr><th class="number">Pieces</th><th>What</th><th class="number">Each</th></tr></thead><tbody>
      \(rows)</tbody></table></div>
      """
  }

  // MARK: - What may be done

  private func actions(_ visit: Visit) -> HTML {
    guard !isRunning else { return .nothing }
    let path = "/purchases/\(purchase.id)"
    let resume: HTML = HTML.when(
      purchase.next != nil,
      """
      <form method="post" action="\(path)/resume" class="card">\(visit.hiddenField)<p>This purchase is not finished. Going on asks again \
      for what may have been asked already, and that has its effect once.</p><button id="resume" name="resume">Go on</button></form>
      """)
    return """
      \(resume)\(HTML.when(purchase.mayConfirm, confirmation(path, visit)))\(HTML.when(purchase.mayChooseMethod, paying(path, visit)))\
      \(HTML.when(purchase.mayReturn, returning(path, visit)))
      """
  }

  private func confirmation(_ path: String, _ visit: Visit) -> HTML {
    let order = purchase.order
    let goods = order.form.lines.enumerated().map { "\($1.quantity) × \(purchase.name(of: $0))" }.joined(
      separator: ", ")
    return """
      <section class="card" id="instruction" aria-labelledby="instruction-title"><h3 id="instruction-title">Shall it be brought so?</h3>
      <dl>\(HTML.field("Distributor", distributor))\(HTML.field("Goods", goods))
      \(HTML.field("Goes to", order.recipient?.line ?? (order.sealed == nil ? "your address on file" : "your address, sealed for the distributor")))</dl>
      <form method="post" action="\(path)/confirm">\(visit.hiddenField)<button id="confirm" name="confirm">Yes, send it</button></form></section>
      """
  }

  private func paying(_ path: String, _ visit: Visit) -> HTML {
    guard let account else { return .nothing }
    let form = purchase.order.form
    let current = purchase.order.method ?? purchase.demand.terms.method
    let offered = PaymentMethod.offered(by: account, sum: form.amount.minorUnits, isShipped: purchase.order.ships)
    // What it is paid by now is covered already; another way must have enough for all of it.
    let options = HTML.all(
      offered.filter { purchase.order.awaitsChoice || $0.method != current }.map { option in
        """
        <label><input type="radio" name="method" value="\(option.method.choice)"\(HTML.when(option.method == current, " checked")) required>\
        <span><b>\(option.method.title)</b><br><span class="faint">\(account.currency.money(max(option.available, 0))) available\
        \(HTML.when(option.method == current, ", beside what this order holds already"))</span></span></label>

        """
      })
    let isWaiting = purchase.order.awaitsChoice
    let form2: HTML = """
      <form method="post" action="\(path)/pay">\(visit.hiddenField)<fieldset class="plain"><legend>How to pay</legend><div class="options">
      \(options)</div></fieldset><button id="pay" name="pay">Pay so</button></form>
      """
    guard isWaiting else {
      return """
        <details class="card" id="paying"><summary>Pay in another way</summary><p class="faint">The new cover is taken before the old one is \
        let go.</p>\(form2)</details>
        """
    }
    let until: HTML = HTML.given(purchase.order.payBy) {
      "<p>Choose until \($0.html). After that the shop gives the order up.</p>"
    }
    return "<section class=\"card\" id=\"paying\"><h3>Choose how you pay</h3>\(until)\(form2)</section>"
  }

  private func returning(_ path: String, _ visit: Visit) -> HTML {
    let isPaid = purchase.order.checkState == .settled
    let within =
      purchase.demand.terms.coolingOff.inWords.map { " It can be taken back for \($0) after it was paid." } ?? ""
    let words =
      isPaid
      ? "What you paid comes back to your account, and the shop is told.\(within)"
      : "Nothing is paid yet: the check is taken back, and the shop is told."
    return """
      <section class="card" id="return" aria-labelledby="return-title"><h3 id="return-title">\(isPaid ? "Give it back" : "Cancel the order")</h3>
      <p class="faint">\(words)</p>
      <form method="post" action="\(path)/return">\(visit.hiddenField)<label for="reason">Why (if you like; the shop reads it)</label>
      <div class="row"><input id="reason" name="reason" maxlength="200"> <button id="give-back" name="give-back" class="danger">\
      \(isPaid ? "Give it back" : "Cancel the order")</button></div></form></section>
      """
  }
}

extension WebAddress {
  /// Whose page it is, without the scheme.
  var place: String { origin.split(separator: "/").last.map(String.init) ?? origin }
}
