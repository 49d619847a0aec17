/// What a field cannot be in what sites are asked and keep: each fault is found and named, as in `FieldTests`.
import Ledger
import MailOrder
import Testing
import Wire

@Suite struct `a request to a site is invalid` {
  @Test(arguments: missing)
  func `when a field that must be there is not`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: numbers)
  func `when a number is out of its bounds`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: values)
  func `when an enumeration has no such value`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: bytes)
  func `when bytes are too few or too many`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: texts)
  func `when a text is none`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: [("shop: put commodities", "commodities"), ("carrier: put places", "places")])
  func `when it puts nothing, or more than a page`(name: String, field: String) throws {
    let sample = try RequestSample.named(name)
    let item = try #require(RawMessage(sample.encode())?.fields.first)
    for (count, reason) in [(0, "are missing"), (PageBounds.maximum + 1, "are too many")] {
      let message = RawMessage(fields: Array(repeating: item, count: count))
      let invalid = try #require(ServiceDecoder().decode(sample.method, message.encoded).invalid)
      #expect(invalid.field == field)
      #expect(invalid.reason == reason)
    }
  }

  @Test(arguments: DeliveryState.allCases)
  func `when a driver reports what only the office plans`(state: DeliveryState) {
    let report = DeliveryReport(id: .sample, order: .sample, state: state)
    let decoded = ServiceDecoder().decode(.carrier(.reportEvent), ReportEvent(report).encodeRequest())
    switch state {
    case .attempted, .delivered, .failed, .returned: #expect(decoded == .request(.carrier(.reportEvent(report))))
    case .instructed, .planned, .underway:
      #expect(decoded.invalid?.field == "state")
      #expect(decoded.invalid?.reason == "is not reported")
    }
  }

  @Test(arguments: [
    (0 as UInt32, 480 as UInt32, 1_020 as UInt32), (1, 1_020, 480), (1, 480, 480), (1, 0, 1_441), (1, 1_440, 0),
    (1, .max, .max), (1, .max, 0),
  ])
  func `when a vehicle holds nothing or its day has no length`(litres: UInt32, begins: UInt32, ends: UInt32) throws {
    let numbers = [litres, begins, ends].map { RawMessage.Value.number(UInt64($0)) }
    var vehicle = try #require(RawMessage(RequestSample.named("carrier: put vehicle").encode()))
    for (index, number) in numbers.enumerated() { vehicle = vehicle.setting([1, index + 2], to: number) }
    let invalid = try #require(ServiceDecoder().decode(.carrier(.putVehicle), vehicle.encoded).invalid)
    #expect(invalid.field == "vehicle")
    #expect(invalid.reason == "holds nothing, or its day has no length")
  }
}

