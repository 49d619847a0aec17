/// A number that stands for a command's contents, so that an id used again for something else is noticed.
///
/// Not a secret and not a seal: a caller who forges a collision fools only its own id. It is journalled, so the
/// arithmetic never changes: each word is mixed in by two rounds of xor, shift and multiply (the finaliser of
/// MurmurHash3), words in the order in which the fields are declared.
struct Fingerprint {
  private(set) var value: UInt64

  init(kind: UInt64) { value = kind &* 0x9E37_79B9_7F4A_7C15 }

  @inline(__always)
  mutating func add(_ word: UInt64) {
    var mixed = value ^ word
    mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    value = (mixed ^ (mixed >> 33)) &+ 0x9E37_79B9_7F4A_7C15
  }

  @inline(__always)
  mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }
  @inline(__always)
  mutating func add(_ number: Int64?) {
    add(number == nil ? 0 as UInt64 : 1)
    add(number ?? 0)
  }
  @inline(__always)
  mutating func add(_ code: Code?) { add(code?.packed ?? 0) }
  @inline(__always)
  mutating func add(_ id: some TimedID) {
    add(id.high)
    add(id.low)
  }
  @inline(__always)
  mutating func add(_ digest: Digest?) {
    guard let words = digest?.bigEndianWords else { return add(0 as UInt64) }
    add(1 as UInt64)
    add(words.0)
    add(words.1)
    add(words.2)
    add(words.3)
  }
  @inline(__always)
  mutating func add(_ text: Text?) {
    // Most commands have none.
    guard let text, !text.isEmpty else { return add(text == nil ? 0 as UInt64 : 1) }
    addBytes(of: text)
  }

  @inline(never)
  private mutating func addBytes(of text: Text) {
    let bytes = text.value.utf8
    add(UInt64(bytes.count) + 1)
    var word: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      word = word << 8 | UInt64(byte)
      if index % 8 == 7 || index == bytes.count - 1 {
        add(word)
        word = 0
      }
    }
  }
  @inline(__always)
  mutating func add(_ actor: Actor) {
    switch actor {
    case .operator: add(1 as UInt64)
    case .terminal(let id):
      add(2 as UInt64)
      add(id.code)
    case .seller(let id):
      add(3 as UInt64)
      add(id.code)
    case .distributor(let id):
      add(4 as UInt64)
      add(id.code)
    case .rail(let rail): add(UInt64(rail.rawValue) << 8 | 5)
    case .committer: add(6 as UInt64)
    }
  }
}
