/// The order that a shop has handed over, as it is: to approve or to decline.
internal import Console
internal import Ledger
internal import MailOrder
internal import Pages
internal import Terminal

/// An order on the table, with what its buyer has filled in.
struct PayPage {
  let proposal: Proposal
  var entries: Entries
  var faults = EntryFaults([])
  var notice: String?

  func content(_ visit: Visit, now: Timestamp) -> HTML {
    let proposal = proposal
    let warnings = HTML.all(
      proposal.warnings.enumerated().map { index, text in
        "<p class=\"notice warn\" id=\"warning-\(index + 1)\" role=\"alert\">\(text)</p>\n"
      })
    return """
      <div class="narrow"><h2>Approve this order?</h2>
      \(HTML.notice(notice))\(warnings)
      <section class="card" aria-labelledby="what"><h3 id="what">\(proposal.isShipped ? "You order, to be brought to you" : "You order")</h3>
      \(lines)
      \(total)
      <dl><dt>You pay</dt><dd class="to" id="seller">\(HTML.foreign(proposal.seller.title))</dd>
      <dt>Known as</dt><dd>seller \(proposal.seller.code) with the check manager, \(proposal.seller.status?.sentence ?? "not known")</dd>
      \(HTML.when(proposal.isShipped, carrier))
      \(HTML.field("To give it back", proposal.coolingOff.inWords.map { "\($0) after it was paid" }))
      \(HTML.field("Guarantee", proposal.guarantee.inWords))
      <dt>The shop</dt><dd>\(HTML.foreign(proposal.office.name)), at <span class="code">\(proposal.link.shop)</span></dd>
      <dt>Good until</dt><dd>\(proposal.expires.html)</dd></dl></section>
      <form method="post" action="/pay" class="card" id="order-form">\(visit.hiddenField)
      <input type="hidden" name="shop" value="\(proposal.link.shop)"><input type="hidden" name="offer" value="\(proposal.link.token)">
      <input type="hidden" name="seen" value="\(proposal.mark)">
      \(methods)
      \(HTML.when(proposal.isShipped, releases))
      \(HTML.when(proposal.isShipped, places))
      \(HTML.when(proposal.isShipped && proposal.distributor == nil && !proposal.carriers.isEmpty, distributors))
      \(more)
      <div class="decide"><button id="approve" name="approve" value="yes"\(HTML.when(proposal.sum == nil, " disabled"))>Approve and pay \
      \(sum)</button>
      <button id="decline" name="decline" value="yes" class="danger" formnovalidate>Decline</button></div>
      <p class="faint">By approving, a check for exactly this order is drawn on your account. Nobody but \(HTML.foreign(proposal.seller.title)) \
      can be paid by it.</p>
      </form></div>
      """
  }

  private var sum: String { proposal.sum.map { proposal.currency.money($0.minorUnits) } ?? "" }

  private var lines: HTML {
    let rows = HTML.all(
      proposal.lines.map { line in
        let whole = line.commodity.charge.minorUnits.multipliedReportingOverflow(by: Int64(line.quantity))
        return """
          <tr><td class="number">\(grouped(line.quantity)) ×</td><td>\(HTML.foreign(line.commodity.name)) \
          <span class="faint code">\(line.commodity.code)</span></td>\
          <td class="number">\(proposal.currency.money(line.commodity.charge.minorUnits))</td>\
          <td class="number">\(whole.overflow ? "" : proposal.currency.money(whole.partialValue))</td></tr>

          """
      })
    return """
      <div class="wide"><table id="lines"><thead><tr><th class="number">Pieces</th><th>What</th><th class="number">Each</th>\
      <th class="number">Together</th></tr></thead><tbody>
      \(rows)</tbody></table></div>
      """
  }

  private var total: HTML {
    guard let sum = proposal.sum else {
      return "<p class=\"notice bad\" role=\"alert\">No check can be drawn for such an order. Decline it.</p>"
    }
    return """
      <p class="total"><span>Altogether</span><strong id="sum">\(proposal.currency.money(sum.minorUnits))</strong></p>
      """
  }

  private var carrier: HTML {
    guard let carrier = proposal.usualCarrier else {
      return HTML.field("Brought by", "whom the shop chooses", id: "distributor")
    }
    let word = proposal.distributor == nil ? ", unless you choose another" : ""
    return HTML.field("Brought by", "\(carrier.title)\(word)", id: "distributor")
  }

  private func fault(_ field: String) -> HTML {
    HTML.given(faults.sentence(of: field)) { "<span class=\"fault\" role=\"alert\">\($0)</span>" }
  }

