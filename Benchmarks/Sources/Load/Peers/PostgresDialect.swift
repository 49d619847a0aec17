/// PostgreSQL's own protocol, version 3, as far as a benchmark needs it: prepared statements, all values binary, one
/// request at a time on a connection. By hand rather than by libpq: it costs the client less, and so flatters the peer.

struct PostgresDialect: Dialect {
  /// How many items a statement takes; with 1 the functions for one are called, else those for arrays.
  let batch: Int

  private static let statements: [(step: Step, one: String, many: String)] = [
    (.issue, "SELECT issue($1, $2, $3, $4, $5)", "SELECT issue_many($1, $2, $3, $4, $5)"),
    (.settle, "SELECT present($1, $2, $3)", "SELECT present_many($1, $2, $3)"),
  ]

  /// The OIDs of the types used; of arrays those of their elements.
  private enum TypeID {
    static let int8 = 20
    static let text = 25
    static let uuid = 2950
  }

  func connect(to target: Target) throws -> Socket {
    let socket = try Socket.connect(to: target)
    var talk = try PostgresTalk(socket)
    defer { talk.end() }
    var outgoing = Outgoing()
    outgoing.frame(nil) { out in
      out.append(big: UInt32(196_608))
      for word in ["user", "vouch", "database", "vouch"] { out.append(text: word) }
      out.append(bytes: [0])
    }
    _ = try talk.exchange(&outgoing)
    for (step, one, many) in PostgresDialect.statements {
      outgoing.frame("P") { out in
        out.append(text: step.statement)
        out.append(text: batch == 1 ? one : many)
        out.append(big: UInt16(0))
      }
    }
    outgoing.frame("S") { _ in }
    _ = try talk.exchange(&outgoing)
    return socket
  }

  func append(_ step: Step, _ items: ArraySlice<Item>, id: UInt32, to outgoing: inout Outgoing) {
    outgoing.frame("B") { out in
      // The unnamed portal; all values binary, there and back.
      out.append(text: "")
      out.append(text: step.statement)
      out.append(big: UInt16(1))
      out.append(big: UInt16(1))
      switch step {
      case .issue:
        out.append(big: UInt16(5))
        out.values(items, TypeID.uuid, 16) { $0.append(number: $1.check.number) }
        out.values(items, TypeID.text, Cast.digits + 1) { $0.append(code: "A", $1.drawer) }
        out.values(items, TypeID.text, Cast.digits + 1) { $0.append(code: "S", $1.check.seller) }
        out.values(items, TypeID.text, Cast.digits + 1) { $0.append(code: "D", $1.distributor) }
        out.values(items, TypeID.int8, 8) { out, _ in out.append(big: UInt64(Cast.amount)) }
      case .settle:
        out.append(big: UInt16(3))
        out.values(items, TypeID.uuid, 16) { $0.append(number: $1.command) }
        out.values(items, TypeID.uuid, 16) { $0.append(number: $1.check.number) }
        out.values(items, TypeID.text, Cast.digits + 1) { $0.append(code: "S", $1.check.seller) }
      case .authorize, .verify: preconditionFailure("the peer has no such function")
      }
      out.append(big: UInt16(1))
      out.append(big: UInt16(1))
    }
    outgoing.frame("E") { out in
      out.append(text: "")
      out.append(big: UInt32(0))
    }
    outgoing.frame("S") { _ in }
  }

  func answer(in bytes: [UInt8], from start: Int, to end: Int) -> Answer? {
    var answer = Answer(end: start)
    var messages = PostgresMessages(bytes: bytes, position: start, end: end)
    while let (kind, body) = messages.next() {
      switch kind {
      case UInt8(ascii: "Z"):
        answer.end = body.upperBound
        return answer
      case UInt8(ascii: "E"): answer.failures = [messages.error(body): 1]
      case UInt8(ascii: "D"):
        // One column: its count, its length, then a smallint or an array of them, each after its own length.
        var outcome = body.lowerBound + 6
        let width = batch == 1 ? 2 : 6
        outcome += batch == 1 ? 0 : 20 + 4
        while outcome + 2 <= body.upperBound {
          let number = Int(bytes[outcome]) << 8 | Int(bytes[outcome + 1])
          if number == 0 { answer.accepted += 1 } else { answer.refusals["reason \(number)", default: 0] += 1 }
          outcome += width
        }
      default: break
      }
    }
    return nil
  }

  /// The books of the peer.
  static func prove(_ target: Target) throws -> Proof {
    let socket = try PostgresDialect(batch: 1).connect(to: target)
    defer { socket.close() }
    var talk = try PostgresTalk(socket)
    defer { talk.end() }
    var outgoing = Outgoing()
    outgoing.frame("Q") { $0.append(text: "SELECT total || ' ' || held || ' ' || remaining FROM books") }
    let row = try talk.exchange(&outgoing)
    guard let proof = Proof(row) else { throw LoadError("The peer's books cannot be read: \(row)") }
    return proof
  }
}

extension Step {
  /// The name of its prepared statement.
  fileprivate var statement: String { self == .issue ? "i" : "p" }
}

extension Outgoing {
  /// A message: its letter where it has one, its length, and what `fill` appends.
  fileprivate mutating func frame(_ letter: Unicode.Scalar?, _ fill: (inout Outgoing) -> Void) {
    if let letter { append(bytes: [UInt8(ascii: letter)]) }
    let start = bytes.count
    append(big: UInt32(0))
    fill(&self)
    write(big: UInt32(bytes.count - start), at: start)
  }

  /// A parameter: one value, or an array of them in one dimension, counted from 1.
  fileprivate mutating func values(
    _ items: ArraySlice<Item>, _ type: Int, _ width: Int, _ put: (inout Outgoing, Item) -> Void
  ) {
    if items.count > 1 {
      append(big: UInt32(20 + items.count * (4 + width)))
      for word in [1, 0, type, items.count, 1] { append(big: UInt32(word)) }
    }
    for item in items {
      append(big: UInt32(width))
      put(&self, item)
    }
  }

  fileprivate mutating func append(number: Number) {
    append(big: number.high)
    append(big: number.low)
  }

  fileprivate mutating func append(code letter: Unicode.Scalar, _ number: Int) {
    let start = bytes.count
    append(bytes: [UInt8(ascii: letter), 0, 0, 0, 0, 0, 0, 0, 0])
    write(digits: number, at: Place(offset: 0, count: Cast.digits + 1), of: start)
  }

  fileprivate mutating func append(text: String) {
    append(bytes: text.utf8)
    append(bytes: [0])
  }
}
