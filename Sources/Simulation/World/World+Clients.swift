/// What clients do, and what they hear.
internal import Audit

extension World {
  /// A client may ask something new.
  func move(_ index: Int) {
    guard stage == .busy else { return }
    guard auditor.count < plan.requests else {
      if !isCalmDue {
        isCalmDue = true
        agenda.enter(.calm, at: now)
      }
      return
    }
    agenda.enter(.move(client: index), at: now + 1 + dice.within(0...2 * plan.pause))
    guard clients[index].calls.count < plan.underWay else { return }
    ask(town.next(&dice, at: World.start + now), by: index)
  }

  func ask(_ ask: Ask, by index: Int) {
    let number = auditor.send(ask)
    note("client \(index) asks \(number): \(ask.what)")
    clients[index].calls.append(Call(number: number, ask: ask))
    if clients[index].connection == nil {
      reconnect(index)
    } else {
      transmit(clients[index].calls.count - 1, of: index)
    }
  }

  private func transmit(_ place: Int, of index: Int) {
    guard let connection = clients[index].connection else { return }
    let bytes = clients[index].frame(place)
    let call = clients[index].calls[place]
    send(bytes, toServerBy: connection)
    if stage == .busy, plan.doubles > 0, dice.thousandths(plan.doubles) {
      // The same command once more: the answer to either is the answer.
      count("client: request sent twice")
      send(clients[index].frame(place), toServerBy: connection)
    }
    agenda.enter(
      .patience(client: index, call: call.number, attempts: clients[index].calls[place].attempts),
      at: now + plan.patience)
  }

  func reconnect(_ index: Int) {
    guard !clients[index].isWaiting else { return }
    clients[index].isWaiting = true
    agenda.enter(.connect(client: index), at: now + dice.within(0...200))
  }

  func connect(_ index: Int) {
    clients[index].isWaiting = false
    guard clients[index].connection == nil else { return }
    connections.append(Connection(client: index))
    let connection = connections.count - 1
    clients[index].connection = connection
    clients[index].bytes = []
    agenda.enter(.connected(connection: connection), at: arrival(atServerBy: connection))
    for place in clients[index].calls.indices { transmit(place, of: index) }
  }

  /// The client's end of a connection is gone: whatever is unanswered is sent again on another.
  func lose(_ connection: Int) {
    let index = connections[connection].client
    guard clients[index].connection == connection else { return }
    clients[index].connection = nil
    for place in clients[index].calls.indices { clients[index].calls[place].frame = nil }
    if !clients[index].calls.isEmpty { reconnect(index) }
  }

  func losePatience(_ index: Int, _ number: Int, _ attempts: Int) {
    guard let call = clients[index].calls.first(where: { $0.number == number }), call.attempts == attempts,
      let connection = clients[index].connection
    else { return }
    note("client \(index) has waited long enough for \(number)")
    count("client: gave a connection up")
    agenda.enter(.closedAtServer(connection: connection), at: arrival(atServerBy: connection))
    lose(connection)
  }

  func hear(_ bytes: [UInt8], by connection: Int) {
    let index = connections[connection].client
    guard clients[index].connection == connection, !connections[connection].isSilent else { return }
    clients[index].bytes += bytes
    while let answer = clients[index].nextAnswer() { take(answer.frame, answer.status, answer.message, of: index) }
  }

  private func take(_ frame: UInt32, _ status: UInt32, _ message: [UInt8], of index: Int) {
    guard let place = clients[index].calls.firstIndex(where: { $0.frame == frame }) else { return }
    let call = clients[index].calls[place]
    switch status {
    case 0:
      note("client \(index) is answered \(call.number): \(World.digest(message))")
      clients[index].calls.remove(at: place)
      auditor.receive(message, to: call.number, latest: latest, mayLackSpace: mayLackSpace)
      if case .issue(let terms) = call.ask.what, auditor.isInEffect(call.number) { town.learn(call.ask.id, terms) }
    case 8, 14:
      // Too much, or about to end: again in a while, on another connection.
      note("client \(index) is answered \(call.number): status \(status)")
      if let connection = clients[index].connection { lose(connection) }
    case 13 where diskHasFailed:
      // The store has failed over this very question. The manager ends at its next turn.
      note("client \(index) is answered \(call.number): status 13")
      if let connection = clients[index].connection { lose(connection) }
    default: violate("request \(call.number), \(call.ask), was answered by status \(status)")
    }
    examineFurther()
  }

  private static func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
