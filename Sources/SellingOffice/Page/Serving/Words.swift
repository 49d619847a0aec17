/// Money, time and commodities in words.
internal import Ledger
internal import MailOrder
internal import Pages

extension Currency {
  /// `1,234.50 EUR`.
  func price(_ amount: Amount) -> String { "\(format(amount.minorUnits)) \(self)" }
}

extension Commodity {
  var price: String { currency.price(charge) }

  var availability: String {
    switch stock {
    case nil: "available"
    case 0?: "sold out"
    case let pieces?: "\(pieces) left"
    }
  }

  /// The same as a mark, which says by its colour too whether there is much of it.
  var stockTag: HTML {
    let look =
      switch stock {
      case nil: "good"
      case 0?: "bad"
      case let pieces? where pieces <= 5: "warn"
      default: "good"
      }
    return "<span class=\"tag \(look)\">\(availability)</span>"
  }
}

extension Timestamp.Span {
  /// `14 days`; hours where it is no whole number of days.
  var inWords: String {
    let hours = milliseconds / 3_600_000
    if milliseconds == 0 { return "none" }
    if hours % 24 != 0 { return hours == 1 ? "1 hour" : "\(hours) hours" }
    return hours == 24 ? "1 day" : "\(hours / 24) days"
  }
}

extension Timestamp {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// `24 November 2026`.
  var date: String {
    let parts = description.prefix(10).split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, (1...12).contains(parts[1]) else { return description }
    return "\(parts[2]) \(Timestamp.months[parts[1] - 1]) \(parts[0])"
  }

  /// `08:30`.
  var clock: String { String(description.dropFirst(11).prefix(5)) }

  /// `24 November 2026, 08:30 UTC`, as browsers and people read it.
  var shown: HTML { "<time datetime=\"\(description)\">\(date), \(clock) UTC</time>" }
}

extension Appointment {
  /// `on 24 November 2026 between 08:00 and 10:00 UTC`.
  var inWords: String {
    from.day == until.day
      ? "on \(from.date) between \(from.clock) and \(until.clock) UTC"
      : "between \(from.date), \(from.clock), and \(until.date), \(until.clock) UTC"
  }
}
