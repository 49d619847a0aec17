/// What a verification says, a line each: to people on a terminal, to programs as JSON, and from the process that looks to
/// the one that minds it.
internal import Foundation
internal import LedgerStore

/// One line of a verification; just one of its parts is there.
public struct VerificationLine: Codable, Hashable, Sendable {
  /// How far it is.
  public struct Progress: Codable, Hashable, Sendable {
    public let what: String
    public let done: UInt64
    /// 0 where that is not known.
    public let all: UInt64
  }

  /// What is wrong, where, and what to do.
  public struct Fault: Codable, Hashable, Sendable {
    public let file: String
    public let table: String?
    public let key: String?
    public let offset: Int?
    public let problem: String
    public let remedy: String
  }

  /// What was looked at, once all was.
  public struct Summary: Codable, Hashable, Sendable {
    public let findings: Int
    public let pages: UInt64
    public let freePages: UInt64
    public let parties: UInt64
    public let checks: UInt64
    public let entries: UInt64
    public let logged: UInt64
    public let segments: Int
    public let attested: UInt64
    /// Of the last entry, in milliseconds since 1970.
    public let time: Int64
    /// The keys of persons; nil where they were not looked at.
    public let persons: Int?
  }

  public var progress: Progress?
  public var finding: Fault?
  public var note: String?
  public var summary: Summary?
  /// Why nothing could be looked at.
  public var failure: String?

  init(progress: Progress) { self.progress = progress }
  init(finding: Fault) { self.finding = finding }
  init(note: String) { self.note = note }
  init(summary: Summary) { self.summary = summary }
  public init(failure: String) { self.failure = failure }

  init(_ news: VerificationNews) {
    switch news {
    case .progress(let what, let done, let all): self.init(progress: Progress(what: what, done: done, all: all))
    case .finding(let finding): self.init(finding: Fault(finding))
    case .note(let note): self.init(note: note)
    }
  }

  /// The line as JSON, without its end.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // What cannot be encoded there is none of.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// A line as `json` has it; nil for any other.
  public init?(json: Substring) {
    guard let line = try? JSONDecoder().decode(VerificationLine.self, from: Data(json.utf8)) else { return nil }
    self = line
  }
}

extension VerificationLine.Fault {
  init(_ finding: Finding) {
    self.init(
      file: finding.file, table: finding.table, key: finding.key, offset: finding.offset, problem: finding.problem,
      remedy: finding.remedy)
  }

  /// `file, table 'checks', record …: what is wrong. What to do.`
  public var description: String {
    var place = file
    if let table { place += ", table '\(table)'" }
    if let key { place += ", record \(key)" }
    if let offset { place += ", offset \(offset)" }
    return "\(place): \(problem). \(remedy)"
  }
}
