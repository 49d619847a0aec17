/// The buyers' links: an order's number and a code made of it with a key of the site, so that nobody finds another's, and none
/// has to be kept.
internal import Crypto
internal import Foundation
internal import Ledger
internal import MailOrder

/// Where the pages are, and the key of what is derived from it.
struct PageLinks: Sendable {
  /// `http://HOST:PORT` or `https://NAME`.
  let base: String
  let key: PageKey

  /// The page of a delivery.
  func tracking(_ order: OrderID) -> Text { Text("\(base)/track/\(key.token(of: order))") ?? .empty }
}

/// The secret of a carrier's pages: it outlives the process, so that links and open forms do.
struct PageKey: Sendable {
  /// Half of a SHA-256: as hard to guess as the key of a cipher.
  private static let codeBytes = 16

  private let key: SymmetricKey

  init(_ bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

  /// What forms are known by.
  var forms: SymmetricKey { SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data("forms".utf8), using: key)) }

  /// `ID-CODE`.
  func token(of order: OrderID) -> String {
    "\(order)-\(code(of: order).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())"
  }

  /// The order that a token was made for; nil: it was not made here.
  func order(of token: some StringProtocol) -> OrderID? {
    guard token.utf8.count <= 80, let hyphen = token.lastIndex(of: "-"), let order = OrderID(token[..<hyphen]) else {
      return nil
    }
    // Of equal length, compared without an early exit.
    let (shown, right) = (Array(token.utf8), Array(self.token(of: order).utf8))
    guard shown.count == right.count else { return nil }
    return zip(shown, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 ? order : nil
  }

  private func code(of order: OrderID) -> [UInt8] {
    let code = HMAC<SHA256>.authenticationCode(for: Data("track".utf8) + Data(order.bytes), using: key)
    return Array(code.prefix(PageKey.codeBytes))
  }

  /// The number of the report that changes a delivery as it stands now: so a form that is sent twice, or by two, tells of one
  /// thing.
  func reportID(_ kind: String, of delivery: Delivery) -> CommandID {
    let order = delivery.instruction.order
    let text = Data("\(kind) \(order) \(delivery.events.count)".utf8)
    let code = Array(HMAC<SHA256>.authenticationCode(for: text, using: key))
    return CommandID(
      at: delivery.events.last?.time ?? Timestamp(milliseconds: 0), random: (word(code, 0), word(code, 8)))
  }
}
