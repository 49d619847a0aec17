/// A proof of delivery, as people and programs read it.
internal import Ledger
public import Seals

extension SignedHandOver {
  /// What it says, for programs.
  public var json: JSON {
    [
      "check": .optional(CheckID(bytes: statement.check)), "order": .optional(OrderNumber(bytes: statement.delivery)),
      "distributor": .text(statement.distributor), "recipient": .unlessEmpty(statement.recipient),
      "time": Timestamp(milliseconds: statement.milliseconds).json, "shown": .text(statement.shown.name),
      "left_at": .unlessEmpty(statement.shown.place), "digest": .text(hexadecimal(statement.digest)),
      "key": .text(key.description),
    ]
  }

  /// What it says, for people.
  public var text: String {
    var fields = FieldList()
    fields.add("check", CheckID(bytes: statement.check)?.description ?? "")
    fields.add("order", OrderNumber(bytes: statement.delivery)?.description ?? "")
    fields.add("distributor", statement.distributor.printable)
    fields.add("handed to", statement.recipient.isEmpty ? "nobody named" : statement.recipient.printable)
    fields.add("at", Timestamp(milliseconds: statement.milliseconds).withZone)
    fields.add("shown", statement.shown.words.printable)
    fields.add("digest", hexadecimal(statement.digest))
    fields.add("signed by key", key.description)
    return fields.description
  }
}

extension HandOverStatement.Shown {
  /// For programs.
  public var name: String {
    switch self {
    case .code: "code"
    case .signature: "signature"
    case .left: "left"
    case .nothing: "nothing"
    }
  }

  /// Where it was left; empty: somebody took it.
  var place: String { if case .left(let place) = self { place } else { "" } }

  /// For people.
  var words: String {
    switch self {
    case .code: "the buyer's code"
    case .signature: "the recipient signed; the carrier has that signature"
    case .left(let place): "nothing: nobody took it, it was left at \(place)"
    case .nothing: "nothing"
    }
  }
}

/// An order's number as a proof has it.
struct OrderNumber: TimedID {
  let high: UInt64
  let low: UInt64
}

extension TimedID {
  /// The id of sixteen bytes; nil for any other number of them.
  init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(high: word(bytes[..<8]), low: word(bytes[8...]))
  }
}
