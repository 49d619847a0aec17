/// The calls about the book and the manager itself: requests written, replies written and read.
internal import CVouchProtos
public import Ledger

extension GetStatus: Call {
  public var method: Method { .getStatus }

  public func encodeRequest() -> [UInt8] { [] }

  public static func encode(_ reply: Reply<ManagerStatus>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_status_reply__init) { unsafe builder.status($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<ManagerStatus> {
    unsafe try Reader.reply(bytes, vouch__v1__get_status_reply__unpack, Reader.status)
  }
}

extension AcceptClock: Call {
  public var method: Method { .acceptClock }

  public func encodeRequest() -> [UInt8] { [] }

  public static func encode(_ reply: Reply<ManagerStatus>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__accept_clock_reply__init) { unsafe builder.status($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<ManagerStatus> {
    unsafe try Reader.reply(bytes, vouch__v1__accept_clock_reply__unpack, Reader.status)
  }
}

extension StatementQuery: Call {
  public typealias Accepted = Statement

  public var method: Method { .getStatement }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__get_statement_request__init) {
      unsafe $0.account = builder.bookAccount(account)
      unsafe $0.from = from?.entry ?? 0
      unsafe $0.from_balance = from?.balance ?? 0
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }

  public static func encode(_ reply: Reply<Statement>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_statement_reply__init) { unsafe builder.statement($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Statement> {
    unsafe try Reader.reply(bytes, vouch__v1__get_statement_reply__unpack, Reader.statement)
  }
}

extension ReadJournal: Call {
  public var method: Method { .readJournal }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__read_journal_request__init) {
      unsafe $0.from = from
      unsafe $0.limit = UInt32(clamping: limit)
      if let party { unsafe $0.party = builder.party(party) }
      if let kind { unsafe $0.kind = builder.entryKind(kind) }
    }
  }

  public static func encode(_ reply: Reply<Page<Receipt, UInt64>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__read_journal_reply__init) { unsafe builder.journalPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<Receipt, UInt64>> {
    unsafe try Reader.reply(bytes, vouch__v1__read_journal_reply__unpack, Reader.journalPage)
  }
}

extension GetBalanceSheet: Call {
  public var method: Method { .getBalanceSheet }

  public func encodeRequest() -> [UInt8] { [] }

  public static func encode(_ reply: Reply<BalanceSheet>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_balance_sheet_reply__init) { unsafe builder.balanceSheet($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<BalanceSheet> {
    unsafe try Reader.reply(bytes, vouch__v1__get_balance_sheet_reply__unpack, Reader.balanceSheet)
  }
}

// MARK: - Pages

extension Builder {
  fileprivate func journalPage(_ page: Page<Receipt, UInt64>) -> UnsafeMutablePointer<Vouch__V1__JournalPage> {
    let m = unsafe make(vouch__v1__journal_page__init)
    unsafe (m.pointee.n_entries, m.pointee.entries) = list(page.items.count) { unsafe receipt(page.items[$0]) }
    unsafe m.pointee.next = page.next ?? 0
    return unsafe m
  }
}

extension Reader {
  fileprivate func journalPage(_ m: Vouch__V1__JournalPage) throws(Invalid) -> Page<Receipt, UInt64> {
    unsafe Page(items: try items(m.n_entries, m.entries, Reader.receipt), next: m.next == 0 ? nil : m.next)
  }
}
