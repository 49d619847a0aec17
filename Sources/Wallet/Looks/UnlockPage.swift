/// The page before all others: it asks for the PIN, and says nothing of what is behind it.
internal import Ledger
internal import Pages

extension Frame {
  /// - Parameters:
  ///   - path: where the browser goes then.
  ///   - notice: what became of the last try.
  func unlockPage(_ visit: Visit, to path: LocalPath, notice: String?) -> HTML {
    let isPaying = path.description.hasPrefix("/pay?")
    return closedPage(
      "Unlock",
      """
      <section class="card door"><h2>Unlock your wallet</h2>
      \(HTML.when(isPaying, "<p>A shop has handed an order over to this wallet. You will see it here before anything is paid.</p>"))
      \(HTML.notice(notice))
      <form method="post" action="/unlock">\(visit.hiddenField)<input type="hidden" name="to" value="\(path)">
      <input type="text" name="username" autocomplete="username" value="wallet" hidden>
      <label for="pin">PIN</label>
      <input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="current-password" minlength="6" maxlength="12" \
      required autofocus>
      <button id="unlock" name="unlock">Unlock</button></form>
      <p class="faint">The address above begins with <b>http://localhost</b>. Give your PIN to no page of any other address.</p></section>
      """)
  }
}

extension Door.Word {
  /// What is said of a try.
  func sentence(now: Timestamp) -> String? {
    switch self {
    case .opened: nil
    case .none: "A PIN has 6 to 12 digits. Nothing was tried."
    case .wrong(let left):
      left == 1
        ? "That PIN is wrong. After one more wrong try the wallet is locked for a while."
        : "That PIN is wrong. There are \(left) tries left."
    case .wait(let moment): "Too many tries. Try again in \((moment - now).roughly)."
    }
  }
}
