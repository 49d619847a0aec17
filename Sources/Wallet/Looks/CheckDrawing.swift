/// A check drawn as a check: what an ordinary bank check bears, with a QR code of its number or its proof.
internal import Console
internal import Ledger
internal import Pages
internal import Seals

/// A check to be drawn.
struct CheckDrawing: Sendable {
  let check: CheckDocument
  /// The order that it pays, where it is one of this wallet's.
  var order: String?
  /// What shows that the ledger has it; nil: none is kept.
  var proof: CheckProof?

  var content: HTML {
    let terms = check.terms
    let currency = terms.currency
    let drawee = check.draweeName.isEmpty ? "Check manager" : check.draweeName.value
    let payee = party(terms.payee?.description ?? check.progress.payee?.description, check.payeeName)
    return """
      <section class="cheque" id="check" aria-label="Check \(check.id)"><div class="head">
      <div><div class="drawee" id="check-drawee">\(HTML.foreign(drawee))</div><div class="label">drawee</div></div>
      <div><div class="figures" id="check-amount">\(currency.money(terms.amount.minorUnits))</div></div></div>
      <p class="label">Pay to</p><p class="line" id="check-payee">\(HTML.foreign(payee ?? "whoever presents it first"))</p>
      <p class="label">the sum of</p><p class="line" id="check-words">\(terms.amount.inWords(of: currency))</p>
      <div class="lower"><div><dl>
      \(HTML.field("Drawer", party(terms.drawer.description, check.drawerName), id: "check-drawer"))
      \(HTML.field("Number", markup: "<span class=\"code\">\(check.id)</span>", id: "check-number"))
      \(HTML.field("Date", markup: check.issued.html, id: "check-date"))
      \(HTML.field("Good until", markup: check.progress.expires.html, id: "check-expires"))
      \(HTML.field("Payable", "\(terms.release.phrase), by \(check.progress.method.phrase)"))
      \(HTML.field("Distributor", party(terms.distributor?.description, check.distributorName)))
      \(HTML.field("Order", order))
      \(HTML.field("To give it back", terms.coolingOff.inWords.map { "\($0) after it was paid" }))
      \(HTML.field("Paid", check.progress.captured > 0 ? currency.money(check.progress.captured) : nil))
      \(HTML.field("Given back", check.progress.returned > 0 ? currency.money(check.progress.returned) : nil))
      <dt>State</dt><dd><span class="stamp \(check.progress.state.tone)" id="check-state">\(check.progress.state.title)</span></dd>
      </dl></div><div>\(code)</div></div></section>
      """
  }

  /// The proof, where it fits into a code that a telephone reads; else the number.
  private var code: HTML {
    if let proof {
      let text = Armour.checkProof.text(of: proof.bytes)
      if text.utf8.count <= CheckDrawing.longestProof, let code = QRCode(text) {
        return
          "\(code.svg(label: "The check’s proof as a QR code", isLarge: true))<p class=\"label\">proof, for whoever scans it</p>"
      }
    }
    guard let code = QRCode(check.id.description) else { return .nothing }
    return "\(code.svg(label: "The check’s number as a QR code"))<p class=\"label\">the check’s number</p>"
  }

  /// What a code of version 33 holds in bytes: denser ones are not read from paper.
  private static let longestProof = 1_800

  private func party(_ code: String?, _ name: Text) -> String? {
    guard let code else { return nil }
    return name.isEmpty ? code : "\(name) (\(code))"
  }
}

extension CheckState {
  /// For people.
  var title: String {
    switch self {
    case .issued: "good"
    case .committed: "promised"
    case .frozen: "disputed"
    case .settled: "paid"
    case .voided: "void"
    case .expired: "expired"
    }
  }

  var tone: String {
    switch self {
    case .issued, .committed, .settled: "good"
    case .frozen: "warn"
    case .voided, .expired: "faint"
    }
  }
}

extension ReleaseRule {
  /// In a sentence: `payable …`.
  var phrase: String {
    switch self {
    case .onDemand: "on demand"
    case .onDelivery: "when it is delivered"
    }
  }
}
