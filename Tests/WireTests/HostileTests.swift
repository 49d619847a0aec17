/// Whatever bytes come, the decoder answers: with a request, with what is wrong, or that it cannot be read. It never
/// traps, and it never takes more memory than its budget.
import Ledger
import MailOrder
import Testing
import VouchTesting

@testable import Wire

@Suite struct `bytes from anybody` {
  @Test(arguments: RequestSample.all)
  func `cut off anywhere are answered`(sample: RequestSample) {
    let decoder = ServiceDecoder()
    let whole = sample.encode()
    for count in 0..<whole.count {
      expectAnswer(decoder, sample.method, Array(whole.prefix(count)), "\(count) bytes")
    }
  }

  @Test(arguments: RequestSample.all)
  func `with one byte changed are answered`(sample: RequestSample) {
    let decoder = ServiceDecoder()
    let whole = sample.encode()
    for index in whole.indices {
      for change in [0x01, 0x02, 0x04, 0x08, 0x80, 0xFF] as [UInt8] {
        var changed = whole
        changed[index] ^= change
        expectAnswer(decoder, sample.method, changed, "byte \(index) ^ \(change)")
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(20))
  func `at random are answered`(seed: UInt64) throws {
    let decoder = ServiceDecoder()
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let bytes = random.garbage(like: random.pick(RequestSample.all).encode())
      expectAnswer(decoder, random.pick(ServiceMethod.allCases), bytes, "seed \(seed)")
    }
  }

  /// What is read can be written, and is then read as the same: nothing half-understood goes on.
  private func expectAnswer(
    _ decoder: ServiceDecoder, _ method: ServiceMethod, _ bytes: [UInt8], _ place: @autoclosure () -> String
  ) {
    switch decoder.decode(method, bytes) {
    case .request(let request):
      guard let again = request.written else { break }
      #expect(again.method == method, "\(place())")
      #expect(decoder.decode(method, again.bytes) == .request(request), "\(place())")
    case .invalid(let invalid): #expect(invalid.description.utf8.count < 1_000, "\(place())")
    case .unreadable: break
    }
  }
}

extension SeededGenerator {
  /// Bytes that are nothing, or nearly the ones that are given.
  fileprivate mutating func garbage(like good: [UInt8]) -> [UInt8] {
    if once(in: 3) {
      return (0..<Int.random(in: 0...300, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
    var bytes = good
    for _ in 0..<Int.random(in: 1...6, using: &self) { mutate(&bytes) }
    return bytes
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
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

@Suite struct `a reply or a record from anybody` {
  @Test(arguments: MessageSample.all)
  func `cut off or changed is read or thrown out`(sample: MessageSample) {
    let whole = sample.encode()
    for count in 0..<whole.count { _ = isRead(sample, Array(whole.prefix(count))) }
    for index in whole.indices {
      for change in [0x01, 0x04, 0x80, 0xFF] as [UInt8] {
        var changed = whole
        changed[index] ^= change
        _ = isRead(sample, changed)
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(10))
  func `at random is read or thrown out`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for turn in 0..<500 {
      let bytes = random.garbage(like: random.pick(MessageSample.all).encode())
      let fault = random.pick(MessageSample.all).contradiction(in: bytes)
      #expect((fault?.description.utf8.count ?? 0) < 1_000, "seed \(seed), turn \(turn)")
    }
  }

  /// Nil when it was thrown out.
  private func isRead(_ sample: MessageSample, _ bytes: [UInt8]) -> Bool? {
    do throws(WireError) { return try sample.isRead(bytes) } catch { return nil }
  }

  @Test func `with no outcome, or one unknown, is contradictory`() {
    #expect(throws: WireError.self) { try GetStatus.decodeReply([]) }
    let unknown = RawMessage(fields: [RawMessage.Field(3, .message([RawMessage.Field(1, .number(999))]))])
    #expect {
      try CheckAction.decodeReply(unknown.encoded)
    } throws: { error in
      guard case .contradictory(let fault)? = error as? WireError else { return false }
      return fault.field == "refused.reason" && fault.reason == "is 999, which this program does not know"
    }
  }

  @Test(arguments: [[2, 6, 1], [2, 6, 2], [2, 6, 3], [2, 7, 1], [2, 7, 2], [2, 7, 3]])
  func `cannot have sums whose sum is no number`(path: [Int]) throws {
    let sample = try #require(MessageSample.all.first { $0.name == "get account" })
    for value in [Int64.min, Int64.max] {
      let message = try #require(RawMessage(sample.encode())).setting(path, to: .int(value))
      #expect(throws: WireError.self) { try GetAccount.decodeReply(message.encoded) }
    }
  }
}

@Suite struct `a message that swells` {
  static let frame = 1 << 20

  /// The manager's budget can be looked at; of the sites' only the answer can.
  static let swelling: [(String, Wire.Method, [UInt8])] = [
    ("empty submessages", .issueCheck, [0x12, 0x00]),
    ("empty texts of a repeated field", .updateAccount, [0x22, 0x00]),
    ("texts of one byte", .updateAccount, [0x22, 0x01, 0x41]),
    ("empty settings", .enrolAccount, [0x2A, 0x00]),
    ("settings with a profile", .enrolAccount, [0x2A, 0x02, 0x0A, 0x00]),
    ("unknown numbers", .presentCheck, [0x78, 0x01]),
    ("unknown bytes", .getStatus, [0x7A, 0x00]),
    ("notes that replace each other", .presentCheck, [0x32, 0x01, 0x41]),
  ]

  @Test(arguments: swelling.indices)
  func `past the budget is unreadable, and its memory is given back`(index: Int) {
    let (name, method, piece) = `a message that swells`.swelling[index]
    let bytes = Array(repeatElement(piece, count: `a message that swells`.frame / piece.count).joined())
    let decoder = RequestDecoder()
    #expect(decoder.decode(method, bytes) == .unreadable, "\(name)")
    #expect(decoder.memory.held <= 8192, "\(name)")
    #expect(decoder.memory.peak <= 2 * RequestDecoder.budget, "\(name)")
    #expect(decoder.decode(.getStatus, [UInt8]()) == .request(.status), "\(name)")
  }

  static let swellingAtSites: [(String, ServiceMethod, [UInt8])] = [
    ("empty commodities", .shop(.putCommodities), [0x0A, 0x00]),
    ("empty recipients", .shop(.placeOrder), [0x22, 0x00]),
    ("empty places", .carrier(.putPlaces), [0x0A, 0x00]),
    ("empty instructions", .carrier(.instruct), [0x0A, 0x00]),
    ("empty vehicles", .carrier(.putVehicle), [0x0A, 0x00]),
    ("unknown bytes", .shop(.getOffice), [0x7A, 0x00]),
    ("unknown numbers", .carrier(.getCompany), [0x78, 0x01]),
  ]

  @Test(arguments: swellingAtSites.indices)
  func `at a site is unreadable past the budget`(index: Int) {
    let (name, method, piece) = `a message that swells`.swellingAtSites[index]
    let bytes = Array(repeatElement(piece, count: `a message that swells`.frame / piece.count).joined())
    #expect(ServiceDecoder().decode(method, bytes) == .unreadable, "\(name)")
  }

  @Test(arguments: [[0x2A, 0x00], [0x7A, 0x00], [0x12, 0x00]] as [[UInt8]])
  func `within another message has a budget of its own`(piece: [UInt8]) {
    let form = Array(repeatElement(piece, count: `a message that swells`.frame / piece.count).joined())
    let place = PlaceOrder(form: .plain, formBytes: form, check: .sample)
    let invalid = ServiceDecoder().decode(.shop(.placeOrder), place.encodeRequest()).invalid
    #expect(invalid?.field == "form")
    #expect(invalid?.reason == "is no OrderForm")
    #expect(throws: WireError.tooLarge) { try OrderForm(packed: form) }
  }

  @Test func `only because there is so much to say is read`() {
    let text = Text.of(String(repeating: "x", count: Text.maximumBytes))
    var commodity = Commodity.full
    for field in [\Commodity.name, \.specification, \.category, \.picture] { commodity[keyPath: field] = text }
    let put = PutCommodities(Array(repeating: commodity, count: PageBounds.maximum))
    let places = Array(repeating: Place(postcode: text, east: .min, north: .max), count: PageBounds.maximum)
    let decoder = ServiceDecoder()
    let decodedPut = decoder.decode(.shop(.putCommodities), put.encodeRequest())
    let decodedPlaces = decoder.decode(.carrier(.putPlaces), PutPlaces(places).encodeRequest())
    #expect(decodedPut == .request(.shop(.putCommodities(put))))
    #expect(decodedPlaces == .request(.carrier(.putPlaces(places))))
  }

  @Test(arguments: [100, 10_000])
  func `into the depth costs no stack`(depth: Int) {
    var bytes: [UInt8] = []
    for _ in 0..<depth { bytes = [0x12] + RawMessage.varint(UInt64(bytes.count)) + bytes }
    let answer = RequestDecoder().decode(.issueCheck, bytes)
    #expect(answer == .unreadable || answer.invalid != nil)
    // Groups, which nobody has written for twenty years.
    #expect(RequestDecoder().decode(.issueCheck, [UInt8](repeating: 0x0B, count: depth)) == .unreadable)
  }

  @Test func `asks for more than there are numbers and gets nothing`() {
    let arena = Arena(firstChunk: 64, budget: 1 << 20)
    for size in [Int.max, Int.max - 15, Int.max - 16, -1, Int.min, 1 << 20] {
      #expect(unsafe arena.allocate(size) == nil, "\(size)")
      #expect(arena.isSpent)
      arena.reset()
    }
    #expect(unsafe arena.allocate(0) != nil)
    #expect(!arena.isSpent)
  }
}

@Suite struct `one decoder for all` {
  @Test(arguments: SeededGenerator.seeds(4))
  func `lets nothing of one message into the next`(seed: UInt64) {
    let decoder = ServiceDecoder()
    var random = SeededGenerator(seed: seed)
    for turn in 0..<3_000 {
      let sample = random.pick(RequestSample.all)
      #expect(decoder.decode(sample.method, sample.encode()) == .request(sample.request), "seed \(seed), turn \(turn)")
    }
  }
}
