/// The bytes of a log, as every version of Vouch must find them.
import Storage
import Testing

@testable import LedgerStore

@Suite struct `the bytes of a log` {
  /// A segment of 2 blocks that begins with sequence 1000, and a record of 3 sequences with 500 bytes.
  private func segment() throws -> [UInt8] {
    let directory = SimulatedDirectory(seed: 1)
    let writing = try Writing.create(
      in: directory, shape: LogBench.shape(blocks: 2, payload: 1000), first: 1000, salts: { 0xA1B2_C3D4 })
    try writing.append(
      Entry(
        first: 1000, count: 3, time: 0x0102_0304_0506_0708,
        payload: (0..<500).map { UInt8(truncatingIfNeeded: $0) }))
    #expect(try directory.list() == ["00000000000000001000.log"])
    return try #require(directory.contents(of: "00000000000000001000.log"))
  }

  private func hex(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func `begin with the header`() throws {
    let bytes = try segment()
    #expect(
      hex(bytes[..<52])
        == "564f5543484c4f4701000000d4c3b2a10020000000000000e803000000000000080706050403020118171615141312111e5bd340")
    #expect(bytes[52..<4096].allSatisfy { $0 == 0 })
  }

  /// Offset, bytes.
  @Test(
    arguments: [
      ("head of sector 8", 4096, "d4c3b2a16e545cb0"),
      ("its sequence", 4104, "e8030000b0cec36f"),
      ("the record's header", 4112, "f40100008b34a5ade803000000000000080706050403020103000000d9e97000"),
      ("the payload", 4144, "0001020304050607"),
      ("the end of its first part", 4592, "c0c1c2c3c4c5c6c7"),
      ("tail of sector 8", 4600, "d4c3b2a1e38fd35a"),
      ("head of sector 9", 4608, "d4c3b2a1492960f9"),
      ("its sequence", 4616, "e803000097b3ff26"),
      ("the payload goes on", 4624, "c8c9cacbcccdcecf"),
      ("the payload ends", 4664, "f0f1f2f300000000"),
      ("tail of sector 9", 5112, "d4c3b2a1c4f2ef13"),
      ("head of sector 15", 7680, "d4c3b2a16a51054a"),
      ("tail of sector 15", 8184, "d4c3b2a1e78a8aa0"),
    ] as [(String, Int, String)])
  func `go on with sectors around the record`(what: String, offset: Int, expected: String) throws {
    let bytes = try segment()
    #expect(hex(bytes[offset..<offset + expected.utf8.count / 2]) == expected, "\(what)")
  }
}
