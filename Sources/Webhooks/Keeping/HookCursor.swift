/// How far an endpoint has come.
internal import Storage

/// The place of the next event, as it is kept: it moves only once an event was taken, or is a dead letter.
public struct HookCursor: Hashable, Sendable {
  /// The first entry of the journal that was not looked at.
  public var next: UInt64
  /// How often the event there was sent already.
  public var tries: Int

  init(next: UInt64, tries: Int) {
    self.next = next
    self.tries = tries
  }

  /// Both numbers on a line.
  var bytes: [UInt8] { Array("\(next) \(tries)\n".utf8) }

  init?(_ bytes: [UInt8]) {
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard parts.count == 2, let next = UInt64(parts[0]), next > 0, next < .max, parts[1].last == "\n",
      let tries = Int(parts[1].dropLast()), (0...HookCursor.mostTries).contains(tries)
    else { return nil }
    self.init(next: next, tries: tries)
  }

  /// More often than this nothing is counted.
  static let mostTries = 1_000_000
}

extension HookStore {
  /// How far an endpoint has come.
  public func cursor(of id: HookID) throws(HookError) -> HookCursor {
    let file = "\(place(id))/cursor"
    guard let bytes = try HookFiles.read(file, bound: 64) else { throw .unknown(id) }
    guard let cursor = HookCursor(bytes) else {
      throw .damaged(path: file, thing: "two numbers, the next event's and how often it was sent")
    }
    return cursor
  }

  /// Keeps how far an endpoint has come; durable when this returns.
  func keep(_ cursor: HookCursor, of id: HookID) throws(HookError) {
    try HookFiles.write(cursor.bytes, to: "\(place(id))/cursor")
  }
}