extension `a request to a site is invalid` {
  static let missing: [Fault] = [
    Fault(missing: "distributor", [1], in: "shop: put distributor"),
    Fault(missing: "distributor.code", [1, 1], in: "shop: put distributor"),
    Fault(missing: "distributor.endpoint", [1, 3], in: "shop: put distributor"),
    Fault(missing: "code", [1], in: "shop: get commodity"),
    Fault(missing: "commodity.code", [1, 1], in: "shop: put commodities"),
    Fault(missing: "commodity.name", [1, 2], in: "shop: put commodities"),
    Fault(missing: "commodity.charge", [1, 5], in: "shop: put commodities"),
    Fault(missing: "commodity.currency", [1, 6], in: "shop: put commodities"),
    Fault(missing: "form", [1], in: "shop: place order"),
    Fault(missing: "form.id", [1, 1], in: "shop: place order"),
    Fault(missing: "form.account", [1, 2], in: "shop: place order"),
    Fault(missing: "form.seller", [1, 3], in: "shop: place order"),
    Fault(missing: "form.currency", [1, 7], in: "shop: place order"),
    Fault(missing: "form.made", [1, 8], in: "shop: place order"),
    Fault(missing: "form.lines.commodity", [1, 5, 1], in: "shop: place order"),
    Fault(missing: "form.lines.quantity", [1, 5, 2], in: "shop: place order"),
    Fault(missing: "form.lines.price", [1, 5, 3], in: "shop: place order"),
    Fault("shop: place order", [1, 5], nil, "form.lines", "are missing"),
    Fault(missing: "check", [2], in: "shop: place order"),
    Fault(missing: "recipient.name", [4, 1], in: "shop: place order"),
    Fault(missing: "recipient.address", [4, 2], in: "shop: place order"),
    Fault(missing: "order", [1], in: "shop: get order"),
    Fault(missing: "order", [1], in: "shop: choose payment"),
    Fault(missing: "account", [2], in: "shop: choose payment"),
    Fault(missing: "method", [3], in: "shop: choose payment"),
    Fault(missing: "order", [1], in: "shop: confirm instruction"),
    Fault(missing: "account", [2], in: "shop: confirm instruction"),
    Fault(missing: "order", [1], in: "shop: return order"),
    Fault(missing: "account", [2], in: "shop: return order"),
    Fault(missing: "order", [1], in: "shop: report delivery"),
    Fault(missing: "distributor", [2], in: "shop: report delivery"),
    Fault(missing: "number", [3], in: "shop: report delivery"),
    Fault(missing: "event", [4], in: "shop: report delivery"),
    Fault(missing: "event.time", [4, 1], in: "shop: report delivery"),
    Fault(missing: "event.state", [4, 2], in: "shop: report delivery"),
    Fault(missing: "appointment.from", [5, 1], in: "shop: report delivery"),
    Fault(missing: "appointment.until", [5, 2], in: "shop: report delivery"),
    Fault(missing: "appointment.vehicle", [5, 3], in: "shop: report delivery"),
    Fault(missing: "token", [1], in: "shop: get offer"),
    Fault(missing: "picture", [1], in: "shop: put picture"),
    Fault(missing: "picture.name", [1, 1], in: "shop: put picture"),
    Fault(missing: "picture.file", [1, 2], in: "shop: put picture"),
    Fault(missing: "instruction", [1], in: "carrier: instruct"),
    Fault(missing: "instruction.order", [1, 1], in: "carrier: instruct"),
    Fault(missing: "instruction.seller", [1, 2], in: "carrier: instruct"),
    Fault(missing: "instruction.distributor", [1, 3], in: "carrier: instruct"),
    Fault(missing: "instruction.check", [1, 4], in: "carrier: instruct"),
    Fault(missing: "instruction.recipient", [1, 5], in: "carrier: instruct"),
    Fault(missing: "recipient.name", [1, 5, 1], in: "carrier: instruct"),
    Fault(missing: "instruction.goods", [1, 6], in: "carrier: instruct"),
    Fault(missing: "instruction.currency", [1, 9], in: "carrier: instruct"),
    Fault(missing: "order", [1], in: "carrier: track delivery"),
    Fault("carrier: plan day", [1], nil, "day", "is no day"),
    Fault(missing: "report", [1], in: "carrier: report delivered"),
    Fault(missing: "order", [2], in: "carrier: report delivered"),
    Fault(missing: "state", [3], in: "carrier: report delivered"),
    Fault(missing: "vehicle", [1], in: "carrier: depart"),
    Fault("carrier: depart", [2], .number(0), "day", "is no day"),
    Fault(missing: "vehicle", [1], in: "carrier: put vehicle"),
    Fault(missing: "vehicle.code", [1, 1], in: "carrier: put vehicle"),
    Fault(missing: "place.postcode", [1, 1], in: "carrier: put places"),
    Fault(missing: "seller", [1], in: "carrier: put seller"),
    Fault(missing: "seller.code", [1, 1], in: "carrier: put seller"),
    Fault(missing: "seller.endpoint", [1, 3], in: "carrier: put seller"),
  ]

  private static let days: Int64 = 86_400_000
  private static let tooLate = Timestamp.distantFuture.milliseconds + 1

  static let numbers: [Fault] = [
    Fault("shop: list commodities", [2], .int(1_001), "limit", "is too large"),
    Fault("shop: put commodities", [1, 5], .int(-1), "commodity.charge", "is negative"),
    Fault("shop: put commodities", [1, 5], .int(Amount.maximum + 1), "commodity.charge", "is too large"),
    Fault("shop: put commodities", [1, 7], .int(3650 * days + 1), "commodity.guarantee", "is too long"),
    Fault("shop: put commodities", [1, 8], .int(400 * days + 1), "commodity.cooling_off", "is too long"),
    Fault("shop: put commodities", [1, 8], .number(.max), "commodity.cooling_off", "is too long"),
    Fault("shop: place order", [1, 5, 3], .int(-4_900), "form.lines.price", "is negative"),
    Fault("shop: place order", [1, 5, 3], .int(.max), "form.lines.price", "is too large"),
    Fault("shop: place order", [1, 8], .int(-1), "form.made", "is negative"),
    Fault("shop: place order", [1, 8], .int(tooLate), "form.made", "is after the year 9999"),
    Fault("shop: list orders", [4], .int(0xFFFF_FFFF), "limit", "is too large"),
    Fault("shop: report delivery", [3], .number(0), "number", "is missing"),
    Fault("shop: report delivery", [4, 1], .int(.min), "event.time", "is negative"),
    Fault("shop: report delivery", [5, 1], .int(-1), "appointment.from", "is negative"),
    Fault("shop: report delivery", [5, 2], .int(tooLate), "appointment.until", "is after the year 9999"),
    Fault("carrier: instruct", [1, 8], .int(-1), "instruction.cash", "is negative"),
    Fault("carrier: instruct", [1, 8], .int(.max), "instruction.cash", "is too large"),
    Fault("carrier: list deliveries", [5], .int(1_001), "limit", "is too large"),
    Fault("carrier: plan day", [1], .int(tooLate / days), "day", "is no day"),
    Fault("carrier: depart", [2], .int(0xFFFF_FFFF), "day", "is no day"),
    Fault("carrier: report delivered", [7], .int(-1), "collected", "is negative"),
    Fault("carrier: report delivered", [7], .int(Amount.maximum + 1), "collected", "is too large"),
  ]

