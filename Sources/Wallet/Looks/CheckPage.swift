/// One check, with what happened to it.
internal import Console
internal import Ledger
internal import MailOrder
internal import Pages
internal import Terminal

/// A check's page.
struct CheckPage {
  let drawing: CheckDrawing
  let history: CheckHistory
  /// What it pays, where that is one of this wallet's purchases.
  let purchase: Purchase?

  /// How many entries are shown: the newest.
  static let maximumRows = 100

  func content(_ visit: Visit) -> HTML {
    let check = history.check
    let rows = HTML.all(
      history.entries.suffix(CheckPage.maximumRows).map { receipt in
        let entry = receipt.entry
        return """
          <tr><td>\(entry.time.html)</td><td>\(entry.kind.title)</td>\
          <td class="number">\(entry.amount == 0 ? "" : entry.currency.money(entry.amount))</td><td>\(HTML.foreign(receipt.detail.readable))</td></tr>

          """
      })
    let link: HTML = HTML.given(purchase) {
      "<p class=\"noprint\"><a href=\"/purchases/\($0.id)\">The purchase that it pays</a></p>"
    }
    let prove: HTML = HTML.when(
      drawing.proof == nil,
      """
      <form method="post" action="/checks/\(check.id)/prove" class="card">\(visit.hiddenField)<p>With its proof, whoever gets this check can \
      tell without asking the check manager that it is real.</p><button id="prove" name="prove" class="quiet">Get the proof</button></form>
      """)
    return """
      <h2>Check</h2>\(link)
      \(drawing.content)
      <p class="faint noprint">To have it on paper, print this page: the check comes alone.</p>
      \(prove)
      <section class="card noprint"><h3>What happened to it</h3><div class="wide"><table id="history"><thead><tr><th>When</th><th>What</th>\
      <th class="number">Sum</th><th></th></tr></thead><tbody>
      \(rows)</tbody></table></div></section>
      """
  }
}
