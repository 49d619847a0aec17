/// Every message in bytes that never change: what is written is what was always written, and what was written once is
/// still read.
import Testing
import Wire

/// Requests and replies of every method of every service, and what sites and terminals keep.
@Suite struct `the bytes of` {
  @Test(arguments: RequestSample.all)
  func `a request are as ever, both ways`(sample: RequestSample) throws {
    let golden = try Golden.requests[sample.name]
    #expect(sample.encode() == golden)
    #expect(ServiceDecoder().decode(sample.method, golden) == .request(sample.request))
  }

  @Test(arguments: MessageSample.replies)
  func `a reply are as ever, both ways`(sample: MessageSample) throws {
    let golden = try Golden.replies[sample.name]
    #expect(sample.encode() == golden)
    #expect(try sample.isRead(golden))
  }

  @Test(arguments: MessageSample.records)
  func `a record are as ever, both ways`(sample: MessageSample) throws {
    let golden = try Golden.records[sample.name]
    #expect(sample.encode() == golden)
    #expect(try sample.isRead(golden))
  }

  @Test func `a reply about an invalid field are the same for every method`() throws {
    let golden = try Golden.replies["issue: invalid"]
    for method in Method.allCases {
      #expect(method.encodeInvalid(MessageSample.fault, sequence: 0) == golden, "\(method)")
    }
  }

  @Test func `a no of a site, and one about an invalid field, are the same for every method`() throws {
    for sample in MessageSample.sites where sample.name.hasSuffix(": refused") {
      #expect(SiteFault.encode(MessageSample.no) == sample.encode(), "\(sample.name)")
    }
    for sample in MessageSample.sites where sample.name.hasSuffix(": invalid") {
      #expect(SiteFault.encode(MessageSample.fault) == sample.encode(), "\(sample.name)")
    }
  }

  @Test func `samples are all there is in the files, and each name is there once`() throws {
    expect(try Golden.requests, RequestSample.all.map(\.name))
    expect(try Golden.replies, MessageSample.replies.map(\.name))
    expect(try Golden.records, MessageSample.records.map(\.name))
  }

  private func expect(_ file: GoldenFile, _ names: [String]) {
    #expect(file.names == Set(names))
    #expect(Set(names).count == names.count)
  }

  @Test func `requests cover every method`() {
    #expect(Set(RequestSample.all.map(\.method)) == Set(ServiceMethod.allCases))
  }

  @Test(.enabled(if: GoldenFile.isWriting, "only when a message is added"))
  func `new messages are written down`() throws {
    try GoldenFile.write(
      "requests", "Requests, by the name of their sample.", RequestSample.all.map { ($0.name, $0.encode()) })
    try GoldenFile.write(
      "replies", "Replies, by the name of their sample.", MessageSample.replies.map { ($0.name, $0.encode()) })
    try GoldenFile.write(
      "records", "Records, by the name of their sample.", MessageSample.records.map { ($0.name, $0.encode()) })
  }
}

/// The files, each read once.
enum Golden {
  private static let requestFile = Result { try GoldenFile("requests") }
  private static let replyFile = Result { try GoldenFile("replies") }
  private static let recordFile = Result { try GoldenFile("records") }

  static var requests: GoldenFile { get throws { try requestFile.get() } }
  static var replies: GoldenFile { get throws { try replyFile.get() } }
  static var records: GoldenFile { get throws { try recordFile.get() } }
}
