/// Records and keys of the ledger's tables, under checksums that are right: what is read is written again in today's layout,
/// and read as the same.
internal import CVouchRecords
internal import LMDB
internal import Ledger

@testable internal import LedgerStore

/// An input: what kind, and its bytes. Where there is a key, it comes before them.
enum RecordSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    switch input.byte() {
    case 0: try account(&input)
    case 1: try check(&input)
    case 2: try entry(&input)
    case 3: try supplement(&input)
    case 4: try profile(&input)
    case 5: try clearProfiles(&input)
    case 6: try memo(&input)
    case 7: try seller(&input)
    case 8: try distributor(&input)
    case 9: try instruction(&input)
    case 10: try commits(&input)
    case 11: try keys(&input)
    case 12: try numbers(&input)
    default: break
    }
  }

  // MARK: Sealing

  /// What `read` makes of bytes under a right checksum; nil also where the version is none that is known.
  private static func unsealed<Value>(
    _ bytes: [UInt8], at key: some TableKey, newest: UInt8 = layoutVersion, _ read: (inout ByteReader) -> Value?
  ) -> Value? {
    var writer = ByteWriter(empty: bytes.count + 4)
    for byte in bytes { writer.put(byte) }
    return open(writer.sealed(at: key), at: key, newest: newest, read)
  }

  /// What `read` makes of a string that was written here.
  private static func open<Value>(
    _ sealed: [UInt8], at key: some TableKey, newest: UInt8 = layoutVersion, _ read: (inout ByteReader) -> Value?
  ) -> Value? {
    unsafe sealed.withUnsafeBytes { bytes in
      guard var reader = unsafe try? ByteReader(bytes, at: key, newest: newest) else { return nil }
      return read(&reader)
    }
  }

  /// A record of a fixed layout with these bytes, as it is found at a key.
  private static func fixed<Record: StoredRecord & BitwiseCopyable>(
    _ input: inout Input, _: Record.Type, at key: some TableKey
  ) throws -> Record {
    let size = MemoryLayout<Record>.size
    let bytes = input.bytes(size)
    let whole = bytes + [UInt8](repeating: 0, count: size - bytes.count)
    let record = unsafe whole.withUnsafeBytes { unsafe $0.loadUnaligned(as: Record.self) }.sealed(at: key)
    try require(record.fault(at: key) == nil, "a record that was sealed has a fault")
    return record
  }

  private static func code(_ input: inout Input) -> Code? { Code(packed: input.number()) }

  private static let usualCode = Code("BUYER-1")

  // MARK: Strings of bytes

  private static func account(_ input: inout Input) throws {
    guard let code = usualCode else { return }
    let id = AccountID(code)
    let bytes = input.all()
    guard let account = unsealed(bytes, at: CodeKey(code), newest: accountVersion, { Account(&$0, id: id) }) else {
      return
    }
    for size in [0, bytes.count + 4] {
      var writer = ByteWriter(empty: 64)
      account.write(over: size, to: &writer)
      let again = open(writer.bytes, at: CodeKey(code), newest: accountVersion) { Account(&$0, id: id) }
      try require(again == account, "\(account) is written as \(writer.bytes) and read as \(String(describing: again))")
    }
  }

  private static func check(_ input: inout Input) throws {
    let id = CheckID(high: input.number(), low: input.number())
    let bytes = input.all()
    guard var check = unsealed(bytes, at: IDKey(id), newest: checkVersion, { Check(&$0, id: id) }) else { return }
    for size in [0, bytes.count + 4] {
      var writer = ByteWriter(empty: 128)
      check.write(over: size, to: &writer)
      let again = open(writer.bytes, at: IDKey(id), newest: checkVersion) { Check(&$0, id: id) }
      try require(again == check, "\(check) is written as \(writer.bytes) and read as \(String(describing: again))")
    }
  }

  private static func entry(_ input: inout Input) throws {
    let sequence: UInt64 = input.number()
    let bytes = input.all()
    let link = unsealed(bytes, at: sequence, newest: entryVersion) { EntryLink(&$0) }
    guard let receipt = unsealed(bytes, at: sequence, newest: entryVersion, { Receipt(&$0) }) else { return }
    try require(
      link?.command == receipt.entry.command && link?.previousOfCheck == receipt.entry.previousOfCheck,
      "the link of \(receipt) is \(String(describing: link))")
    var writer = ByteWriter(empty: 128)
    receipt.write(to: &writer)
    let again = open(writer.bytes, at: sequence, newest: entryVersion) { Receipt(&$0) }
    try require(again == receipt, "\(receipt) is written as \(writer.bytes) and read as \(String(describing: again))")
  }

  /// What the log keeps beside an entry: the entry first, with its length before it.
  private static func supplement(_ input: inout Input) throws {
    let sequence: UInt64 = input.number()
    let length = Int(input.byte())
    let receipt = unsealed(input.bytes(length), at: sequence, newest: entryVersion) { Receipt(&$0) }
    guard var entry = receipt?.entry else { return }
    let read = unsealed(input.all(), at: sequence, newest: termsVersion) { $0.command(of: entry) }
    guard let command = read else { return }
    var writer = ByteWriter(empty: 128)
    switch command {
    case .issue(let issue): writer.appendSupplement(of: issue, to: &entry)
    case .administer(let administration):
      // What older logs have in the clear is written no more.
      guard administration.clearProfile == nil else { return }
      writer.appendSupplement(of: administration, to: &entry)
    case .act: throw Finding("an action has a supplement")
    }
    let written = Array(writer.bytes.dropFirst(4))
    let again = open(written, at: sequence, newest: termsVersion) { $0.command(of: entry) }
    try require(again == command, "\(command) is written as \(written) and read as \(String(describing: again))")
  }

  private static func profile(_ input: inout Input) throws {
    guard let code = usualCode else { return }
    let key = CodeKey(code)
    guard let profile = unsealed(input.all(), at: key, newest: profileVersion, { SealedProfile(&$0) }) else { return }
    let written = profile.encoded(at: key)
    let again = open(written, at: key, newest: profileVersion) { SealedProfile(&$0) }
    try require(again == profile, "a profile is written as \(written) and read as \(String(describing: again))")
  }

  /// Those of before format 5 are read, and written no more.
  private static func clearProfiles(_ input: inout Input) throws {
    guard let code = usualCode else { return }
    let bytes = input.all()
    _ = unsealed(bytes, at: CodeKey(code)) { AccountProfile(&$0) }
    _ = unsealed(bytes, at: CodeKey(code)) { CompanyProfile(&$0) }
  }

  private static func memo(_ input: inout Input) throws {
    let key = IDKey(CheckID(high: 1, low: 2))
    guard let memo = unsealed(input.all(), at: key, { Text(&$0) }) else { return }
    try require(open(memo.encoded(at: key), at: key) { Text(&$0) } == memo, "the memo '\(memo)' is read as another")
  }

  // MARK: Records of a fixed layout

  private static func seller(_ input: inout Input) throws {
    guard let code = usualCode else { return }
    let record = try fixed(&input, vouch_seller_record.self, at: CodeKey(code))
    guard let seller = Seller(record, id: SellerID(code)) else { return }
    try require(Seller(seller.record, id: SellerID(code)) == seller, "\(seller) is read as another")
  }

  private static func distributor(_ input: inout Input) throws {
    guard let code = usualCode else { return }
    let record = try fixed(&input, vouch_distributor_record.self, at: CodeKey(code))
    guard let distributor = Distributor(record, id: DistributorID(code)) else { return }
    try require(
      Distributor(distributor.record, id: DistributorID(code)) == distributor, "\(distributor) is read as another")
  }

  private static func instruction(_ input: inout Input) throws {
    let key = InstructionKey(words: KeyWords(UInt64(input.number(UInt16.self)), input.number()))
    guard let key else { return }
    let record = try fixed(&input, vouch_instruction_record.self, at: key)
    guard let instruction = RailInstruction(record, id: key.id) else { return }
    try require(
      RailInstruction(instruction.record, id: key.id) == instruction, "\(instruction) is read as another")
  }

  private static func commits(_ input: inout Input) throws {
    let number: UInt64 = input.number()
    let record = try fixed(&input, vouch_commits_record.self, at: number)
    for place in 0..<HistoryLayout.commits { _ = record.leaf(place) }
  }

  // MARK: Keys and numbers

  private static func keys(_ input: inout Input) throws {
    let words = KeyWords(input.number(), input.number(), input.number())
    func isKept<Key: TableKey>(_: Key.Type) throws {
      guard let key = Key(words: words) else { return }
      let again = Key(words: key.words)
      try require(again == key, "\(key) is read as \(String(describing: again))")
      _ = "\(key)"
    }
    try isKept(CodeKey.self)
    try isKept(IDKey.self)
    try isKept(ClearingKey.self)
    try isKept(DueKey.self)
    try isKept(InstructionKey.self)
  }

  /// Numbers, one after the other: eight bytes looked at together mean the same as one by one.
  private static func numbers(_ input: inout Input) throws {
    let bytes = input.all()
    let read = unsealed([layoutVersion] + bytes, at: 1 as UInt64) { reader in
      var numbers: [UInt64] = []
      while let number = reader.number() { numbers.append(number) }
      return numbers
    }
    var expected: [UInt64] = []
    var rest = bytes[...]
    while let (number, count) = LogicalNumber.first(rest) {
      expected.append(number)
      rest = rest.dropFirst(count)
    }
    try require(read == expected, "\(bytes) is read as \(String(describing: read)), and means \(expected)")
  }
}

/// Seven bits a byte, the lowest first, in as few bytes as it takes: read as it is explained.
private enum LogicalNumber {
  static func first(_ bytes: ArraySlice<UInt8>) -> (UInt64, Int)? {
    var number: UInt64 = 0
    for (index, byte) in bytes.prefix(10).enumerated() {
      let part = UInt64(byte & 0x7F)
      guard index < 9 || byte <= 1 else { return nil }
      number |= part << UInt64(7 * index)
      guard byte < 0x80 else { continue }
      return byte == 0 && index > 0 ? nil : (number, index + 1)
    }
    return nil
  }
}
