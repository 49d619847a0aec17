/// What is read straight is what protobuf-c and the validation behind it make of the same bytes.
import Ledger
import Testing
import VouchTesting

@testable import Wire

/// The request that the bytes are, if it can be read straight.
private func straight(_ method: Wire.Method, _ bytes: [UInt8]) -> Request? {
  unsafe bytes.withUnsafeBytes { unsafe try? FieldCursor.request(method, $0) }
}

/// The same by protobuf-c.
private func unpacked(_ method: Wire.Method, _ bytes: [UInt8]) -> RequestDecoder.Decoded {
  unsafe bytes.withUnsafeBytes { unsafe RequestDecoder().unpack(method, $0) }
}

@Suite struct `a request read straight` {
  static let methods: [Wire.Method] = [
    .issueCheck, .authorize, .verifyCheck, .presentCheck, .confirmDelivery, .voidCheck, .refundCheck,
  ]

  @Test func `is every request of its methods as a client writes it`() throws {
    var count = 0
    for sample in RequestSample.manager {
      guard case .manager(let method) = sample.method, case .manager(let request) = sample.request,
        Self.methods.contains(method)
      else { continue }
      // One that is signed is left to protobuf-c: to verify it costs ten times as much as to read it.
      if case .command(.act(let action)) = request, action.seal != nil {
        #expect(straight(method, sample.encode()) == nil, "\(sample)")
        continue
      }
      #expect(straight(method, sample.encode()) == request, "\(sample)")
      count += 1
    }
    #expect(count > Self.methods.count)
  }

  @Test(arguments: SeededGenerator.seeds(8))
  func `is what protobuf-c makes of it, or is left to it`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var (read, left) = (0, 0)
    for turn in 0..<4_000 {
      let method = random.pick(Self.methods)
      var bytes = random.message(of: method)
      for _ in 0..<random.pick([0, 0, 1, 2]) { random.mutate(&bytes) }
      guard let request = straight(method, bytes) else {
        left += 1
        continue
      }
      read += 1
      #expect(unpacked(method, bytes) == .request(request), "seed \(seed), turn \(turn), \(method): \(bytes)")
    }
    #expect(read > 400 && left > 400, "seed \(seed): \(read) read, \(left) left")
  }

  @Test func `leaves alone whatever is unusual`() throws {
    let good = try #require(RawMessage(PresentSample.bytes))
    #expect(straight(.presentCheck, good.encoded) != nil)
    let fields = good.fields
    let unusual: [(String, [UInt8])] = [
      ("nothing", []),
      ("out of order", RawMessage(fields: fields.reversed()).encoded),
      ("a field twice", RawMessage(fields: fields + [fields[fields.count - 1]]).encoded),
      ("an unknown field", RawMessage(fields: fields + [RawMessage.Field(15, .number(1))]).encoded),
      ("a default written out", good.setting([5], to: .number(0)).encoded),
      ("an empty text", good.setting([6], to: .text("")).encoded),
      ("a negative sum", good.setting([4], to: .int(-1)).encoded),
      ("a truth that is two", good.setting([5], to: .number(2)).encoded),
      ("a number longer than it must be", PresentSample.bytes.dropLast(2) + [0x81, 0x00]),
      ("the end missing", Array(PresentSample.bytes.dropLast())),
    ]
    for (name, bytes) in unusual { #expect(straight(.presentCheck, bytes) == nil, "\(name)") }
  }
}

/// A presentment whose last field is that it is final.
private enum PresentSample {
  static let bytes = CheckAction(
    id: .sample, check: .sample, actor: .seller(.shop), event: .present(amount: 1_250, final: true)
  ).encodeRequest()
}

// MARK: - Messages at random

extension SeededGenerator {
  /// A message of a method: each field mostly there, mostly as it may be, mostly in its place.
  fileprivate mutating func message(of method: Wire.Method) -> [UInt8] {
    RawMessage(fields: fields(of: method)).encoded
  }

  private mutating func fields(of method: Wire.Method) -> [RawMessage.Field] {
    switch method {
    case .issueCheck: each([(1, id()), (2, .message(terms())), (3, text())])
    case .authorize: each([(1, .message(terms()))])
    case .verifyCheck: each([(1, id()), (2, code()), (3, code()), (4, number()), (5, currency()), (6, bytes(32))])
    case .presentCheck: each([(1, id()), (2, id()), (3, code()), (4, number()), (5, .number(small(3))), (6, text())])
    case .confirmDelivery: each([(1, id()), (2, id()), (3, code()), (4, bytes(32)), (5, text())])
    case .voidCheck: each([(1, id()), (2, id()), (3, .message(actor())), (4, text())])
    default: each([(1, id()), (2, id()), (3, .message(actor())), (4, number()), (5, text())])
    }
  }

  private mutating func terms() -> [RawMessage.Field] {
    each([
      (1, code()), (2, code()), (3, code()), (4, number()), (5, currency()), (6, .number(small(5))),
      (7, .number(small(4))), (8, number()), (9, number()), (10, bytes(32)), (11, bytes(32)), (12, number()),
      (13, number()), (14, .number(small(10_002))),
    ])
  }

  private mutating func actor() -> [RawMessage.Field] {
    each([(1, .number(small(8)))] + (once(in: 3) ? [] : [(2, code())]) + (once(in: 5) ? [(3, .number(small(6)))] : []))
  }

  /// The fields, some of them left out, and now and then one twice, or two that change places.
  private mutating func each(_ fields: [(Int, RawMessage.Value)]) -> [RawMessage.Field] {
    var fields = fields.filter { _ in !once(in: 12) }.map { RawMessage.Field($0, $1) }
    guard !fields.isEmpty else { return fields }
    if once(in: 40) { fields.append(pick(fields)) }
    if once(in: 40) { fields.swapAt(Int.random(in: fields.indices, using: &self), 0) }
    return fields
  }

  private mutating func small(_ bound: UInt64) -> UInt64 { .random(in: 1..<bound, using: &self) }

  private mutating func bytes(_ count: Int) -> RawMessage.Value {
    .bytes((0..<(once(in: 30) ? count - 1 : count)).map { _ in UInt8.random(in: 0...255, using: &self) })
  }

  private mutating func id() -> RawMessage.Value { bytes(16) }

  /// Of every length that a number can have, and what is too much for each kind of it.
  private mutating func number() -> RawMessage.Value {
    .number(once(in: 30) ? next() : next() >> UInt64.random(in: 27...60, using: &self))
  }

  private mutating func code() -> RawMessage.Value {
    let characters = Array("ABCXYZabcxyz0189-._".utf8) + (once(in: 20) ? [0x20, 0x00, 0xC3] : [])
    return .bytes([0x53] + (0..<Int.random(in: 0...11, using: &self)).map { _ in pick(characters) })
  }

  private mutating func currency() -> RawMessage.Value { .text(pick(["EUR", "EUR", "JPY", "usd", "XXX", "EURO"])) }

  private mutating func text() -> RawMessage.Value {
    .text(pick(["two chairs", "Zwei Stühle", String(repeating: "ö", count: 128), "a\nb", "a\u{0}", "x", "椅子"]))
  }

  /// Another byte, one more or one less, or some of them again.
  fileprivate mutating func mutate(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let index = Int.random(in: bytes.indices, using: &self)
    switch Int.random(in: 0..<4, using: &self) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &self)
    case 1: bytes.remove(at: index)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &self), at: index)
    default: bytes.insert(contentsOf: bytes[index...].prefix(20), at: index)
    }
  }
}
