/// The checkout: what is ordered once more, who brings it, and where the wallet is that pays.
internal import Ledger
internal import MailOrder
internal import Pages

/// What a buyer enters at the checkout.
struct CheckoutEntry: Hashable, Sendable {
  /// A distributor's code; empty: the shop chooses.
  var distributor = ""
  var wallet: String
}

extension ShopPages {
  /// - Parameters:
  ///   - fault: what was wrong, and with which field, if with one.
  func checkoutPage(
    _ view: CartView, _ partners: [Partner], _ entry: CheckoutEntry, _ shopper: Shopper,
    fault: (field: String, sentence: String)? = nil
  ) -> HTML {
    let rows = HTML.all(
      view.rows.map { row in
        """
        <tr><td>\(row.commodity?.name.value ?? row.line.code.description)</td><td class="number">\(row.line.quantity)</td>\
        <td class="number">\(row.commodity?.price ?? "")</td></tr>

        """
      })
    return frame(
      title: "Checkout", shopper,
      """
      <h2>Checkout</h2>
      \(HTML.given(fault) { "<p class=\"notice bad\" role=\"alert\" id=\"fault\">\($0.sentence)</p>" })
      <form method="post" action="/checkout" class="checkout">\(shopper.visit.hiddenField)\
      <input type="hidden" name="total" value="\(view.total?.minorUnits ?? 0)">
      <section class="card"><h3>Your order</h3><div class="wide"><table><thead><tr><th>What</th>\
      <th class="number">Pieces</th><th class="number">Each</th></tr></thead><tbody>
      \(rows)</tbody></table></div>
      <p class="total"><span>Total</span> <strong id="total">\(total(view))</strong></p>
      <p><a href="/cart">Change it</a></p></section>
      \(view.ships ? distributors(partners, entry.distributor) : HTML.nothing)
      <section class="card"><h3>Payment</h3>
      <p>You pay with a check. Your wallet, which runs on your own machine, demands it and sends it here with your order:
      so nothing about you is typed into this page.</p>
      <p><label for="wallet">Your wallet's address</label>
      <input type="url" id="wallet" name="wallet" value="\(entry.wallet)" maxlength="100" required \
      \(HTML.when(fault?.field == "wallet", "aria-invalid=\"true\" aria-describedby=\"fault\" "))\
      autocomplete="off" spellcheck="false"></p>
      <p class="faint">It is on this machine: a name such as http://localhost:7425. It is remembered in this browser.</p>
      </section>
      <p class="row end"><button name="pay" value="1">Continue to payment</button></p>
      </form>
      """)
  }

  private func distributors(_ partners: [Partner], _ chosen: String) -> HTML {
    func choice(_ code: String, _ name: HTML) -> HTML {
      """
      <label class="choice"><input type="radio" name="distributor" value="\(code)"\
      \(HTML.when(code == chosen, " checked"))> \(name)</label>

      """
    }
    let list = HTML.all(
      partners.map { partner in
        choice(
          partner.code.description, "\(partner.name.value.isEmpty ? partner.code.description : partner.name.value)")
      })
    return """
      <fieldset class="card" id="distributors"><legend>Who brings it</legend>
      \(choice("", "Whom the shop chooses"))\(list)</fieldset>
      """
  }
}
