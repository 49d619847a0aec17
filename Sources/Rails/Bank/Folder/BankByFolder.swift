/// A bank behind a folder: files go out, files come in, and a program of the bank's carries them.
internal import Storage

/// A paying system that exchanges files.
///
/// In its directory, which only its owner can enter:
/// - `out/` gets a pain.001 a message, as `ID.xml`. It is whole when it is there; the bank's program takes it away;
/// - `in/` is where that program puts pain.002, camt.053, camt.054 and pacs.004. What begins with `.` or ends in
///   `.part` is not whole yet and is not looked at;
/// - `done/` has what was read and confirmed;
/// - `refused/` has what could not be read, each with a `.txt` beside it that says line, reason and what to do;
/// - `spool/` has what is with the bank. It is part of the books: without it, an order handed over again may be paid
///   again.
public actor BankByFolder: PayingSystem {
  private var desk: BankDesk
  /// Files whose news were given and not confirmed.
  private var given: [String: [PaymentNews]] = [:]

  /// The most files of `in/` that are read before a confirmation, and the most news after which no further one is read:
  /// they are kept in memory.
  public static let filesAtOnce = 1000
  public static let newsAtOnce = 100_000

  /// Opens the directories, made if they are missing.
  public init(directory: String, initiator: String) throws(BankError) {
    desk = try BankDesk(directory, initiator: initiator)
    for name in ["out", "in"] { try BankFiles.makeDirectory("\(directory)/\(name)") }
  }

  /// Puts a file for the orders into `out/`. Those that were put there before are not put there again: the bank's
  /// program may have taken the file away.
  public func deliver(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    let (messages, refused) = try desk.messages(for: orders)
    for message in messages where !message.isHandedOver {
      // A crash in between puts the same file there once more, with the same id.
      try BankFiles.write(message.bytes, to: "\(desk.directory)/out/\(message.id).xml")
      try desk.spool.setHandedOver(message.id)
    }
    return desk.give(refused + messages.flatMap(\.orders).map { PaymentNews(order: $0, outcome: .received) })
  }

  /// Reads what is in `in/`.
  public func news() async throws -> [PaymentNews] {
    var count = given.reduce(0) { $0 + $1.value.count }
    for name in try BankFiles.files(in: "\(desk.directory)/in") where given[name] == nil {
      guard given.count < BankByFolder.filesAtOnce, count < BankByFolder.newsAtOnce else { break }
      guard let news = try read(name) else { continue }
      given[name] = news
      count += news.count
    }
    return desk.give(given.sorted { $0.key < $1.key }.flatMap(\.value))
  }

  /// The news of a file; nil where it is gone, or was refused.
  private func read(_ name: String) throws -> [PaymentNews]? {
    let path = "\(desk.directory)/in/\(name)"
    do {
      guard let bytes = try BankFiles.read(path, bound: XMLBounds.bytes) else { return nil }
      if let news = try desk.news(in: bytes, named: name) { return news }
      try BankFiles.remove(path)
    } catch BankError.tooLarge(_, let bound) {
      let place = desk.free("refused", name)
      try desk.refuse(
        name, nil, because: "line 1: the file is larger than \(bound) bytes; ask the bank for smaller ones.")
      try BankFiles.move(path, to: place)
    }
    return nil
  }

  /// Moves what was read to `done/`.
  public func confirm() async throws {
    // First what has ended: should the files be read again, nothing is in them that is not known.
    try desk.settle()
    for name in given.keys.sorted() {
      let path = "\(desk.directory)/in/\(name)"
      if BankFiles.exists(path) { try BankFiles.move(path, to: desk.free("done", name)) }
      given[name] = nil
    }
  }

  /// A folder answers no questions: the orders that were put there are unanswered, all others are unknown.
  public func inquire(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    let said = try await news()
    let answered = Set(said.map(\.order))
    let silent = orders.filter { !answered.contains($0.id) }.map { order in
      PaymentNews(order: order.id, outcome: desk.spool.orders.byID[order.id] == nil ? .unknown : .timedOut)
    }
    return said + silent
  }
}