  private static func noMeaning(_ sample: String, _ path: [Int], _ value: Int64, _ field: String) -> Fault {
    Fault(sample, path, .int(value), field, "is \(Int32(truncatingIfNeeded: value)), which has no meaning here")
  }

  static let values: [Fault] = [
    noMeaning("shop: list orders", [2], 9, "state"),
    noMeaning("shop: list orders", [2], -1, "state"),
    noMeaning("shop: list orders", [2], 0x101, "state"),
    noMeaning("shop: choose payment", [3], 4, "method"),
    noMeaning("shop: report delivery", [4, 2], 8, "event.state"),
    noMeaning("carrier: list deliveries", [1], 8, "state"),
    noMeaning("carrier: report delivered", [3], 8, "state"),
    noMeaning("carrier: report delivered", [3], -1, "state"),
    noMeaning("carrier: report delivered", [3], 0x105, "state"),
  ]

  private static func some(_ count: Int) -> RawMessage.Value { .bytes([UInt8](repeating: 7, count: count)) }

  static let bytes: [Fault] = [
    Fault("shop: place order", [1, 1], some(15), "form.id", "has 15 bytes"),
    Fault("shop: place order", [2], some(17), "check", "has 17 bytes"),
    Fault("shop: place order", [3], some(15), "secret", "has 15 bytes"),
    Fault("shop: place order", [3], some(65), "secret", "has 65 bytes"),
    Fault("shop: place order", [1], some(3), "form", "is no OrderForm"),
    Fault("shop: get order", [1], some(1), "order", "has 1 bytes"),
    Fault("shop: put picture", [1, 2], some(3), "picture.file", "is no picture"),
    Fault("shop: put picture", [1, 2], some(524_289), "picture.file", "has 524289 bytes"),
    Fault(
      "shop: put picture", [1, 2], .text("<svg xmlns='http://www.w3.org/2000/svg'/>"), "picture.file", "is no picture"),
    Fault("shop: list orders", [3], some(32), "from", "has 32 bytes"),
    Fault("carrier: instruct", [1, 1], some(15), "instruction.order", "has 15 bytes"),
    Fault("carrier: instruct", [1, 11], some(31), "instruction.code", "has 31 bytes"),
    Fault("carrier: track delivery", [1], some(17), "order", "has 17 bytes"),
    Fault("carrier: list deliveries", [4], some(8), "from", "has 8 bytes"),
    Fault("carrier: report delivered", [1], some(4), "report", "has 4 bytes"),
    Fault("carrier: report delivered", [6], some(65), "code", "is too long"),
  ]

  private static let long = RawMessage.Value.text(String(repeating: "ö", count: 129))
  private static let latin1 = RawMessage.Value.bytes([0x42, 0xF6, 0x6C])
  private static let nul = RawMessage.Value.text("SHOP-1\u{0}")
  private static let noText = "is too long or has control characters"
  private static let noUTF8 = "is not valid UTF-8"
  private static let noCode = "is no commodity's code"
  private static let noToken = "is no offer's token"
  private static let noName = "is no picture's name"

