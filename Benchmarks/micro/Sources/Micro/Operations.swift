/// The operations of the hot path, one by one, each ready to be done again and again.
internal import Identities
internal import Ledger
internal import LedgerStore
internal import Storage
internal import Wire

/// One operation.
public struct Operation {
  public let name: String
  /// Does it so many times.
  public let run: (Int) -> Void
}

public enum Operations {
  /// When everything happens.
  static let now: Int64 = 1_772_445_600_000

  public static func all() -> [Operation] {
    decisions() + messages() + [core(), twin()] + store() + [logAppend()] + keys()
  }

  private static func decisions() -> [Operation] {
    let sample = Sample()
    var issuing = Draft(sample.before)
    var settling = Draft(sample.issued)
    return [
      Operation(name: "decide issue") { count in
        for _ in 0..<count { keep(issuing.decide(sample.issueCall, at: sample.moment)) }
      },
      Operation(name: "decide settle") { count in
        for _ in 0..<count { keep(settling.decide(sample.settleCall, at: sample.moment)) }
      },
      Operation(name: "apply issue") { count in
        issuing.entry = sample.issueEntry
        for _ in 0..<count { issuing.apply(sample.issueCall) }
        keep(issuing.facts.hasCheck)
      },
      Operation(name: "apply settle") { count in
        settling.entry = sample.settleEntry
        for _ in 0..<count { settling.applyToCheck() }
        keep(settling.facts.hasCheck)
      },
    ]
  }

  private static func messages() -> [Operation] {
    let sample = Sample()
    let requests: [(String, Wire.Method, [UInt8])] = [
      ("issue", .issueCheck, sample.issueCall.encodeRequest()),
      ("settle", .presentCheck, sample.settleCall.encodeRequest()),
      ("verify", .verifyCheck, sample.verifyCall.encodeRequest()),
      ("authorize", .authorize, Authorize(terms: sample.issueCall.terms).encodeRequest()),
    ]
    let decoder = RequestDecoder()
    let decoding = requests.map { name, method, bytes in
      Operation(name: "decode \(name)") { count in
        bytes.withUnsafeBytes { buffer in for _ in 0..<count { keep(decoder.decode(method, buffer)) } }
      }
    }
    let (issue, settle) = (sample.issue, sample.settle)
    let (issued, settled) = (sample.issueEntry, sample.settleEntry)
    return decoding + [
      Operation(name: "encode issue's reply") { count in
        for _ in 0..<count { issue.lendReply(issued, draweeName: .empty, sequence: 1) { keep($0.byteCount) } }
      },
      Operation(name: "encode settle's reply") { count in
        for _ in 0..<count { settle.lendReply(settled, draweeName: .empty, sequence: 2) { keep($0.byteCount) } }
      },
      Operation(name: "encode issue") { count in for _ in 0..<count { keep(sample.issueCall.encodeRequest()) } },
      Operation(name: "encode settle") { count in for _ in 0..<count { keep(sample.settleCall.encodeRequest()) } },
    ]
  }

  private static func core() -> Operation {
    var loop = CoreLoop()
    var number: UInt64 = 1
    return Operation(name: "core loop") { count in
      loop.run(first: number, count: UInt64(count), now: now)
      number += UInt64(count)
    }
  }

  private static func twin() -> Operation {
    let twin = CoreTwin()
    var number: UInt64 = 1
    return Operation(name: "core loop in C") { count in
      twin.run(first: number, count: UInt64(count), now: now)
      number += UInt64(count)
    }
  }

  /// What folding costs is the difference of the two.
  private static func store() -> [Operation] {
    [
      Operation(name: "full check through the store") { count in StoreRun().run(count, folding: false) },
      Operation(name: "full check, folded too") { count in StoreRun().run(count, folding: true) },
    ]
  }

  /// A record of 4 KiB, in memory: what the log itself costs, without the disk.
  private static func logAppend() -> Operation {
    do {
      let directory = MemoryDirectory()
      let identity = LedgerIdentity(1, 2)
      guard let shape = LogShape(segmentBytes: 1 << 20, payloadBytes: 8192, segmentsAhead: 1) else {
        fatalError("a shape")
      }
      try CommandLog.create(in: directory, identity: identity, first: 1, shape: shape) { 7 }
      let log = try CommandLog(opening: directory, identity: identity, shape: shape) { 7 }
      return Operation(name: "log append") { count in
        let payload = [UInt64](repeating: 0x0123_4567_89AB_CDEF, count: 3500 / 8)
        for _ in 0..<count {
          do {
            try append(payload, to: log)
          } catch {
            fatalError("the log: \(error)")
          }
        }
      }
    } catch {
      fatalError("the log: \(error)")
    }
  }

  private static func append(_ payload: [UInt64], to log: CommandLog) throws {
    let next = log.lastSequence + 1
    try log.append(payload.span.bytes, first: next, count: 1, time: next)
    // As a fold does, now and then.
    if next % 128 == 0 { try log.release(through: next) }
  }

  /// What a light client's key costs that is presented: one that is none, one with a typo, and one that may be right, whose
  /// digest is then compared with that of its number.
  private static func keys() -> [Operation] {
    // The same key each time, so that the counts are.
    var random = Steps()
    let key = AccessKey(random: &random).text
    let typo = key.dropLast() + (key.last == "0" ? "1" : "0")
    return [("no key", "letmein"), ("a key with a typo", String(typo)), ("a key", key)].map { name, text in
      Operation(name: "judge \(name)") { count in
        for _ in 0..<count { keep((try? AccessKey(text))?.digest) }
      }
    }
  }

  /// Numbers that are no secret.
  private struct Steps: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state
    }
  }

  /// Nothing that was made may be optimised away.
  @inline(never)
  static func keep<Value>(_ value: Value) {}
}
