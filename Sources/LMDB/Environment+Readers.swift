/// Who reads an environment just now, and how old what it reads is.
internal import CLMDB

extension Environment {
  /// The transaction that the oldest of those who read just now sees; nil while nobody reads. Pages that were freed after it
  /// cannot be used again.
  public func oldestRead() throws(LMDBError) -> UInt64? {
    let list = ReaderList()
    let context = unsafe Unmanaged.passUnretained(list)
    let code = withExtendedLifetime(list) {
      unsafe mdb_reader_list(
        pointer,
        { line, context in
          guard let line = unsafe line, let context = unsafe context else { return 0 }
          unsafe Unmanaged<ReaderList>.fromOpaque(context).takeUnretainedValue().take(String(cString: line))
          return 0
        }, context.toOpaque())
    }
    guard code >= 0 else { throw LMDBError(code: code, "list readers") }
    return list.oldest
  }
}

/// LMDB tells readers as lines of a table: process, thread, and the transaction, or `-` for one that rests.
private final class ReaderList {
  private(set) var oldest: UInt64?

  func take(_ lines: String) {
    for line in lines.split(separator: "\n") {
      guard let transaction = line.split(separator: " ").last.flatMap({ UInt64($0) }) else { continue }
      oldest = min(oldest ?? transaction, transaction)
    }
  }
}
