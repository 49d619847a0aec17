/// Which message may go next: messages about one order to one destination go one after the other, all others side by
/// side, so many a destination at once. Kept in memory beside the outbox, so that a thousand messages for a site that is
/// gone cost those for other sites nothing.
///
/// Absent here: the messages themselves, sockets and clocks.
internal import MailOrder
internal import NIOCore

/// The numbers of messages, in lines.
struct Lines {
  /// How many messages to one destination are under way at once.
  static let inFlight = 32

  /// The messages about one order to one destination.
  struct Line: Hashable, Sendable {
    let destination: Destination
    let order: OrderID
  }

  /// The numbers of each line's messages, oldest first. No line is empty.
  private var numbers: [Line: CircularBuffer<UInt64>] = [:]
  /// The lines whose first message is not under way. None is empty.
  private var waiting: [Destination: CircularBuffer<Line>] = [:]
  /// How many messages are under way.
  private var underway: [Destination: Int] = [:]

  /// The destinations for which something waits, and that can take more.
  var destinations: [Destination] { waiting.keys.filter { underway[$0, default: 0] < Lines.inFlight } }

  /// Takes a new message; its number is higher than all before.
  mutating func add(_ number: UInt64, to line: Line) {
    if numbers[line]?.append(number) == nil {
      numbers[line] = [number]
      waiting[line.destination, default: []].append(line)
    }
  }

  /// The next message for `destination`, which is under way from now on; nil when it can take no more.
  mutating func next(for destination: Destination) -> (number: UInt64, line: Line)? {
    guard underway[destination, default: 0] < Lines.inFlight, let line = waiting[destination]?.popFirst(),
      let number = numbers[line]?.first
    else { return nil }
    if waiting[destination]?.isEmpty == true { waiting[destination] = nil }
    underway[destination, default: 0] += 1
    return (number, line)
  }

  /// The line's first message is done.
  mutating func answered(_ line: Line) {
    underway[line.destination, default: 1] -= 1
    _ = numbers[line]?.popFirst()
    if numbers[line]?.isEmpty == false {
      waiting[line.destination, default: []].append(line)
    } else {
      numbers[line] = nil
    }
  }

  /// The line's first message must go again, after the others that wait: one that can never be answered holds up none.
  mutating func failed(_ line: Line) {
    underway[line.destination, default: 1] -= 1
    waiting[line.destination, default: []].append(line)
  }
}
