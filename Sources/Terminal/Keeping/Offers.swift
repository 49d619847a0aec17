/// Which order an offer has made.
internal import LMDB
public import MailOrder
internal import Ledger
internal import Seals
internal import Sites
internal import Wire

/// An offer of a shop, as a key: the digest of both.
struct OfferKey: TableKey, CustomStringConvertible {
  let words: KeyWords

  init(_ offer: OfferToken, of seller: SellerID) {
    let digest = Digest(Hash.sha256("\(seller) \(offer)".utf8))?.bigEndianWords
    words = KeyWords(digest?.0 ?? 0, digest?.1 ?? 0, digest?.2 ?? 0)
  }

  static var wordCount: Int { 3 }
  init?(words: KeyWords) { self.words = words }
  var description: String { "an offer" }
}

/// The order that was made of an offer.
struct OfferedOrder: Record {
  let order: OrderID

  init(_ order: OrderID) { self.order = order }

  var packed: [UInt8] { order.bytes }

  init(packed: [UInt8]) throws(WireError) {
    guard packed.count == 16 else { throw .unreadable }
    func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    order = OrderID(high: word(packed[..<8]), low: word(packed[8...]))
  }
}

extension Purchase {
  /// Whether nothing is held, nothing was paid, and nothing is to come: its offer may be taken up anew.
  public var cameToNothing: Bool { (state == .refused || state == .cancelled) && next == nil }
}
