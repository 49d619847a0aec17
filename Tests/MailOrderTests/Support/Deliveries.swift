/// Deliveries as tests need them.
import Ledger
import MailOrder

extension OrderID {
  static let one = OrderID(at: .noon, random: (1, 1))
}

extension CommandID {
  static let one = CommandID(at: .noon, random: (2, 2))
}

extension Timestamp {
  /// 2026-11-24, 12:00 UTC.
  static let noon = Timestamp(milliseconds: 1_795_521_600_000)
}

extension Code {
  static let van: Code = sample(Code("VAN-1"))
  static let otherVan: Code = sample(Code("VAN-2"))
}

extension Amount {
  static let hundred: Amount = sample(Amount(minorUnits: 100))
}

/// What a sample is, which is known to be right.
private func sample<Value>(_ value: Value?) -> Value {
  guard let value else { preconditionFailure("a sample is what it says") }
  return value
}

extension Digest {
  static let right = Digest(1, 2, 3, 4)
  static let wrong = Digest(4, 3, 2, 1)
}

extension Text {
  /// A text that is one.
  init(of value: String) {
    self = sample(Text(value))
  }
}

extension DeliveryReport {
  static var handOver: DeliveryReport { DeliveryReport(id: .one, order: .one, state: .delivered) }
}

extension Appointment {
  static let afternoon = Appointment(from: .noon, until: .noon + .minutes(60), vehicle: .van, stop: 1)
}

extension Delivery {
  /// A delivery that has come to a state the shortest way.
  static func standing(_ state: DeliveryState, cash: Int64? = nil, code: Digest? = nil) -> Delivery {
    var instruction = Instruction(
      order: .one, seller: sample(SellerID("SHOP")), distributor: sample(DistributorID("PARCEL")),
      check: CheckID(at: .noon, random: (3, 3)), recipient: Recipient(name: Text(of: "A"), address: Text(of: "B")),
      goods: Text(of: "a book"), litres: 1, currency: sample(Currency(code: "EUR")))
    instruction.cash = cash.flatMap { Amount(minorUnits: $0) }
    instruction.code = code
    var delivery = Delivery(instruction: instruction, at: .noon)
    if state != .instructed { delivery.appointment = .afternoon }
    delivery.state = state
    return delivery
  }

  /// Takes a report; why not, if it does not.
  mutating func refusal(of report: DeliveryReport) -> SiteReason? {
    do throws(SiteRefusal) {
      try take(report, code: nil, at: .noon)
      return nil
    } catch {
      return error.reason
    }
  }

  /// Takes a step with a report that has all it needs.
  mutating func take(_ step: DeliveryStep, at time: Timestamp = .noon) throws(SiteRefusal) {
    func report(_ state: DeliveryState) -> DeliveryReport { DeliveryReport(id: .one, order: .one, state: state) }
    switch step {
    case .plan: try plan(.afternoon, note: .empty, at: time)
    case .depart: try depart(at: time)
    case .attempt: try take(report(.attempted), code: nil, at: time)
    case .handOver: try take(report(.delivered), code: nil, at: time)
    case .fail: try take(report(.failed), code: nil, at: time)
    case .bringBack: try take(report(.returned), code: nil, at: time)
    }
  }
}
