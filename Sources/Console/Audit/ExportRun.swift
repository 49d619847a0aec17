/// Fetching the journal for auditors: every page is verified as it comes, so that a file that is there is a good one.
internal import Foundation
internal import Ledger
public import Seals
internal import Wire

extension Session {
  /// Writes the journal as it is signed to a file, and gives the head at its end and how many entries it has. The file is
  /// there when all of it is.
  ///
  /// - Parameters:
  ///   - start: the head to go on after; nil: from the beginning.
  ///   - ring: the keys to verify with; nil: those that the manager sends.
  ///   - withTexts: whether the reasons given and the values set go along.
  public func export(
    to path: String, after start: SignedHead?, _ ring: KeyRing?, withTexts: Bool
  ) async throws(Failure) -> (head: SignedHead, entries: UInt64) {
    let draft = "\(path).part"
    let sink = try ByteSink(draft)
    let verified: ExportVerifier
    do throws(Failure) {
      verified = try await export(to: sink, after: start, ring, withTexts: withTexts)
      try sink.close(as: path)
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
    guard let head = verified.head else { preconditionFailure("an export ends with a head") }
    return (head, verified.entries)
  }

  private func export(
    to sink: ByteSink, after start: SignedHead?, _ ring: KeyRing?, withTexts: Bool
  ) async throws(Failure) -> ExportVerifier {
    let keys = try await head(ring).ring
    let head: SignedHead
    let heading: ExportHeading
    if let start {
      let (found, frontier) = try await consistency(from: start, keys)
      guard let made = ExportHeading(after: start, frontier: frontier) else { throw .unproved(.damaged) }
      (head, heading) = (found, made)
    } else {
      head = try await self.head(keys).head
      heading = ExportHeading(ledger: head.statement.ledger)
    }
    var writer = ExportWriter(sink: sink, verifier: ExportVerifier(ring: keys))
    try writer.write(.heading(heading))
    let last = head.statement.lastSequence
    var progress = AuditProgress("exported", from: heading.firstSequence, to: last)
    var next = heading.firstSequence
    while next <= last {
      let limit = min(UInt64(PageBounds.maximum), last - next + 1)
      let page = try await ask(ReadAttested(from: next, limit: Int(limit), withTexts: withTexts))
      guard page.first == next, !page.leaves.isEmpty, UInt64(page.leaves.count) <= limit else {
        throw .unproved(.damaged)
      }
      try writer.take(page)
      next += UInt64(page.leaves.count)
      progress.show(next - 1)
    }
    try writer.write(.end(head))
    progress.end()
    return writer.verifier
  }
}

/// Puts pages together to commits, of which each begins with its root: a commit that goes over several pages is held until
/// it is whole.
private struct ExportWriter {
  let sink: ByteSink
  var verifier: ExportVerifier
  private var commit: AttestedCommit?
  private var held: [ExportEntry] = []
  private var batch = BatchTree(firstSequence: 1)

  init(sink: ByteSink, verifier: ExportVerifier) {
    self.sink = sink
    self.verifier = verifier
  }

  mutating func take(_ page: AttestedPage) throws(Failure) {
    var commits = page.commits[...]
    for (index, leaf) in page.leaves.enumerated() {
      let sequence = page.first + UInt64(index)
      if held.isEmpty {
        while let first = commits.first, first.last < sequence { commits.removeFirst() }
        guard let next = commits.first, next.first == sequence, next.count > 0 else { throw .unproved(.damaged) }
        commit = next
        batch = BatchTree(firstSequence: next.first)
      }
      let text = leaf.text.map {
        ExportText(salt: LeafSalt(high: $0.salt.high, low: $0.salt.low), text: $0.text)
      }
      held.append(ExportEntry(document: leaf.document, text: text))
      batch.append(holding: leaf.document.span)
      guard let commit, held.count == Int(commit.count) else { continue }
      guard let root = batch.root else { throw .unproved(.damaged) }
      try write(.commit(ExportCommit(first: commit.first, count: commit.count, root: root.root)))
      for entry in held { try write(.entry(entry)) }
      held = []
    }
  }

  mutating func write(_ item: ExportItem) throws(Failure) {
    do throws(ExportFault) { try verifier.take(item) } catch { throw .badExport(error) }
    var bytes: [UInt8] = []
    item.write(into: &bytes)
    try sink.write(bytes)
  }
}

/// A file that bytes are written to, and that gets its name when it is whole.
struct ByteSink {
  private let path: String
  private let handle: FileHandle

  /// Makes the file anew.
  init(_ path: String) throws(Failure) {
    self.path = path
    do {
      try Data().write(to: URL(fileURLWithPath: path))
      handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    } catch {
      throw .io("\(path) cannot be written: \(error.reason)")
    }
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    do { try handle.write(contentsOf: Data(bytes)) } catch {
      throw .io("\(path) cannot be written: \(error.reason)")
    }
  }

  /// Makes it durable under its own name.
  func close(as name: String) throws(Failure) {
    do {
      try handle.synchronize()
      try handle.close()
    } catch {
      throw .io("\(path) cannot be written: \(error.reason)")
    }
    guard unsafe rename(path, name) == 0 else {
      throw .io("\(name) cannot be written: \(unsafe String(cString: strerror(errno)))")
    }
  }
}
