/// The calls about checks: requests written, replies written and read.
internal import CProtobufC
internal import CVouchProtos
public import Ledger
internal import MailOrder

extension Authorize: Call {
  public var method: Method { .authorize }

  public func encodeRequest() -> [UInt8] { MessageWriter.message { $0.write(terms, whollyAs: 1) } }

  public static func encode(_ reply: Reply<Authorized>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__authorize_reply__init) {
      unsafe builder.authorized($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Authorized> {
    unsafe try Reader.reply(bytes, vouch__v1__authorize_reply__unpack, Reader.authorized)
  }
}

extension IssueCheck: Call {
  public typealias Accepted = IssuedCheck

  public var method: Method { .issueCheck }

  public func encodeRequest() -> [UInt8] { MessageWriter.message { $0.write(self) } }

  public static func encode(_ reply: Reply<IssuedCheck>) -> [UInt8] {
    if case .accepted(let issued) = reply.outcome {
      return MessageWriter.reply(reply.sequence, issued)
    }
    return pack(reply)
  }

  /// The same by protobuf-c.
  static func pack(_ reply: Reply<IssuedCheck>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__issue_check_reply__init) { unsafe builder.issued($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<IssuedCheck> {
    unsafe try Reader.reply(bytes, vouch__v1__issue_check_reply__unpack, Reader.issued)
  }
}

extension CheckAction: Call {
  public typealias Accepted = Receipt

  public static func encode(_ reply: Reply<Receipt>) -> [UInt8] {
    if case .accepted(let receipt) = reply.outcome {
      return MessageWriter.message { $0.write(reply.sequence, receipt.entry, receipt.detail) }
    }
    return pack(reply)
  }

  /// The same by protobuf-c.
  static func pack(_ reply: Reply<Receipt>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__receipt_reply__init) { unsafe builder.receipt($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Receipt> {
    unsafe try Reader.reply(bytes, vouch__v1__receipt_reply__unpack, Reader.receipt)
  }
}

extension Claim: Call {
  public var method: Method { .claimCheck }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__claim_check_request__init) {
      unsafe $0.check = builder.id(check)
      unsafe $0.secret = builder.bytes(secret)
    }
  }

  public static func encode(_ reply: Reply<CheckDocument>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__claim_check_reply__init) { unsafe builder.document($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<CheckDocument> {
    unsafe try Reader.reply(bytes, vouch__v1__claim_check_reply__unpack, Reader.document)
  }
}

extension VerifyCheck: Call {
  public typealias Accepted = Verification

  public var method: Method { .verifyCheck }

  public func encodeRequest() -> [UInt8] { MessageWriter.message { $0.write(self) } }

  public static func encode(_ reply: Reply<Verification>) -> [UInt8] {
    if case .accepted(let verification) = reply.outcome {
      return MessageWriter.reply(reply.sequence, verification)
    }
    return pack(reply)
  }

  /// The same by protobuf-c.
  static func pack(_ reply: Reply<Verification>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__verify_check_reply__init) { unsafe builder.verification($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Verification> {
    unsafe try Reader.reply(bytes, vouch__v1__verify_check_reply__unpack, Reader.verification)
  }
}

extension GetCheck: Call {
  public var method: Method { .getCheck }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__get_check_request__init) { unsafe $0.check = builder.id(check) }
  }

  public static func encode(_ reply: Reply<CheckHistory>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_check_reply__init) { unsafe builder.history($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<CheckHistory> {
    unsafe try Reader.reply(bytes, vouch__v1__get_check_reply__unpack, Reader.history)
  }
}

extension GetAddressee: Call {
  public var method: Method { .getAddressee }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__get_addressee_request__init) {
      unsafe $0.check = builder.id(check)
      unsafe $0.seller = builder.string(seller.code)
    }
  }

  public static func encode(_ reply: Reply<Addressee>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_addressee_reply__init) { unsafe builder.addressee($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Addressee> {
    unsafe try Reader.reply(bytes, vouch__v1__get_addressee_reply__unpack, Reader.addressee)
  }
}

extension CheckQuery: Call {
  public typealias Accepted = Page<CheckDocument, CheckID>

  public var method: Method { .listChecks }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__list_checks_request__init) {
      unsafe $0.account = builder.string(account?.code)
      unsafe $0.seller = builder.string(seller?.code)
      unsafe $0.state = builder.state(state)
      unsafe $0.from = builder.id(from)
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }

  public static func encode(_ reply: Reply<Page<CheckDocument, CheckID>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__list_checks_reply__init) { unsafe builder.checkPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<CheckDocument, CheckID>> {
    unsafe try Reader.reply(bytes, vouch__v1__list_checks_reply__unpack, Reader.checkPage)
  }
}

// MARK: - What may also come in batches

extension Builder {
  func demand(_ demand: IssueCheck) -> UnsafeMutablePointer<Vouch__V1__IssueCheckRequest> {
    let m = unsafe make(vouch__v1__issue_check_request__init)
    unsafe m.pointee.id = id(demand.id)
    unsafe m.pointee.terms = terms(demand.terms)
    unsafe m.pointee.memo = string(demand.memo)
    return unsafe m
  }

  func question(_ question: VerifyCheck) -> UnsafeMutablePointer<Vouch__V1__VerifyCheckRequest> {
    let m = unsafe make(vouch__v1__verify_check_request__init)
    unsafe m.pointee.check = id(question.check)
    unsafe m.pointee.seller = string(question.seller?.code)
    unsafe m.pointee.distributor = string(question.distributor?.code)
    unsafe m.pointee.amount = question.amount?.minorUnits ?? 0
    unsafe m.pointee.currency = string(question.currency)
    unsafe m.pointee.order = digest(question.order)
    return unsafe m
  }
}

// MARK: - What they bring

extension Builder {
  /// A request's bytes.
  func request<Message>(
    _ initialise: (UnsafeMutablePointer<Message>) -> Void, _ fill: (inout Message) -> Void
  ) -> [UInt8] {
    let m = unsafe make(initialise)
    unsafe fill(&m.pointee)
    return unsafe pack(m)
  }

  fileprivate func issued(_ issued: IssuedCheck) -> UnsafeMutablePointer<Vouch__V1__IssuedCheck> {
    let m = unsafe make(vouch__v1__issued_check__init)
    unsafe m.pointee.receipt = receipt(issued.receipt)
    unsafe m.pointee.check = issued.check.map { unsafe document($0) }
    return unsafe m
  }

  fileprivate func verification(_ verification: Verification) -> UnsafeMutablePointer<Vouch__V1__Verification> {
    let m = unsafe make(vouch__v1__verification__init)
    unsafe m.pointee.amount = verification.amount.minorUnits
    unsafe m.pointee.currency = string(verification.currency)
    unsafe m.pointee.release = release(verification.release)
    unsafe m.pointee.progress = progress(verification.progress)
    return unsafe m
  }

  fileprivate func authorized(_ authorized: Authorized) -> UnsafeMutablePointer<Vouch__V1__Authorization> {
    let m = unsafe make(vouch__v1__authorization__init)
    unsafe m.pointee.address_key = publicKey(authorized.addressKey)
    return unsafe m
  }

  fileprivate func addressee(_ addressee: Addressee) -> UnsafeMutablePointer<Vouch__V1__Addressee> {
    let m = unsafe make(vouch__v1__addressee__init)
    unsafe m.pointee.name = string(addressee.name)
    unsafe m.pointee.address = string(addressee.address)
    unsafe m.pointee.telephone = string(addressee.telephone)
    unsafe m.pointee.sealed = bytes(addressee.sealed?.bytes ?? [])
    return unsafe m
  }

  fileprivate func history(_ history: CheckHistory) -> UnsafeMutablePointer<Vouch__V1__CheckHistory> {
    let m = unsafe make(vouch__v1__check_history__init)
    unsafe m.pointee.check = document(history.check)
    unsafe (m.pointee.n_entries, m.pointee.entries) = list(history.entries.count) {
      unsafe receipt(history.entries[$0])
    }
    return unsafe m
  }

  fileprivate func checkPage(_ page: Page<CheckDocument, CheckID>) -> UnsafeMutablePointer<Vouch__V1__CheckPage> {
    let m = unsafe make(vouch__v1__check_page__init)
    unsafe (m.pointee.n_checks, m.pointee.checks) = list(page.items.count) { unsafe document(page.items[$0]) }
    unsafe m.pointee.next = id(page.next)
    return unsafe m
  }
}

extension Reader {
  fileprivate func authorized(_ m: Vouch__V1__Authorization) throws(Invalid) -> Authorized {
    unsafe Authorized(addressKey: try publicKey(m.address_key, "address_key"))
  }

  fileprivate func issued(_ m: Vouch__V1__IssuedCheck) throws(Invalid) -> IssuedCheck {
    var issued = unsafe IssuedCheck(receipt: try receipt(try need(m.receipt, "receipt")), check: nil)
    if let check = unsafe m.check { issued.check = unsafe try document(check.pointee) }
    return issued
  }

  fileprivate func verification(_ m: Vouch__V1__Verification) throws(Invalid) -> Verification {
    unsafe Verification(
      amount: try amount(m.amount, "amount"), currency: try currency(m.currency, "currency"),
      release: try needCase(m.release.rawValue, "release"), progress: try progress(try need(m.progress, "progress")))
  }

  fileprivate func addressee(_ m: Vouch__V1__Addressee) throws(Invalid) -> Addressee {
    if let sealed = unsafe try sealedRecipient(m.sealed, "addressee.sealed") { return Addressee(sealed: sealed) }
    return unsafe Addressee(
      name: try text(m.name, "addressee.name"), address: try text(m.address, "addressee.address"),
      telephone: try text(m.telephone, "addressee.telephone"))
  }

  fileprivate func history(_ m: Vouch__V1__CheckHistory) throws(Invalid) -> CheckHistory {
    unsafe CheckHistory(
      check: try document(try need(m.check, "check")), entries: try items(m.n_entries, m.entries, Reader.receipt))
  }

  fileprivate func checkPage(_ m: Vouch__V1__CheckPage) throws(Invalid) -> Page<CheckDocument, CheckID> {
    unsafe Page(items: try items(m.n_checks, m.checks, Reader.document), next: try optionalID(m.next, "next"))
  }

  /// A repeated field.
  func items<Message, Item>(
    _ count: Int, _ messages: UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?,
    _ read: (Reader) -> (Message) throws(Invalid) -> Item
  ) throws(Invalid) -> [Item] {
    var items: [Item] = []
    items.reserveCapacity(count)
    for index in 0..<count { unsafe items.append(try read(self)(try need(messages?[index], "items"))) }
    return items
  }
}
