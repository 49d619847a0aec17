/// `Time` of RFC 5280 §4.1.2.5: two digits for the years 1950 to 2049, four for the others.
internal import Ledger
internal import SwiftASN1

extension Timestamp {
  /// The years that are written with two digits.
  private static let shortYears = 1950...2049

  /// Reads a time as certificates and lists have it: in UTC, without fractions of a second.
  init(certificateTime node: ASN1Node?) throws {
    guard let node else { throw ASN1Error.invalidASN1Object(reason: "no time") }
    if node.identifier == .utcTime {
      let time = try UTCTime(derEncoded: node)
      self.init(
        CalendarTime(
          year: time.year, month: time.month, day: time.day, hours: time.hours, minutes: time.minutes,
          seconds: time.seconds))
    } else {
      let time = try GeneralizedTime(derEncoded: node)
      guard time.rawFractionalSeconds.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "a fraction") }
      self.init(
        CalendarTime(
          year: time.year, month: time.month, day: time.day, hours: time.hours, minutes: time.minutes,
          seconds: time.seconds))
    }
  }

  /// Writes it the same way.
  func serializeAsCertificateTime(into coder: inout DER.Serializer) throws {
    let time = calendar
    if Timestamp.shortYears.contains(time.year) {
      try coder.serialize(
        UTCTime(
          year: time.year, month: time.month, day: time.day, hours: time.hours, minutes: time.minutes,
          seconds: time.seconds))
    } else {
      try coder.serialize(
        GeneralizedTime(
          year: time.year, month: time.month, day: time.day, hours: time.hours, minutes: time.minutes,
          seconds: time.seconds, fractionalSeconds: 0))
    }
  }
}
