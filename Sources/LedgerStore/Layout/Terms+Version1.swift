/// The terms of a check as logs have them that were written before there was another layout: every term in full.
internal import LMDB
internal import Ledger

extension ByteReader {
  mutating func termsVersion1(currency: Currency) -> (terms: CheckTerms, memo: Text)? {
    guard let drawer = party(), let payee = code(), let distributor = code(),
      let amount = signed().flatMap(Amount.init(minorUnits:)), let methodAndRelease = byte(),
      let method = PaymentMethod(rawValue: methodAndRelease & 0xF),
      let release = ReleaseRule(rawValue: methodAndRelease >> 4), let expires = optional(), let window = span(),
      let order = optionalDigest(), let claim = optionalDigest(),
      let coolingOff = signed().flatMap(Timestamp.Span.init(stored:)),
      let guarantee = signed().flatMap(Timestamp.Span.init(stored:)), let share = number(), let memo = text(), let memo
    else { return nil }
    var terms = CheckTerms(drawer: AccountID(drawer), amount: amount, currency: currency)
    terms.payee = payee.map { SellerID($0) }
    terms.distributor = distributor.map { DistributorID($0) }
    terms.method = method
    terms.release = release
    terms.expires = expires.map { Timestamp(milliseconds: $0) }
    terms.deliveryWindow = window
    terms.order = order
    terms.claim = claim
    terms.coolingOff = coolingOff
    terms.guarantee = guarantee
    terms.reserveShare = UInt16(clamping: share)
    return (terms, memo)
  }

  private mutating func span() -> Timestamp.Span?? {
    guard let number = optional() else { return nil }
    guard let number else { return .some(nil) }
    return Timestamp.Span(stored: number).map { .some($0) }
  }

  private mutating func optionalDigest() -> Digest?? {
    switch byte() {
    case 0: .some(nil)
    case 1: digest().map { .some($0) }
    default: nil
    }
  }
}
