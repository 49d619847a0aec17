/// The calls about what the manager signs: requests written, replies written and read.
internal import CProtobufC
internal import CVouchProtos
public import Ledger

extension ProveCheck: Call {
  public var method: Method { .proveCheck }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__prove_check_request__init) { unsafe $0.check = builder.id(check) }
  }

  public static func encode(_ reply: Reply<ProvedCheck>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__prove_check_reply__init) { proved in
      let m = unsafe builder.make(vouch__v1__proved_check__init)
      unsafe m.pointee.proof = builder.bytes(proved.proof)
      return unsafe m
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<ProvedCheck> {
    unsafe try Reader.reply(bytes, vouch__v1__prove_check_reply__unpack, Reader.provedCheck)
  }
}

extension GetHead: Call {
  public var method: Method { .getHead }

  public func encodeRequest() -> [UInt8] { [] }

  public static func encode(_ reply: Reply<HistoryHead>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__get_head_reply__init) { head in
      let m = unsafe builder.make(vouch__v1__history_head__init)
      unsafe m.pointee.head = builder.bytes(head.head)
      unsafe m.pointee.keys = builder.bytes(head.keys)
      return unsafe m
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<HistoryHead> {
    unsafe try Reader.reply(bytes, vouch__v1__get_head_reply__unpack, Reader.historyHead)
  }
}

extension ProveConsistency: Call {
  public var method: Method { .proveConsistency }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__prove_consistency_request__init) {
      unsafe $0.size = size
      unsafe $0.later = later ?? 0
    }
  }

  public static func encode(_ reply: Reply<HistoryConsistency>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__prove_consistency_reply__init) { consistency in
      let m = unsafe builder.make(vouch__v1__history_consistency__init)
      unsafe m.pointee.head = builder.bytes(consistency.head)
      unsafe (m.pointee.n_path, m.pointee.path) = builder.list(consistency.path)
      unsafe (m.pointee.n_frontier, m.pointee.frontier) = builder.list(consistency.frontier)
      return unsafe m
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<HistoryConsistency> {
    unsafe try Reader.reply(bytes, vouch__v1__prove_consistency_reply__unpack, Reader.historyConsistency)
  }
}

extension ReadAttested: Call {
  public var method: Method { .readAttested }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__read_attested_request__init) {
      unsafe $0.from = from
      unsafe $0.limit = UInt32(clamping: limit)
      unsafe $0.without_texts = withTexts ? 0 : 1
    }
  }

  public static func encode(_ reply: Reply<AttestedPage>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__read_attested_reply__init) { unsafe builder.attestedPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<AttestedPage> {
    unsafe try Reader.reply(bytes, vouch__v1__read_attested_reply__unpack, Reader.attestedPage)
  }
}

// MARK: - Pages

extension Builder {
  fileprivate func attestedPage(_ page: AttestedPage) -> UnsafeMutablePointer<Vouch__V1__AttestedPage> {
    let m = unsafe make(vouch__v1__attested_page__init)
    unsafe m.pointee.first = page.first
    unsafe (m.pointee.n_leaves, m.pointee.leaves) = list(page.leaves) { unsafe leaf($0) }
    unsafe (m.pointee.n_commits, m.pointee.commits) = list(page.commits) { unsafe commit($0) }
    return unsafe m
  }

  private func leaf(_ leaf: AttestedLeaf) -> UnsafeMutablePointer<Vouch__V1__AttestedLeaf> {
    let m = unsafe make(vouch__v1__attested_leaf__init)
    unsafe m.pointee.document = bytes(leaf.document)
    guard let text = leaf.text else { return unsafe m }
    unsafe m.pointee.text = string(text.text)
    unsafe m.pointee.text_salt = id(CommandID(high: text.salt.high, low: text.salt.low))
    return unsafe m
  }

  private func commit(_ commit: AttestedCommit) -> UnsafeMutablePointer<Vouch__V1__AttestedCommit> {
    let m = unsafe make(vouch__v1__attested_commit__init)
    unsafe m.pointee.index = commit.index
    unsafe m.pointee.first = commit.first
    unsafe m.pointee.count = commit.count
    return unsafe m
  }
}

extension Reader {
  fileprivate func provedCheck(_ m: Vouch__V1__ProvedCheck) throws(Invalid) -> ProvedCheck {
    ProvedCheck(proof: unsafe bytes(m.proof))
  }

  fileprivate func historyHead(_ m: Vouch__V1__HistoryHead) throws(Invalid) -> HistoryHead {
    HistoryHead(head: unsafe bytes(m.head), keys: unsafe bytes(m.keys))
  }

  fileprivate func historyConsistency(_ m: Vouch__V1__HistoryConsistency) throws(Invalid) -> HistoryConsistency {
    unsafe HistoryConsistency(
      head: bytes(m.head), path: try digests(m.n_path, m.path, "path"),
      frontier: try digests(m.n_frontier, m.frontier, "frontier"))
  }

  fileprivate func attestedPage(_ m: Vouch__V1__AttestedPage) throws(Invalid) -> AttestedPage {
    unsafe AttestedPage(
      first: m.first, leaves: try items(m.n_leaves, m.leaves, Reader.leaf),
      commits: try items(m.n_commits, m.commits, Reader.commit))
  }

  private func leaf(_ m: Vouch__V1__AttestedLeaf) throws(Invalid) -> AttestedLeaf {
    let text = unsafe try string(m.text, "leaves.text")
    guard !text.isEmpty else { return AttestedLeaf(document: unsafe bytes(m.document)) }
    // Sixteen bytes, as an id has.
    let salt: CommandID = unsafe try id(m.text_salt, "leaves.text_salt")
    return AttestedLeaf(
      document: unsafe bytes(m.document), text: AttestedText(text: text, salt: .init(high: salt.high, low: salt.low)))
  }

  private func commit(_ m: Vouch__V1__AttestedCommit) throws(Invalid) -> AttestedCommit {
    unsafe AttestedCommit(index: m.index, first: m.first, count: m.count)
  }

  private func bytes(_ data: ProtobufCBinaryData) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: data.data, count: data.len))
  }

  private func digests(
    _ count: Int, _ values: UnsafeMutablePointer<ProtobufCBinaryData>?, _ field: String
  ) throws(Invalid) -> [Digest] {
    var digests: [Digest] = []
    for index in 0..<count {
      guard let data = unsafe values?[index], let digest = unsafe try digest(data, field) else {
        throw missing(field, "A digest has \(Digest.byteCount) bytes.")
      }
      digests.append(digest)
    }
    return digests
  }
}
