/// What happened, line by line: as one number by which two runs are compared, and as text for who wants to read it.

struct Trace {
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  /// Called with each line; nil: nobody reads.
  var reader: ((String) -> Void)?

  mutating func note(_ time: Int64, _ line: @autoclosure () -> String) {
    let line = line()
    for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    digest = (digest ^ UInt64(bitPattern: time)) &* 0x100_0000_01B3
    reader?("\(time) \(line)")
  }
}
