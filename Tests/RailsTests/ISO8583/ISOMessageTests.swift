/// The codec of ISO 8583: bytes that are known, round trips, and everything that is not a message.
import Testing

@testable import Rails

@Suite struct `a message of ISO 8583` {
  /// 0100 with a card, an amount and a number; by hand.
  static let authorisation =
    "30313030" + "7020000000000000" + "3136" + "34313131313131313131313131313131" + "303030303030"
    + "303030303030303031323530" + "303030303137"
  /// 0810 with a second bitmap for field 70.
  static let echo =
    "30383130" + "8220000002000000" + "0400000000000000" + "30333032313030303030" + "303030303031" + "3030" + "333031"

  private static func sample() throws -> ISOMessage {
    var message = ISOMessage(.authorisation)
    try message.set(2, "4111111111111111")
    try message.set(3, "0")
    try message.set(4, "1250")
    try message.set(11, "17")
    return message
  }

  @Test func `has the bytes that the standard says`() throws {
    #expect(try Self.sample().bytes.hexadecimal == Self.authorisation)
    #expect(try ISOMessage([UInt8](hexadecimal: Self.authorisation)) == Self.sample())
    var echo = try ISOMessage([UInt8](hexadecimal: Self.echo))
    #expect(echo.type == ISOType.networkManagement.response)
    #expect(echo.text(70) == "301")
    #expect(echo.text(39) == "00")
    #expect(echo.bytes.hexadecimal == Self.echo)
    echo.remove(70)
    #expect(echo.bytes.count == Self.echo.count / 2 - 8 - 3)
  }

  @Test func `fills fixed fields up, digits on the left and others on the right`() throws {
    var message = ISOMessage(.financial)
    try message.set(4, "5")
    try message.set(41, "T1")
    try message.set(38, "")
    #expect(message.fields[4] == Array("000000000005".utf8))
    #expect(message.fields[41] == Array("T1      ".utf8))
    #expect(message.text(41) == "T1")
    #expect(message.text(38) == "")
    #expect(message.text(37) == nil)
  }

  @Test func `comes back from its bytes`() throws {
    var random = ISORandom(seed: ISORandom.seed)
    for round in 0..<400 {
      let message = try ISOMessage.random(&random)
      #expect(try ISOMessage(message.bytes) == message, "seed \(ISORandom.seed), round \(round)")
    }
  }

