/// Where bytes come into Vouch that somebody else wrote, and what must hold whatever they are.

/// One way in. Each takes any bytes: it never traps, never reads past them, and takes no more room than is bounded.
public enum Surface: String, CaseIterable, Sendable {
  case frames, requests, replies, log, records, pages, proofs, iso8583, iso20022, post, identities

  /// What is fed, in a few words.
  public var summary: String {
    switch self {
    case .frames: "a connection's bytes, as server and as client, in pieces"
    case .requests: "requests of all services, by every method"
    case .replies: "replies of all services, and what sites keep"
    case .log: "the command log, damaged as disks do, or forged"
    case .records: "records and keys of the ledger's tables, under right checksums"
    case .pages: "LMDB's file, walked without LMDB"
    case .proofs: "what strangers hold: proofs, heads, hand-overs, exports"
    case .iso8583: "a card host's messages, and its connection"
    case .iso20022: "a bank's files and answers"
    case .post: "the post office's files, and the card journal's lines"
    case .identities: "certificates, lists of revocations, keys, names"
    }
  }

  /// The longest input that says more than a shorter one, in bytes: several of the longest things that are read there.
  public var longestInput: Int {
    switch self {
    case .frames: 1024
    case .requests, .replies: 2048
    case .log: 1536
    case .records: 1024
    case .pages: 12_288
    case .proofs: 4096
    case .iso8583: 1024
    case .iso20022: 4096
    case .post: 2048
    case .identities: 4096
    }
  }

  /// Feeds the bytes.
  ///
  /// - Throws: `Finding` where something does not hold.
  public func take(_ bytes: [UInt8]) throws {
    switch self {
    case .frames: try FrameSurface.take(bytes)
    case .requests: try RequestSurface.take(bytes)
    case .replies: try ReplySurface.take(bytes)
    case .log: try LogSurface.take(bytes)
    case .records: try RecordSurface.take(bytes)
    case .pages: try PageSurface.take(bytes)
    case .proofs: try ProofSurface.take(bytes)
    case .iso8583: try CardSurface.take(bytes)
    case .iso20022: try BankSurface.take(bytes)
    case .post: try PostSurface.take(bytes)
    case .identities: try IdentitySurface.take(bytes)
    }
  }
}

/// Something that must hold and does not.
public struct Finding: Error, Hashable, CustomStringConvertible {
  /// What does not hold.
  public let description: String

  /// A finding.
  public init(_ description: String) { self.description = description }
}

/// Throws unless it is so.
func require(_ isSo: Bool, _ what: @autoclosure () -> String) throws(Finding) {
  if !isSo { throw Finding(what()) }
}
