/// What PostgreSQL sends, message by message; and one question after the other, for what comes before and after a run.

/// The whole messages of some bytes: a letter, a length that counts itself, a body.
struct PostgresMessages {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int

  init(bytes: [UInt8], position: Int, end: Int) {
    self.bytes = bytes
    self.position = position
    self.end = end
  }

  /// The next one, if it is whole.
  mutating func next() -> (kind: UInt8, body: Range<Int>)? {
    guard end - position >= 5 else { return nil }
    let length = (1...4).reduce(0) { $0 << 8 | Int(bytes[position + $1]) }
    guard length >= 4, end - position - 1 >= length else { return nil }
    let body = position + 5..<position + 1 + length
    defer { position = body.upperBound }
    return (bytes[position], body)
  }

  /// The sentence of an error: fields of a letter and a text each; M is for people.
  func error(_ body: Range<Int>) -> String {
    for field in bytes[body].split(separator: 0) where field.first == UInt8(ascii: "M") {
      return String(decoding: field.dropFirst(), as: UTF8.self)
    }
    return "an error without words"
  }
}

struct PostgresTalk {
  private let socket: Socket
  private var readiness: Readiness
  private var inbox = Inbox()
  private var partial: [UInt8] = []
  /// How long an answer may take: books of many checks are added up in that time.
  private static let patience: Int64 = 120_000_000_000

  init(_ socket: Socket) throws {
    self.socket = socket
    readiness = try Readiness()
    try readiness.watch(socket, token: 0, isNew: true)
  }

  /// Stops waiting; the socket stays open.
  func end() { readiness.close() }

  /// Sends, and waits until the server is ready for more; the last value that it sent of the last row.
  mutating func exchange(_ outgoing: inout Outgoing) throws -> String {
    var value = ""
    guard socket.send(&outgoing), outgoing.isEmpty else { throw LoadError("PostgreSQL closed the connection.") }
    while true {
      guard try readiness.wait(nanoseconds: PostgresTalk.patience) > 0 else {
        throw LoadError("PostgreSQL does not answer.")
      }
      guard let end = inbox.read(socket, after: &partial) else { continue }
      guard end > 0 else { throw LoadError("PostgreSQL closed the connection.") }
      var messages = PostgresMessages(bytes: inbox.bytes, position: 0, end: end)
      while let (kind, body) = messages.next() {
        if kind == UInt8(ascii: "E") { throw LoadError("PostgreSQL: \(messages.error(body))") }
        if kind == UInt8(ascii: "D") { value = String(decoding: inbox.bytes[body.dropFirst(6)], as: UTF8.self) }
        if kind == UInt8(ascii: "Z") { return value }
      }
      inbox.keep(messages.position..<end, in: &partial)
    }
  }
}
