/// The connections whose callers are not known yet, oldest first: they have a bound of their own, so that they cannot take
/// the places of the known.

/// When there are too many, the oldest goes: a handshake takes milliseconds, so that whoever has been a stranger longest is
/// the least likely to become known. A flood so cannot keep anybody out for longer than it takes to fill all places anew.
struct Strangers<Connection> {
  /// Which stranger: each has a higher number than those before.
  typealias Number = UInt64

  private var connections: [Number: Connection] = [:]
  private var next: Number = 0
  /// No number below it is waiting.
  private var oldest: Number = 0

  /// How many there are.
  var count: Int { connections.count }

  /// Takes one in.
  mutating func add(_ connection: Connection) -> Number {
    defer { next += 1 }
    connections[next] = connection
    return next
  }

  /// One is known, or gone.
  mutating func remove(_ number: Number) { connections[number] = nil }

  /// Takes out who has been there longest. Each number is passed over once, so that it costs the same however many come.
  mutating func removeOldest() -> Connection? {
    while oldest < next {
      defer { oldest += 1 }
      if let connection = connections.removeValue(forKey: oldest) { return connection }
    }
    return nil
  }
}

extension Strangers: Sendable where Connection: Sendable {}
