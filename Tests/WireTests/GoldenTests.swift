/// Every message in bytes that never change: what is written is what was always written, and what was written once is
/// still read.
import Testing
import Wire

/// Requests and replies of every method.
@Suite struct `the bytes of` {
  @Test(arguments: RequestSample.all)
  func `a request are as ever, both ways`(sample: RequestSample) throws {
    let golden = try Golden.requests[sample.name]
    #expect(sample.encode() == golden)
    #expect(RequestDecoder().decode(sample.method, golden) == .request(sample.request))
  }

  @Test(arguments: ReplySample.all)
  func `a reply are as ever, both ways`(sample: ReplySample) throws {
    let golden = try Golden.replies[sample.name]
    #expect(sample.encode() == golden)
    #expect(try sample.isRead(golden))
  }

  @Test func `a reply about an invalid field are the same for every method`() throws {
    let fault = Invalid(field: "terms.amount", reason: "is negative", hint: "Minor units, 1 or more.")
    for method in Method.allCases {
      #expect(try method.encodeInvalid(fault, sequence: 0) == Golden.replies["issue: invalid"], "\(method)")
    }
  }

  @Test func `samples are all there is in the files, and each name is there once`() throws {
    #expect(try Golden.requests.names == Set(RequestSample.all.map(\.name)))
    #expect(try Golden.replies.names == Set(ReplySample.all.map(\.name)))
    #expect(Set(RequestSample.all.map(\.name)).count == RequestSample.all.count)
    #expect(Set(ReplySample.all.map(\.name)).count == ReplySample.all.count)
  }

  @Test func `requests cover every method`() {
    #expect(Set(RequestSample.all.map(\.method)) == Set(Method.allCases))
  }

  @Test(.enabled(if: GoldenFile.isWriting, "only when a message is added"))
  func `new messages are written down`() throws {
    try GoldenFile.write(
      "requests", "Requests, by the name of their sample.", RequestSample.all.map { ($0.name, $0.encode()) })
    try GoldenFile.write(
      "replies", "Replies, by the name of their sample.", ReplySample.all.map { ($0.name, $0.encode()) })
  }
}

/// The two files, read once.
enum Golden {
  private static let requestFile = Result { try GoldenFile("requests") }
  private static let replyFile = Result { try GoldenFile("replies") }

  static var requests: GoldenFile { get throws { try requestFile.get() } }
  static var replies: GoldenFile { get throws { try replyFile.get() } }
}
