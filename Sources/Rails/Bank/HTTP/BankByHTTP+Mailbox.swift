/// The bank's mailbox: looked into, and emptied of what was read.
internal import Storage

extension BankByHTTP {
  /// The longest listing of a mailbox, in bytes: several statements of the greatest length.
  static let mailboxBytes = 64 << 20

  /// What a listing shows. Throws where it is none, or has an id that could not be asked for again.
  func mailbox(_ path: String) async throws(BankError) -> [BankMailboxItem] {
    let address = settings.address(path)
    let answer = try await http.ask(.get, path, bound: BankByHTTP.mailboxBytes)
    guard answer.status == 200 else { throw .refused(address: address, status: answer.status, words: answer.words) }
    guard let items = BankMailboxItem.all(in: answer.body) else {
      throw .notUnderstood(address: address, reason: "it is no list of messages with id and body")
    }
    for item in items where !item.id.isPlainID {
      throw .notUnderstood(address: address, reason: "'\(item.id.oneLine)' is no id of a message")
    }
    return items
  }

  /// Tells the bank that these were read.
  func acknowledge(_ ids: [String]) async throws(BankError) {
    guard !ids.isEmpty else { return }
    switch settings.paths.acknowledgement {
    case .each(let method, let path):
      for id in ids {
        let place = try path.replacing(id: id)
        let answer = try await http.ask(method, place)
        // One that is not there any more was acknowledged before.
        guard (200..<300).contains(answer.status) || [404, 410].contains(answer.status) else {
          throw .refused(address: settings.address(place), status: answer.status, words: answer.words)
        }
      }
    case .takeAll(let path, let putBack):
      // Written down first: what is taken out and not put back would otherwise be nowhere if this process died.
      try BankFiles.write(Array(ids.map { "\($0)\n" }.joined().utf8), to: takingPath)
      let read = Set(ids)
      for item in try await mailbox(path) where !read.contains(item.id) {
        try await self.putBack(item.id, putBack)
      }
      try BankFiles.remove(takingPath)
    }
  }

  private var takingPath: String { "\(desk.directory)/spool/taking" }

  /// How far before and behind what was read something may lie that was taken with it: messages are numbered when they
  /// are made and come when they are due.
  private static let takingReach = 256

  /// Puts back what a process that died may have taken out of the mailbox without having read it. Some of what comes
  /// back by it was read long ago; its news are given again, which hurts nobody.
  func putBackWhatWasTaken() async throws(BankError) {
    guard case .takeAll(_, let putBack) = settings.paths.acknowledgement,
      let bytes = try BankFiles.read(takingPath, bound: BankByHTTP.mailboxBytes)
    else { return }
    let read = Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { Int($0) })
    if let first = read.min(), let last = read.max() {
      let (start, end) = (first - min(first, BankByHTTP.takingReach), last + BankByHTTP.takingReach)
      for id in start...end where !read.contains(id) {
        let isThere = try await self.putBack(String(id), putBack)
        if !isThere, id > last { break }
      }
    }
    try BankFiles.remove(takingPath)
  }

  /// Puts a message back; false where the bank has none of that id.
  @discardableResult
  private func putBack(_ id: String, _ path: String) async throws(BankError) -> Bool {
    let place = try path.replacing(id: id)
    let answer = try await http.ask(.post, place)
    guard (200..<300).contains(answer.status) || answer.status == 404 else {
      throw .refused(address: settings.address(place), status: answer.status, words: answer.words)
    }
    return answer.status != 404
  }
}

extension String {
  /// A key that sorts ids as a mailbox numbers them: shorter numbers first.
  var inMailbox: (Int, String) { (utf8.count, self) }
}