  static let texts: [Fault] = [
    Fault("shop: put distributor", [1, 1], .text("VAN 1"), "distributor.code", "is no code"),
    Fault("shop: put distributor", [1, 2], long, "distributor.name", noText),
    Fault("shop: put distributor", [1, 3], .text("h:1\n"), "distributor.endpoint", noText),
    Fault("shop: list commodities", [1], .text("-CHAIR"), "from", noCode),
    Fault("shop: list commodities", [3], latin1, "search", noUTF8),
    Fault("shop: get commodity", [1], .text("A-CODE-OF-25-CHARACTERS-X"), "code", noCode),
    Fault("shop: get commodity", [1], .text("STÜHL"), "code", noCode),
    Fault("shop: get commodity", [1], nul, "code", "has a NUL in it"),
    Fault("shop: put commodities", [1, 1], .text("?"), "commodity.code", noCode),
    Fault("shop: put commodities", [1, 2], long, "commodity.name", noText),
    Fault("shop: put commodities", [1, 3], latin1, "commodity.specification", noUTF8),
    Fault("shop: put commodities", [1, 4], nul, "commodity.category", "has a NUL in it"),
    Fault("shop: put commodities", [1, 6], .text("QQQ"), "commodity.currency", "is no currency"),
    Fault("shop: put commodities", [1, 15], .text("a\u{7F}"), "commodity.picture", noText),
    Fault("shop: place order", [1, 2], .text("?"), "form.account", "is no code"),
    Fault("shop: place order", [1, 3], latin1, "form.seller", "is no code"),
    Fault("shop: place order", [1, 4], .text("?"), "form.distributor", "is no code"),
    Fault("shop: place order", [1, 5, 1], .text("_"), "form.lines.commodity", noCode),
    Fault("shop: place order", [1, 7], .text("EURO"), "form.currency", "is no currency"),
    Fault("shop: place order", [4, 1], long, "recipient.name", noText),
    Fault("shop: place order", [4, 2], latin1, "recipient.address", noUTF8),
    Fault("shop: place order", [4, 3], nul, "recipient.postcode", "has a NUL in it"),
    Fault("shop: place order", [4, 4], .text("1\u{2028}2"), "recipient.telephone", noText),
    Fault("shop: place order, as offered", [7], .text("0102030405060708f1f2f3f4f5f6f7f"), "offer", noToken),
    Fault("shop: get offer", [1], .text("0102030405060708F1F2F3F4F5F6F7F8"), "token", noToken),
    Fault("shop: get offer", [1], .text("0102030405060708f1f2f3f4f5f6f7f8a"), "token", noToken),
    Fault("shop: get offer", [1], .text("+102030405060708f1f2f3f4f5f6f7f8"), "token", noToken),
    Fault("shop: get offer", [1], nul, "token", "has a NUL in it"),
    Fault("shop: put picture", [1, 1], .text("../etc/passwd"), "picture.name", noName),
    Fault("shop: put picture", [1, 1], .text(".hidden"), "picture.name", noName),
    Fault("shop: put picture", [1, 1], .text("a b.png"), "picture.name", noName),
    Fault("shop: put picture", [1, 1], .text(String(repeating: "a", count: 65)), "picture.name", noName),
    Fault("shop: get order", [2], .text("?"), "account", "is no code"),
    Fault("shop: list orders", [1], nul, "account", "has a NUL in it"),
    Fault("shop: return order", [3], long, "note", noText),
    Fault("shop: report delivery", [2], .text("?"), "distributor", "is no code"),
    Fault("shop: report delivery", [4, 3], latin1, "event.note", noUTF8),
    Fault("shop: report delivery", [5, 3], .text("?"), "appointment.vehicle", "is no code"),
    Fault("carrier: instruct", [1, 2], .text("?"), "instruction.seller", "is no code"),
    Fault("carrier: instruct", [1, 6], long, "instruction.goods", noText),
    Fault("carrier: instruct", [1, 9], .text("XXX"), "instruction.currency", "is no currency"),
    Fault("carrier: list deliveries", [2], .text("?"), "vehicle", "is no code"),
    Fault("carrier: list deliveries", [3], .text("?"), "seller", "is no code"),
    Fault("carrier: report delivered", [4], .text("?"), "vehicle", "is no code"),
    Fault("carrier: report delivered", [5], latin1, "recipient", noUTF8),
    Fault("carrier: report delivered", [8], long, "note", noText),
    Fault("carrier: depart", [1], .text("?"), "vehicle", "is no code"),
    Fault("carrier: put vehicle", [1, 1], nul, "vehicle.code", "has a NUL in it"),
    Fault("carrier: put places", [1, 1], latin1, "place.postcode", noUTF8),
    Fault("carrier: put seller", [1, 1], .text("?"), "seller.code", "is no code"),
    Fault("carrier: put seller", [1, 3], long, "seller.endpoint", noText),
  ]
}
