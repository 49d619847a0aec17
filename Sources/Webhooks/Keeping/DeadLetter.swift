/// Events that an endpoint would not take: kept until somebody has them sent once more, or removes the endpoint.
public import Ledger
internal import Storage

/// An event that was given up, with why.
public struct DeadLetter: Hashable, Sendable {
  /// The event's number.
  public var sequence: UInt64
  /// When it was given up.
  public var time: Timestamp
  /// How often it was sent.
  public var tries: Int
  /// What came of the last time, in a line.
  public var reason: String
  /// What was sent.
  public var body: [UInt8]

  /// The longest event, in bytes: one has 3,000 at most, whatever it is about.
  static let bodyBytes = 65_536
  /// Body and lines above it.
  static let fileBytes = bodyBytes + 4096
  private static let heading = "vouch dead letter 1"

  /// The name of its file: names stand in the order of events.
  static func name(of sequence: UInt64) -> String {
    let digits = String(sequence)
    return String(repeating: "0", count: 20 - digits.count) + digits
  }

  var bytes: [UInt8] {
    let line = String(reason.unicodeScalars.filter { $0.value >= 0x20 }.prefix(500).map { Character($0) })
    return Array(
      "\(DeadLetter.heading)\ntime \(time.milliseconds)\ntries \(tries)\nreason \(line)\n\n".utf8) + body
  }

  init(sequence: UInt64, time: Timestamp, tries: Int, reason: String, body: [UInt8]) {
    self.sequence = sequence
    self.time = time
    self.tries = tries
    self.reason = reason
    self.body = body
  }

  init?(sequence: UInt64, _ bytes: [UInt8]) {
    var rest = bytes[...]
    var lines: [String] = []
    while lines.count < 5, let end = rest.firstIndex(of: 0x0A) {
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest = rest[(end + 1)...]
    }
    guard lines.count == 5, lines[0] == DeadLetter.heading, lines[4].isEmpty,
      let time = DeadLetter.value("time", lines[1]).flatMap({ Int64($0) }),
      let tries = DeadLetter.value("tries", lines[2]).flatMap({ Int($0) }),
      let reason = DeadLetter.value("reason", lines[3])
    else { return nil }
    self.init(
      sequence: sequence, time: Timestamp(milliseconds: time), tries: tries, reason: String(reason), body: Array(rest))
  }

  private static func value(_ name: String, _ line: String) -> Substring? {
    line.hasPrefix("\(name) ") ? line.dropFirst(name.count + 1) : nil
  }
}

extension HookStore {
  /// Which of the two folders.
  enum Folder: String { case dead, retry }

  /// The dead letters of an endpoint, the oldest first; at most `limit`.
  public func deadLetters(of id: HookID, limit: Int = HookPatience.mostDeadLetters) throws(HookError) -> [DeadLetter] {
    var letters: [DeadLetter] = []
    for sequence in try numbers(.dead, of: id).prefix(limit) {
      // One that is being sent once more meanwhile is gone from here.
      if let letter = try letter(sequence, .dead, of: id) { letters.append(letter) }
    }
    return letters
  }

  /// How many dead letters an endpoint has, and how many of those before are to be sent once more.
  public func letterCounts(of id: HookID) throws(HookError) -> (dead: Int, retrying: Int) {
    (try numbers(.dead, of: id).count, try numbers(.retry, of: id).count)
  }

  /// Has dead letters sent once more, by whoever serves the directory: that of `sequence`, or all. Gives how many.
  public func retry(_ id: HookID, sequence: UInt64? = nil) throws(HookError) -> Int {
    let lock = try changing()
    defer { withExtendedLifetime(lock) {} }
    let found = try numbers(.dead, of: id).filter { sequence == nil || $0 == sequence }
    for number in found { try HookFiles.move(file(number, .dead, id), to: file(number, .retry, id)) }
    return found.count
  }

  func numbers(_ folder: Folder, of id: HookID) throws(HookError) -> [UInt64] {
    let names = try HookFiles.list("\(place(id))/\(folder)", bound: HookPatience.mostDeadLetters * 2)
    guard let names else { throw .unknown(id) }
    return names.compactMap { UInt64($0) }
  }

  func letter(_ sequence: UInt64, _ folder: Folder, of id: HookID) throws(HookError) -> DeadLetter? {
    let file = file(sequence, folder, id)
    guard let bytes = try HookFiles.read(file, bound: DeadLetter.fileBytes) else { return nil }
    guard let letter = DeadLetter(sequence: sequence, bytes) else {
      throw .damaged(path: file, thing: "a dead letter")
    }
    return letter
  }

  /// Keeps a dead letter; durable when this returns.
  func bury(_ letter: DeadLetter, of id: HookID) throws(HookError) {
    try HookFiles.write(letter.bytes, to: file(letter.sequence, .dead, id))
  }

  func remove(_ sequence: UInt64, _ folder: Folder, of id: HookID) throws(HookError) {
    try HookFiles.remove(file(sequence, folder, id))
  }

  private func file(_ sequence: UInt64, _ folder: Folder, _ id: HookID) -> String {
    "\(place(id))/\(folder)/\(DeadLetter.name(of: sequence))"
  }
}
