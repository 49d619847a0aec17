/// The buyer's page: where a parcel stands, when it comes, and nothing of people or places.
internal import Ledger
internal import MailOrder
internal import Pages

/// How a delivery looks to whoever has its link.
struct TrackPage {
  let delivery: Delivery
  /// How many stops come before it, while it is on its way.
  let before: Int

  /// All that changes while somebody looks.
  var content: HTML {
    """
    <p class="now" id="state">\(now)</p>\(HTML.when(!more.markup.isEmpty, "<p id=\"when\">\(more)</p>"))
    <ol class="timeline" id="timeline">\(timeline)</ol>
    """
  }

  private var day: String { delivery.appointment.map { longDay($0.from.day) } ?? "" }

  private var now: HTML {
    switch delivery.state {
    case .instructed: "The carrier has your parcel’s order"
    case .planned: "It comes on \(day)"
    case .underway: "It is on its way to you"
    case .attempted: "It could not be handed over"
    case .delivered: "It was delivered"
    case .failed: "It will not be delivered"
    case .returned: "It went back to the shop"
    }
  }

  private var more: HTML {
    switch delivery.state {
    case .instructed: "Once the tour is planned you see here when it comes."
    case .planned: HTML.given(delivery.appointment) { "Between <strong>\($0.window)</strong> UTC." }
    case .underway:
      HTML.given(delivery.appointment) { appointment in
        let stops: HTML = before == 0 ? "You are the next stop." : "\(counted(before, "stop", "stops")) before you."
        return "<strong id=\"stops\">\(stops)</strong> Expected between <strong>\(appointment.window)</strong> UTC."
      }
    case .attempted: "\(HTML.given(excuse) { "\($0). " })It is tried again, or waits for you at the carrier."
    case .delivered: ""
    case .failed: "\(HTML.given(excuse) { "\($0). " })The shop knows, and sees to your money."
    case .returned: "The shop knows, and sees to your money."
    }
  }

  /// Why it was not taken, where that has words which say nothing of anybody.
  private var excuse: String? {
    let note = delivery.events.last { $0.state == .attempted || $0.state == .failed }?.note
    return note.flatMap { Excuse.told(in: $0) }.map { $0.inWords.prefix(1).uppercased() + $0.inWords.dropFirst() }
  }

  /// What has happened, one line for each change of state, and what comes.
  private var timeline: HTML {
    var lines: [HTML] = []
    var last: DeliveryState?
    for event in delivery.events where event.state != last {
      last = event.state
      let look = event.state == .attempted || event.state == .failed || event.state == .returned ? "missed" : "done"
      lines.append(
        "<li class=\"\(look)\">\(words(event.state))<time>\(event.time.inMinutes) UTC</time></li>")
    }
    let ahead: [DeliveryState] =
      switch delivery.state {
      case .instructed: [.planned, .underway, .delivered]
      case .planned: [.underway, .delivered]
      case .underway: [.delivered]
      case .attempted, .delivered, .failed, .returned: []
      }
    lines += ahead.enumerated().map { "<li class=\"faint\($0 == 0 ? " current" : "")\">\(words($1))</li>" }
    return HTML.all(lines)
  }

  private func words(_ state: DeliveryState) -> String {
    switch state {
    case .instructed: "Handed to the carrier"
    case .planned: "Planned"
    case .underway: "On its way"
    case .attempted: "Tried in vain"
    case .delivered: "Delivered"
    case .failed: "Given up"
    case .returned: "Back at the shop"
    }
  }
}

extension Timestamp {
  /// `2026-11-25 08:30`.
  fileprivate var inMinutes: String { "\(dayName(day)) \(clock(minute))" }
}