  @Test(arguments: [
    ("", "the message's type at byte 0: it ends 4 bytes too early"),
    ("303130", "the message's type at byte 0: it ends 1 bytes too early"),
    ("31313030 0000000000000000", "the message's type at byte 0: it is none"),
    ("30303030 0000000000000000", "the message's type at byte 0: it is none"),
    ("30393030 0000000000000000", "the message's type at byte 0: it is none"),
    ("30313036 0000000000000000", "the message's type at byte 0: it is none"),
    ("0100 0000000000000000", "the message's type at byte 0: it is none"),
    ("30313030 70200000", "the bitmap at byte 4: it ends 4 bytes too early"),
    ("30313030 8000000000000000 00", "the bitmap at byte 12: it ends 7 bytes too early"),
    ("30313030 8000000000000000 0000000000000000", "the bitmap at byte 12: the second one"),
    ("30313030 8000000000000000 8400000000000000 333031", "the bitmap at byte 12: the second one"),
    ("30313030 0000080000000000 3030", "field 21 at byte 12: nobody here knows such a field"),
    ("30313030 1000000000000000 3030", "field 4 (amount, transaction) at byte 12: it ends 10 bytes too early"),
    ("30313030 1000000000000000 303030303030303041323530", "field 4 (amount, transaction) at byte 20: digits only"),
    ("30313030 4000000000000000 41", "field 2 (primary account number) at byte 12: it ends 1 bytes too early"),
    ("30313030 4000000000000000 4131", "field 2 (primary account number) at byte 12: its length is not in ASCII"),
    (
      "30313030 4000000000000000 3230",
      "field 2 (primary account number) at byte 12: it says 20 bytes, and has at most 19"
    ),
    ("30313030 4000000000000000 3034 343131", "field 2 (primary account number) at byte 14: it ends 1 bytes too early"),
    ("30313030 0000000002000000 3021", "field 39 (response code) at byte 13: letters, digits and spaces only"),
    ("30313030 0000000000000001 0102", "field 64 (message authentication code) at byte 12: it ends 6 bytes too early"),
    ("30313030 0000000000000000 00", "the message at byte 12: 1 bytes follow after the last field"),
    ("30313030 0000000000000100 3031 61 0000", "the message at byte 15: 2 bytes follow after the last field"),
  ])
  func `says which field is wrong, where, and why`(hexadecimal: String, words: String) throws {
    let bytes = [UInt8](hexadecimal: hexadecimal)
    let fault = #expect(throws: ISOFault.self) { try ISOMessage(bytes) }
    #expect(fault.map { "\($0)".hasPrefix(words) } == true, "\(fault.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [
    (1, "0", ISOFault.Reason.unknownField), (129, "0", .unknownField), (-1, "0", .unknownField),
    (65, "0", .unknownField),
    (3, "1234567", .wrongLength(length: 7, expected: 6)), (3, "12a", .wrongByte(.n)),
    (2, "12345678901234567890", .tooLong(length: 20, maximum: 19)), (2, "4111 1111", .wrongByte(.n)),
    (37, "ABC-1", .wrongByte(.an)), (43, "Z\u{FC}rich", .wrongByte(.ans)), (35, "4111=27X", .wrongByte(.z)),
    (52, "12345678 ", .wrongLength(length: 9, expected: 8)),
  ])
  func `cannot have a field that is none`(number: Int, text: String, reason: ISOFault.Reason) {
    var message = ISOMessage(.authorisation)
    let fault = #expect(throws: ISOFault.self) { try message.set(number, text) }
    #expect(fault?.reason == reason)
    #expect(message.fields.isEmpty)
  }

  @Test func `is a message or an error at every length`() throws {
    for text in [Self.authorisation, Self.echo] {
      let bytes = [UInt8](hexadecimal: text)
      for count in bytes.indices { #expect(throws: ISOFault.self) { try ISOMessage(Array(bytes[..<count])) } }
      #expect(throws: ISOFault.self) { try ISOMessage(bytes + [0x30]) }
    }
  }

  @Test func `is a message or an error with any byte changed`() throws {
    var random = ISORandom(seed: ISORandom.seed)
    let samples = try [Self.sample(), ISOMessage([UInt8](hexadecimal: Self.echo)), ISOMessage.random(&random)]
    for bytes in samples.map(\.bytes) {
      for place in bytes.indices {
        for bits in UInt8(1)...UInt8.max where bytes.count < 100 || bits.nonzeroBitCount == 1 {
          var changed = bytes
          changed[place] ^= bits
          // What is taken is what was sent, byte by byte: nothing has two forms.
          if let message = try? ISOMessage(changed) { #expect(message.bytes == changed) }
        }
      }
    }
  }

  @Test func `shows no card number`() throws {
    let message = try Self.sample()
    var shown = "\(message) \(String(reflecting: message))"
    dump(message, to: &shown)
    #expect(!shown.contains("4111"))
    #expect(!shown.contains("49, 49"))
    #expect(shown.contains("0100 with fields 2, 3, 4, 11"))
  }
}

@Suite struct `a frame` {
  @Test func `has its message's length before it`() throws {
    #expect(try ISOFrame.framed([1, 2, 3]) == [0, 3, 1, 2, 3])
    #expect(try ISOFrame.framed([UInt8](repeating: 7, count: 300)).prefix(2) == [1, 44])
    #expect(try ISOFrame.length(300) == 300)
  }

  @Test(arguments: [0, ISOFrame.maximumBytes + 1, 65_535]) func `is refused out of bounds`(count: Int) {
    #expect(throws: ISOFault(.frame(length: count))) { try ISOFrame.length(UInt16(count)) }
    #expect(throws: ISOFault(.frame(length: count))) { try ISOFrame.framed([UInt8](repeating: 0, count: count)) }
  }
}

@Suite struct `the type of a message` {
  @Test(arguments: [
    (100, "0100", "0110", "0101"), (200, "0200", "0210", "0201"), (220, "0220", "0230", "0221"),
    (221, "0221", "0231", "0221"), (400, "0400", "0410", "0401"), (800, "0800", "0810", "0801"),
    (110, "0110", "0110", "0111"),
  ])
  func `knows its answer and its repeat`(code: Int, text: String, response: String, repeated: String) throws {
    let type = try #require(ISOType(code))
    #expect("\(type)" == text)
    #expect("\(type.response)" == response)
    #expect("\(type.repeated)" == repeated)
    #expect(type.repeated.original == type.original)
  }

  @Test(arguments: [0, 99, 106, 900, 1100, -1]) func `is of 1987`(code: Int) { #expect(ISOType(code) == nil) }
}

@Suite struct `the table of fields` {
  @Test func `has each number once, in order, and none that two bitmaps cannot name`() {
    let numbers = ISOField.all.map(\.number)
    #expect(numbers == Set(numbers).sorted())
    #expect(numbers.first == 2)
    #expect(numbers.last == 128)
    for field in ISOField.all {
      #expect(ISOField[field.number] == field)
      switch field.length {
      case .fixed(let count): #expect(count > 0)
      case .ll(let count): #expect((1...99).contains(count))
      case .lll(let count): #expect((1...999).contains(count))
      }
    }
  }
}
