/// The file of a journal: this rail's one door to the file system.
internal import Glibc
internal import Storage
internal import Synchronization

/// `journal` in a directory that only its owner can enter.
final class CardJournalFile: Sendable {
  /// What the file is called, and a draft of it.
  private static let name = "journal"
  private static let draft = "journal.new"
  /// The first line: what the file is, and the version of its form.
  static let heading = "vouch card journal 1\n"
  /// The largest journal that is read: a hundred bytes for each of ten million lines, a thousand times what is rewritten.
  private static let maximumBytes = 1 << 30

  private let path: String
  /// Held with `flock`, which ends with the process however it ends; synced after a rename.
  private let directory: Int32
  /// -1 once it is closed.
  private let descriptor: Mutex<Int32>

  init(in directory: String) throws(CardError) {
    let path = "\(directory)/\(CardJournalFile.name)"
    self.path = path
    if unsafe mkdir(directory, 0o700) != 0, errno != EEXIST { throw CardJournalFile.failure(path, "make") }
    self.directory = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard self.directory >= 0 else {
      descriptor = Mutex(-1)
      throw CardJournalFile.failure(path, "open")
    }
    guard flock(self.directory, LOCK_EX | LOCK_NB) == 0 else {
      descriptor = Mutex(-1)
      throw errno == EWOULDBLOCK ? .inUse(path: path) : CardJournalFile.failure(path, "lock")
    }
    _ = unsafe unlinkat(self.directory, CardJournalFile.draft, 0)
    let file = unsafe openat(self.directory, CardJournalFile.name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    descriptor = Mutex(file)
    guard file >= 0 else { throw CardJournalFile.failure(path, "open") }
    guard fsync(self.directory) == 0 else { throw CardJournalFile.failure(path, "sync") }
  }

  deinit {
    close()
    if directory >= 0 { Glibc.close(directory) }
  }

  /// Gives the file free for another process; it can be written no more.
  func close() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { _ = Glibc.close(descriptor) }
      descriptor = -1
    }
    if directory >= 0 { flock(directory, LOCK_UN) }
  }

  /// Reads all lines, and cuts what a crash left behind the last whole one. Gives how many there are.
  func load() throws(CardError) -> (CardBook, lines: Int) {
    var bytes = try read()
    var book = CardBook()
    // A crash may have come before the heading was durable; it is longer than nothing of ours.
    if bytes.count < Self.heading.utf8.count, Self.heading.utf8.starts(with: bytes) {
      try cut(to: 0)
      try append(Array(Self.heading.utf8))
      return (book, 0)
    }
    guard bytes.starts(with: Self.heading.utf8) else {
      throw .damaged(path: path, line: 1, reason: "it is no card journal of version 1")
    }
    var lines = 0
    var place = Self.heading.utf8.count
    var torn: Int?
    while place < bytes.count {
      let end = bytes[place...].firstIndex(of: 0x0A)
      let text = end.flatMap { String(validating: bytes[place..<$0], as: UTF8.self) }
      if let record = text.flatMap({ CardRecord(line: $0[...]) }) {
        // What is torn has nothing whole behind it: lines are appended, and synced before the next ones.
        if torn != nil { throw .damaged(path: path, line: lines + 2, reason: "it is none, and whole lines follow") }
        book.take(record)
        lines += 1
      } else if torn == nil {
        torn = place
      }
      place = end.map { $0 + 1 } ?? bytes.count
    }
    bytes = []
    if let torn { try cut(to: torn) }
    return (book, lines)
  }

  /// Appends bytes; they are durable when this returns.
  func append(_ bytes: [UInt8]) throws(CardError) {
    let isDone = descriptor.withLock { descriptor in
      lseek(descriptor, 0, SEEK_END) >= 0 && Self.write(bytes, to: descriptor) && fdatasync(descriptor) == 0
    }
    guard isDone else { throw CardJournalFile.failure(path, "write") }
  }

  /// Puts another file in the place of this one, whole or not at all.
  func replace(by bytes: [UInt8]) throws(CardError) {
    let flags = O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let draft = unsafe openat(directory, Self.draft, flags, 0o600)
    guard draft >= 0 else { throw CardJournalFile.failure(path, "rewrite") }
    let isDone =
      unsafe Self.write(Array(Self.heading.utf8) + bytes, to: draft) && fsync(draft) == 0
      && renameat(directory, Self.draft, directory, Self.name) == 0 && fsync(directory) == 0
    guard isDone else {
      let error = CardJournalFile.failure(path, "rewrite")
      Glibc.close(draft)
      throw error
    }
    descriptor.withLock { descriptor in
      Glibc.close(descriptor)
      descriptor = draft
    }
  }

  private func cut(to length: Int) throws(CardError) {
    let isDone = descriptor.withLock { ftruncate($0, off_t(length)) == 0 && fsync($0) == 0 }
    guard isDone else { throw CardJournalFile.failure(path, "cut") }
  }

  private func read() throws(CardError) -> [UInt8] {
    let descriptor = descriptor.withLock { $0 }
    guard let status = FileStatus(of: descriptor) else { throw CardJournalFile.failure(path, "read") }
    guard status.kind == .file, status.byteCount <= Self.maximumBytes else {
      throw .journal(path: path, reason: "it is no file, or longer than any journal; look what lies there")
    }
    var bytes = [UInt8](repeating: 0, count: status.byteCount)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[done...])
        return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(done))
      }
      if count == 0 { break }
      if count < 0, errno != EINTR { throw CardJournalFile.failure(path, "read") }
      done += max(count, 0)
    }
    return Array(bytes.prefix(done))
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[done...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno != EINTR { return false }
      done += max(count, 0)
    }
    return true
  }

  /// What the system said last, of something that was tried.
  private static func failure(_ path: String, _ operation: String) -> CardError {
    let words = unsafe String(cString: strerror(errno))
    return .journal(path: path, reason: "cannot \(operation) it: \(words). Nothing is sent until it can be")
  }
}
