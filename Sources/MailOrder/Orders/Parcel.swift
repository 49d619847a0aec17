/// What a distributor is told to bring: the goods of an order in words and in litres, and what is to be paid for them.
public import Ledger

/// What is shipped of an order.
public struct Parcel: Hashable, Sendable {
  /// `2 × Blue teapot, 1 × Cup`, cut short where it is longer than a text.
  public var goods: Text
  public var litres: UInt32

  /// The parcel of `lines`; digital goods are not in it.
  public init(lines: [OrderLine], commodities: [CommodityCode: Commodity]) {
    let shipped = lines.filter { commodities[$0.commodity]?.digital != true }
    goods = text(
      shipped.map { "\($0.quantity) × \(commodities[$0.commodity]?.name.value ?? $0.commodity.description)" }
        .joined(separator: ", "))
    let sum = shipped.reduce(UInt64(0)) { $0 + UInt64($1.quantity) * UInt64(commodities[$1.commodity]?.litres ?? 0) }
    litres = UInt32(clamping: sum)
  }
}

extension Order {
  /// Whether the distributor is to hear, or hear anew, that it shall deliver: not what was given back meanwhile, nor what
  /// has come to its end.
  public var isToBeDelivered: Bool { state == .demanded || state == .instructed }

  /// The delivery instruction (S9); nil when nothing is shipped, or nobody knows whereto.
  public func instruction(_ parcel: Parcel) -> Instruction? {
    guard let distributor, recipient != nil || sealed != nil else { return nil }
    var instruction = Instruction(
      order: form.id, seller: form.seller, distributor: distributor, check: check, recipient: recipient,
      goods: parcel.goods, litres: parcel.litres, currency: form.currency)
    instruction.sealed = sealed
    instruction.cash = method == .cash ? form.amount : nil
    instruction.onDelivery = checkState == .committed
    instruction.code = handOverCode
    return instruction
  }
}
