/// The network: each connection keeps its order; connections do not keep that of each other. What is lost cuts its
/// connection, known to both ends, to one, or to none.

extension World {
  func arrival(atClientBy connection: Int) -> Int64 {
    let time = max(connections[connection].lastAtClient, now + dice.within(plan.delay))
    connections[connection].lastAtClient = time
    return time
  }

  func arrival(atServerBy connection: Int) -> Int64 {
    let time = max(connections[connection].lastAtServer, now + dice.within(plan.delay))
    connections[connection].lastAtServer = time
    return time
  }

  func send(_ bytes: [UInt8], toClientBy connection: Int) {
    for piece in pieces(bytes) {
      guard mayPass(connection) else { return }
      agenda.enter(.atClient(connection: connection, piece), at: arrival(atClientBy: connection))
    }
  }

  func send(_ bytes: [UInt8], toServerBy connection: Int) {
    for piece in pieces(bytes) {
      guard mayPass(connection) else { return }
      agenda.enter(.atServer(connection: connection, piece), at: arrival(atServerBy: connection))
    }
  }

  /// Now and then in several pieces, cut anywhere.
  private func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
    guard bytes.count > 1, dice.thousandths(100) else { return [bytes] }
    let cut = 1 + dice.below(bytes.count - 1)
    count("network: piece cut in two")
    return [Array(bytes[..<cut]), Array(bytes[cut...])]
  }

  private func mayPass(_ connection: Int) -> Bool {
    if connections[connection].isSilent { return false }
    guard stage == .busy, plan.losses > 0, dice.thousandths(plan.losses) else { return true }
    cut(connection)
    return false
  }

  /// Nothing comes through any more.
  func cut(_ connection: Int) {
    guard !connections[connection].isSilent else { return }
    connections[connection].isSilent = true
    let kind = dice.pick(["both know", "the client knows", "the server knows", "nobody knows"])
    note("connection \(connection) is cut: \(kind)")
    count("network: cut, \(kind)")
    if kind == "both know" || kind == "the client knows" {
      agenda.enter(.closedAtClient(connection: connection), at: arrival(atClientBy: connection))
    }
    if kind == "both know" || kind == "the server knows" {
      agenda.enter(.closedAtServer(connection: connection), at: arrival(atServerBy: connection))
    }
  }

  func count(_ fault: String) { outcome.faults[fault, default: 0] += 1 }
}
