/// Whom a connector asks its paying system about. Values ↔ messages.
internal import CProtobufC
internal import CVouchProtos
public import Ledger

extension Reader {
  func listCovers(_ m: Vouch__V1__ListCoversRequest) throws(Invalid) -> Request {
    unsafe .covers(
      ListCovers(
        try needCase(m.rail.rawValue, "rail"), from: try optionalCode(m.from, "from").map { AccountID($0) },
        limit: try limit(m.limit, "limit")))
  }

  fileprivate func coverPage(_ m: Vouch__V1__RailCoverPage) throws(Invalid) -> Page<RailCover, AccountID> {
    unsafe Page(
      items: try items(m.n_covers, m.covers, Reader.railCover),
      next: try optionalCode(m.next, "next").map { AccountID($0) })
  }

  private func railCover(_ m: Vouch__V1__RailCover) throws(Invalid) -> RailCover {
    return unsafe RailCover(
      account: AccountID(try code(m.account, "cover.account")), cover: try needCase(m.cover.rawValue, "cover.cover"),
      currency: try currency(m.currency, "cover.currency"),
      balance: try cover(try need(m.balance, "cover.balance"), "cover.balance"),
      holder: try holder(m.holder, "cover.holder"))
  }
}

extension Builder {
  fileprivate func coverPage(
    _ page: Page<RailCover, AccountID>
  ) -> UnsafeMutablePointer<Vouch__V1__RailCoverPage> {
    let m = unsafe make(vouch__v1__rail_cover_page__init)
    unsafe (m.pointee.n_covers, m.pointee.covers) = list(page.items.count) { unsafe railCover(page.items[$0]) }
    unsafe m.pointee.next = string(page.next?.code)
    return unsafe m
  }

  private func railCover(_ cover: RailCover) -> UnsafeMutablePointer<Vouch__V1__RailCover> {
    let m = unsafe make(vouch__v1__rail_cover__init)
    unsafe m.pointee.account = string(cover.account.code)
    unsafe m.pointee.cover = Vouch__V1__Cover(rawValue: cover.cover.wire)
    unsafe m.pointee.currency = string(cover.currency)
    unsafe m.pointee.balance = self.cover(cover.balance)
    unsafe m.pointee.holder = holder(cover.holder)
    return unsafe m
  }
}

extension ListCovers: Call {
  public var method: Method { .listCovers }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__list_covers_request__init) {
      unsafe $0.rail = builder.rail(rail)
      unsafe $0.from = builder.string(from?.code)
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }

  public static func encode(_ reply: Reply<Page<RailCover, AccountID>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__list_covers_reply__init) { unsafe builder.coverPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<RailCover, AccountID>> {
    unsafe try Reader.reply(bytes, vouch__v1__list_covers_reply__unpack, Reader.coverPage)
  }
}