  private var methods: HTML {
    let offered = PaymentMethod.offered(by: proposal)
    guard !offered.isEmpty else {
      return """
        <p class="notice bad" role="alert">Your account has nothing to pay from: no bank and no credit company vouches for it. Ask the \
        check manager’s operator.</p>
        """
    }
    let currency = proposal.account.currency
    let options = HTML.all(
      offered.map { option in
        let state: HTML =
          option.isEnough
          ? "\(currency.money(option.available)) available, \(currency.money(option.left)) left after this"
          : "<span class=\"bad\">not enough: only \(currency.money(max(option.available, 0))) available</span>"
        return """
          <label><input type="radio" name="method" value="\(option.method.choice)" id="method-\(option.method.choice)"\
          \(HTML.when(entries.method == option.method.choice, " checked")) required><span><b>\(option.method.title)</b><br>\
          <span class="faint">\(state)</span></span></label>

          """
      })
    return
      "<fieldset class=\"plain\"><legend>How to pay</legend>\(fault("method"))<div class=\"options\">\(options)</div></fieldset>"
  }

  private var releases: HTML {
    func option(_ value: String, _ title: String, _ words: String) -> HTML {
      """
      <label><input type="radio" name="release" value="\(value)" id="release-\(value)"\(HTML.when(entries.release == value, " checked")) \
      required><span><b>\(title)</b><br><span class="faint">\(words)</span></span></label>
      """
    }
    return """
      <fieldset class="plain"><legend>When the shop is paid</legend>\(fault("release"))<div class="options">
      \(option("on_demand", "When it sends the goods", "The shop asks for its money when it has taken the order."))
      \(option("on_delivery", "When they are here", "The distributor has to say first that it has brought them."))
      </div></fieldset>
      """
  }

  private var places: HTML {
    let file: HTML = HTML.given(proposal.onFile) { person in
      """
      <label><input type="radio" name="place" value="file" id="place-file"\(HTML.when(entries.place == "file", " checked"))>\
      <span><b>My address on file</b><br><span class="faint">\(HTML.foreign("\(person.name), \(person.address)"))</span></span></label>
      """
    }
    func field(_ name: String, _ label: String, _ value: String, _ hint: String, _ length: Int) -> HTML {
      """
      <div><label for="\(name)">\(label)</label><input id="\(name)" name="\(name)" value="\(value)" autocomplete="\(hint)" \
      maxlength="\(length)">\(fault(name))</div>
      """
    }
    return """
      <fieldset class="plain"><legend>Where it goes</legend>\(fault("place"))<div class="options">
      \(file)
      <label><input type="radio" name="place" value="other" id="place-other"\(HTML.when(entries.place == "other", " checked"))>\
      <span><b>\(proposal.onFile == nil ? "This address" : "Another address")</b></span></label></div>
      <div class="fields">
      \(field("name", "Who receives it", entries.name, "name", 200))
      \(field("address", "Street, number, town", entries.address, "street-address", 200))
      \(field("postcode", "Postcode", entries.postcode, "postal-code", 20))
      \(field("telephone", "Telephone (if you like)", entries.telephone, "tel", 40))
      </div></fieldset>
      """
  }

  private var distributors: HTML {
    let options = HTML.all(
      proposal.carriers.map { carrier in
        """
        <option value="\(carrier.code)"\(HTML.when(entries.distributor == carrier.code.description, " selected"))\
        \(HTML.when(!carrier.isActive, " disabled"))>\(carrier.title)\(HTML.when(!carrier.isActive, " (not available)"))</option>
        """
      })
    return """
      <fieldset class="plain"><legend><label for="distributor-choice">Who brings it</label></legend>
      <select id="distributor-choice" name="distributor"><option value="">The shop chooses</option>\(options)</select>\
      \(fault("distributor"))</fieldset>
      """
  }

  private var more: HTML {
    func tick(_ name: String, _ isOn: Bool, _ title: String, _ words: String) -> HTML {
      """
      <label class="tick"><input type="checkbox" name="\(name)" value="yes" id="\(name)"\(HTML.when(isOn, " checked"))><span><b>\(title)</b><br>\
      <span class="faint">\(words)</span></span></label>
      """
    }
    let shipped: HTML = """
      \(tick("code", entries.code, "A code for the driver", "Nothing is handed over to whoever does not tell the code. You see it on the order’s page."))
      \(tick("seals", entries.seals, "Hide my address from the shop", "It is sealed, so that only the distributor can read it."))
      \(tick("confirms", entries.confirms, "Ask me before it is sent", "The distributor is told only after you have seen what it will be told."))
      """
    return """
      <details\(HTML.when(entries.seals || entries.confirms || entries.later, " open"))><summary>More choices</summary>
      \(HTML.when(proposal.isShipped, shipped))
      \(tick("later", entries.later, "I say later how I pay", "The check holds the money now; you choose when the goods lie ready."))
      </details>
      """
  }
}
