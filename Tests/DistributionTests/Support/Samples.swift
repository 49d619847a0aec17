/// Orders, instructions and answers as the tests need them.
import CheckClient
import Foundation
import Ledger
import MailOrder
import Seals
import VouchTesting
import Wire

let ids = IDMaker()

/// What the tests need and knows to be right.
func need<Value>(_ value: Value?) -> Value {
  guard let value else { preconditionFailure("a sample is what it says") }
  return value
}

extension DistributorID {
  static let parcel: DistributorID = need(DistributorID("PARCEL"))
}

extension SellerID {
  static let shop: SellerID = need(SellerID("SHOP"))
}

extension Currency {
  static let euro: Currency = need(Currency(code: "EUR"))
}

extension OrderID {
  static func fresh() -> OrderID {
    let id = ids.command()
    return OrderID(high: id.high, low: id.low)
  }
}

extension Text {
  init(of value: String) { self = need(Text(value)) }
}

extension Code {
  static let van: Code = need(Code("VAN-1"))
  static let otherVan: Code = need(Code("VAN-2"))
}

/// Tomorrow, in UTC: a day that is not over, whenever the tests run.
var tomorrow: UInt32 { UInt32(Date().timeIntervalSince1970 / 86_400) + 1 }

extension Instruction {
  /// An instruction of SHOP to PARCEL.
  static func fresh(
    postcode: String = "10115", litres: UInt32 = 10, cash: Int64? = nil, code: String? = nil,
    distributor: DistributorID = .parcel, seller: SellerID = .shop
  ) -> Instruction {
    let check = ids.check()
    var instruction = Instruction(
      order: .fresh(), seller: seller, distributor: distributor, check: check,
      recipient: Recipient(
        name: Text(of: "A. Sommer"), address: Text(of: "Invalidenstr. 1"), postcode: Text(of: postcode)),
      goods: Text(of: "1 book"), litres: litres, currency: .euro)
    instruction.cash = cash.map { need(Amount(minorUnits: $0)) }
    instruction.code = code.map { Digest(sha256: Array($0.utf8)) }
    return instruction
  }
}

extension Order {
  /// The order as a shop answers a report with it.
  static func placed(_ id: OrderID) -> Order {
    let form = need(
      OrderForm(
        id: id, account: need(AccountID("ALICE")), seller: .shop, distributor: .parcel,
        lines: [OrderLine(commodity: need(CommodityCode("BOOK")), quantity: 1, price: need(Amount(minorUnits: 100)))],
        currency: .euro, made: Timestamp(milliseconds: 1)))
    var order = Order(form: form, formBytes: form.packed, check: ids.check(), secret: nil, recipient: nil)
    order.state = .instructed
    return order
  }
}

extension Receipt {
  /// A receipt of some change.
  static var some: Receipt {
    Receipt(
      entry: JournalEntry(
        at: Moment(time: Timestamp(milliseconds: 1), sequence: 7), kind: .deliveryConfirmed,
        actor: .distributor(.parcel),
        command: ids.command(), fingerprint: 1, subject: .check(ids.check()), currency: .euro, amount: 0), detail: "")
  }
}

extension DeliveryReport {
  /// A report by a fresh id.
  static func fresh(_ order: OrderID, _ state: DeliveryState, vehicle: Code? = nil) -> DeliveryReport {
    var report = DeliveryReport(id: ids.command(), order: order, state: state)
    report.vehicle = vehicle
    return report
  }
}

extension Digest {
  init(sha256 bytes: [UInt8]) { self = need(Digest(Hash.sha256(bytes))) }
}
