// Ids that begin with their time.
import Ledger
import Testing
import VouchTesting

@Suite struct `an id` {
  static let text = "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55"
  static let id = CommandID(high: 0x0199_A3F2_5C41_7E90, low: 0x8D13_6F0B_7A2C_4E55)

  @Test(arguments: [
    text, text.uppercased(), "0199a3f25c417e908d136f0b7a2c4e55", "0199a3f2-5c417e908d136f0b7a2c4e55",
    "0199a3f25c41-7e90-8d13-6f0b7a2c4e55",
  ])
  func `is read in either case, with hyphens or without`(text: String) {
    #expect(CommandID(text) == `an id`.id)
    #expect(CheckID(text)?.description == `an id`.text)
  }

  @Test(arguments: [
    "", "-", text + "0", String(text.dropLast()), "-" + text, text + "-", "0199a3f2--5c41-7e90-8d13-6f0b7a2c4e55",
    "0199a3f-25c41-7e90-8d13-6f0b7a2c4e55", "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e5g", " " + text, text + "\n",
    "0199a3f2-5c41-7e90-8d13-6f0b-7a2c4e55", "０199a3f2-5c41-7e90-8d13-6f0b7a2c4e55", "{\(text)}",
    String(repeating: "0", count: 300),
  ])
  func `is nothing else`(text: String) {
    #expect(CommandID(text) == nil)
  }

  @Test func `is written in one way`() {
    #expect(`an id`.id.description == `an id`.text)
    #expect(CommandID(high: 0, low: 0).description == "00000000-0000-0000-0000-000000000000")
    #expect(CommandID(high: .max, low: .max).description == "ffffffff-ffff-ffff-ffff-ffffffffffff")
    #expect(CommandID(high: 1, low: 2).description == "00000000-0000-0001-0000-000000000002")
  }

  @Test(arguments: [0, 1, 1_772_445_600_000, 0xFFFF_FFFF_FFFF] as [Int64])
  func `carries its time and is a UUID of version 7`(milliseconds: Int64) {
    let id = CheckID(at: Timestamp(milliseconds: milliseconds), random: (.max, .max))
    #expect(id.time.milliseconds == milliseconds)
    #expect(id.high & 0xF000 == 0x7000)
    #expect(id.low >> 62 == 0b10)
    #expect(CheckID(at: Timestamp(milliseconds: milliseconds), random: (0, 0)) < id)
  }

  @Test func `takes all 74 bits of randomness and no more`() {
    let none = CommandID(at: .start, random: (0, 0))
    let all = CommandID(at: .start, random: (.max, .max))
    #expect((none.high ^ all.high).nonzeroBitCount + (none.low ^ all.low).nonzeroBitCount == 74)
  }

  @Test func `of a time before 1970 is of 1970`() {
    #expect(CommandID(at: Timestamp(milliseconds: -5), random: (1, 1)).time.milliseconds == 0)
  }

  @Test func `orders by time first`() {
    let early = CheckID(at: .start, random: (.max, .max))
    let late = CheckID(at: Timestamp.start.after, random: (0, 0))
    #expect(early < late)
    #expect(CheckID(high: 1, low: 2) < CheckID(high: 1, low: 3))
    #expect(!(CheckID(high: 1, low: 2) < CheckID(high: 1, low: 2)))
  }

  @Test func `of a check is the id of the command that issued it`() {
    let check = CheckID(high: 3, low: 4)
    #expect(CommandID(issuing: check).description == check.description)
  }
}
