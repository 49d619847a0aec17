/// The statuses of the frame agree with `Protos/vouch.proto`.
import Foundation
import RPC
import Testing

@Suite struct `the statuses` {
  @Test func `are the contract's by name and number`() throws {
    let path = (#filePath as NSString).deletingLastPathComponent + "/../../../Protos/vouch.proto"
    let proto = try String(contentsOfFile: path, encoding: .utf8)
    let theirs = proto.matches(of: /STATUS_CODE_(\w+) = (\d+);/).map { (String($0.1), UInt32($0.2)) }
    try #require(theirs.count == 9)
    for (name, number) in theirs {
      let status = StatusCode(rawValue: try #require(number))
      #expect(status.description.uppercased().replacing(" ", with: "_") == name)
    }
  }
}
