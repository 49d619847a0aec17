/// The calls about the registries: requests written, replies written and read.
internal import CVouchProtos
public import Ledger

extension Administration: Call {
  public typealias Accepted = Receipt

  public static func encode(_ reply: Reply<Receipt>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__receipt_reply__init) { unsafe builder.receipt($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Receipt> {
    unsafe try Reader.reply(bytes, vouch__v1__receipt_reply__unpack, Reader.receipt)
  }
}

extension GetAccount: Call {
  public var method: Method { .getAccount }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__get_party_request__init) { unsafe $0.code = builder.string(id.code) }
  }

  public static func encode(_ reply: Reply<AccountRecord>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_account_reply__init) { unsafe builder.account($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<AccountRecord> {
    unsafe try Reader.reply(bytes, vouch__v1__get_account_reply__unpack, Reader.account)
  }
}

extension ListAccounts: Call {
  public var method: Method { .listAccounts }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__list_parties_request__init) {
      unsafe $0.from = builder.string(from?.code)
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }

  public static func encode(_ reply: Reply<Page<AccountRecord, AccountID>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__list_accounts_reply__init) { unsafe builder.accountPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<AccountRecord, AccountID>> {
    unsafe try Reader.reply(bytes, vouch__v1__list_accounts_reply__unpack, Reader.accountPage)
  }
}

extension GetSeller: Call {
  public var method: Method { .getSeller }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__get_party_request__init) { unsafe $0.code = builder.string(id.code) }
  }

  public static func encode(_ reply: Reply<SellerRecord>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_seller_reply__init) { unsafe builder.seller($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<SellerRecord> {
    unsafe try Reader.reply(bytes, vouch__v1__get_seller_reply__unpack, Reader.seller)
  }
}

extension ListSellers: Call {
  public var method: Method { .listSellers }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__list_parties_request__init) {
      unsafe $0.from = builder.string(from?.code)
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }

  public static func encode(_ reply: Reply<Page<SellerRecord, SellerID>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__list_sellers_reply__init) { unsafe builder.sellerPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<SellerRecord, SellerID>> {
    unsafe try Reader.reply(bytes, vouch__v1__list_sellers_reply__unpack, Reader.sellerPage)
  }
}

extension GetDistributor: Call {
  public var method: Method { .getDistributor }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__get_party_request__init) { unsafe $0.code = builder.string(id.code) }
  }

  public static func encode(_ reply: Reply<DistributorRecord>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_distributor_reply__init) { unsafe builder.distributor($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<DistributorRecord> {
    unsafe try Reader.reply(bytes, vouch__v1__get_distributor_reply__unpack, Reader.distributor)
  }
}

extension ListDistributors: Call {
  public var method: Method { .listDistributors }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__list_parties_request__init) {
      unsafe $0.from = builder.string(from?.code)
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }

  public static func encode(_ reply: Reply<Page<DistributorRecord, DistributorID>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__list_distributors_reply__init) {
      unsafe builder.distributorPage($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<DistributorRecord, DistributorID>> {
    unsafe try Reader.reply(bytes, vouch__v1__list_distributors_reply__unpack, Reader.distributorPage)
  }
}

// MARK: - Pages

extension Builder {
  fileprivate func accountPage(_ page: Page<AccountRecord, AccountID>) -> UnsafeMutablePointer<Vouch__V1__AccountPage> {
    let m = unsafe make(vouch__v1__account_page__init)
    unsafe (m.pointee.n_accounts, m.pointee.accounts) = list(page.items.count) { unsafe account(page.items[$0]) }
    unsafe m.pointee.next = string(page.next?.code)
    return unsafe m
  }

  fileprivate func sellerPage(_ page: Page<SellerRecord, SellerID>) -> UnsafeMutablePointer<Vouch__V1__SellerPage> {
    let m = unsafe make(vouch__v1__seller_page__init)
    unsafe (m.pointee.n_sellers, m.pointee.sellers) = list(page.items.count) { unsafe seller(page.items[$0]) }
    unsafe m.pointee.next = string(page.next?.code)
    return unsafe m
  }

  fileprivate func distributorPage(_ page: Page<DistributorRecord, DistributorID>) -> UnsafeMutablePointer<
    Vouch__V1__DistributorPage
  > {
    let m = unsafe make(vouch__v1__distributor_page__init)
    unsafe (m.pointee.n_distributors, m.pointee.distributors) = list(page.items.count) {
      unsafe distributor(page.items[$0])
    }
    unsafe m.pointee.next = string(page.next?.code)
    return unsafe m
  }
}

extension Reader {
  fileprivate func accountPage(_ m: Vouch__V1__AccountPage) throws(Invalid) -> Page<AccountRecord, AccountID> {
    unsafe Page(
      items: try items(m.n_accounts, m.accounts, Reader.account),
      next: try optionalCode(m.next, "next").map { AccountID($0) })
  }

  fileprivate func sellerPage(_ m: Vouch__V1__SellerPage) throws(Invalid) -> Page<SellerRecord, SellerID> {
    unsafe Page(
      items: try items(m.n_sellers, m.sellers, Reader.seller),
      next: try optionalCode(m.next, "next").map { SellerID($0) })
  }

  fileprivate func distributorPage(_ m: Vouch__V1__DistributorPage) throws(Invalid) -> Page<
    DistributorRecord, DistributorID
  > {
    unsafe Page(
      items: try items(m.n_distributors, m.distributors, Reader.distributor),
      next: try optionalCode(m.next, "next").map { DistributorID($0) })
  }
}
