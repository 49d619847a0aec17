/// What a shop keeps of offers and pictures.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Seals
internal import Sites

/// Where an offer lies: by the digest of its token. Keys lie there in clear, and whoever reads the file shall not have the token.
struct OfferKey: TableKey, CustomStringConvertible {
  let words: KeyWords

  init(_ token: OfferToken) {
    let digest = keyWords(of: token.description)
    words = KeyWords(digest.first, digest.second)
  }

  static var wordCount: Int { 2 }
  init?(words: KeyWords) { self.words = words }
  var description: String { "offer \(String(words.first, radix: 16))" }
}

/// Until when, then which offer.
struct OpenOfferKey: TableKey, CustomStringConvertible {
  let expires: Timestamp
  let offer: OfferKey

  init(_ offer: Offer) {
    expires = offer.expires
    self.offer = OfferKey(offer.token)
  }

  static var wordCount: Int { 3 }
  var words: KeyWords { KeyWords(UInt64(expires.milliseconds), offer.words.first, offer.words.second) }
  init?(words: KeyWords) {
    guard let milliseconds = Int64(exactly: words.first),
      let offer = OfferKey(words: KeyWords(words.second, words.third))
    else { return nil }
    expires = Timestamp(milliseconds: milliseconds)
    self.offer = offer
  }
  var description: String { "\(offer), by \(expires)" }
}

/// Where a picture lies: names are longer than keys, so by the digest of its name.
struct PictureKey: TableKey, CustomStringConvertible {
  let words: KeyWords

  init(_ name: PictureName) {
    words = keyWords(of: name.description)
  }

  static var wordCount: Int { 3 }
  init?(words: KeyWords) { self.words = words }
  var description: String { "picture \(String(words.first, radix: 16))" }
}

/// What a text too long for a key, or too secret, is found by.
private func keyWords(of text: String) -> KeyWords {
  guard let words = Digest(Hash.sha256(Array(text.utf8)))?.bigEndianWords else {
    preconditionFailure("it has 32 bytes")
  }
  return KeyWords(words.0, words.1, words.2)
}

extension ShopStore {
  /// How many offers lie open at once: more than buyers who pay within half an hour, and a few MiB at most.
  static let openOffersBound: UInt64 = 10_000

  /// The offer of a token, be it open, taken or over; nil where there is none, or no token.
  func offer(
    _ token: OfferToken?, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> Offer? {
    guard let token else { return nil }
    return try offers.get(OfferKey(token), in: transaction)
  }

  /// Keeps an open offer. Where there are too many, the oldest goes: whoever has a thousand made harms nobody who pays soon.
  func add(_ offer: Offer, in transaction: borrowing WriteTransaction) throws(SiteStoreError) {
    if try openOffers.count(in: transaction) >= ShopStore.openOffersBound {
      for key in try oldestOffers(1, in: transaction) { try forget(key, in: transaction) }
    }
    try offers.put(offer, at: OfferKey(offer.token), in: transaction)
    try openOffers.put(Mark(), at: OpenOfferKey(offer), in: transaction)
  }

  /// An order answers the offer, which stays for as long as the order does: its page shows it.
  func take(
    _ offer: Offer, by order: OrderID, in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) {
    var taken = offer
    taken.isTaken = true
    taken.order = order
    try offers.put(taken, at: OfferKey(offer.token), in: transaction)
    try openOffers.delete(OpenOfferKey(offer), in: transaction)
  }

  /// The open offers that end first, `count` at most, up to those that end at `time`; nil: whenever they end.
  func oldestOffers(
    _ count: Int, until time: Timestamp? = nil, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> [OpenOfferKey] {
    var found: [OpenOfferKey] = []
    try openOffers.walk(in: transaction) { key, _ in
      guard found.count < count, time.map({ key.expires <= $0 }) ?? true else { return false }
      found.append(key)
      return true
    }
    return found
  }

  func forget(_ key: OpenOfferKey, in transaction: borrowing WriteTransaction) throws(SiteStoreError) {
    try openOffers.delete(key, in: transaction)
    try offers.delete(key.offer, in: transaction)
  }
}
