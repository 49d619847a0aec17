/// Where each party's slot is: in memory, as whoever seals or opens asks, and small, as there may be millions.
internal import Ledger

/// Numbers of slots by party. Nobody is ever taken out.
///
/// Open addressing: the table holds numbers alone, and whose a slot is stands once, in the order of slots. A million parties
/// take 16 MB so, where a dictionary takes 50.
struct PartyIndex {
  /// The party's code, by slot; 0 for a slot that is nobody's.
  private var codes: [UInt64] = []
  /// A slot's number and one, above two bits for the party's kind; 0 where there is none.
  private var table: [UInt32] = []
  /// How many parties there are.
  private(set) var count = 0
  /// Another in each process: nobody can choose codes that meet in one place.
  private let seed = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max) | 1)

  /// What the 30 bits of an entry can count: 256 GB of files.
  static let maximumSlots = 1 << 30 - 1

  /// The number of a party's slot.
  subscript(_ party: Party) -> Int? {
    guard !table.isEmpty else { return nil }
    let entry = table[place(of: party.kind, party.code.packed)]
    return entry == 0 ? nil : PartyIndex.slot(of: entry)
  }

  /// Makes room for the parties of so many slots.
  mutating func reserve(_ slots: Int) {
    codes.reserveCapacity(slots)
    grow(for: slots)
  }

  /// Notes whose slots are, `first` and those after it; nil: nobody's. One that a party had before is not its any more.
  ///
  /// Many at once: each is a look at another page of memory, and the processor waits for a few of them together.
  mutating func set(_ parties: [Party?], from first: Int) {
    precondition(first + parties.count <= PartyIndex.maximumSlots, "more slots than there are numbers for")
    grow(for: count + parties.count)
    while codes.count < first + parties.count { codes.append(0) }
    for (slot, party) in zip(first..., parties) {
      guard let party else { continue }
      codes[slot] = party.code.packed
      let place = place(of: party.kind, party.code.packed)
      if table[place] == 0 { count += 1 }
      table[place] = UInt32(slot + 1) << 2 | party.kind
    }
  }

  /// Where a party stands in the table, or where it would: there is always an empty place.
  @inline(__always)
  private func place(of kind: UInt32, _ code: UInt64) -> Int {
    let product = (code ^ seed.0).multipliedFullWidth(by: seed.1 &+ UInt64(kind) << 1)
    var place = Int(truncatingIfNeeded: product.high ^ product.low) & (table.count - 1)
    while table[place] != 0, table[place] & 3 != kind || codes[PartyIndex.slot(of: table[place])] != code {
      place = (place + 1) & (table.count - 1)
    }
    return place
  }

  private static func slot(of entry: UInt32) -> Int { Int(entry >> 2) - 1 }

  /// Doubles the table until `count` parties fill no more than three quarters of it.
  private mutating func grow(for count: Int) {
    var size = max(table.count, 16)
    while count * 4 > size * 3 { size *= 2 }
    guard size > table.count else { return }
    let before = table
    table = [UInt32](repeating: 0, count: size)
    for entry in before where entry != 0 {
      table[place(of: entry & 3, codes[PartyIndex.slot(of: entry)])] = entry
    }
  }
}

extension Party {
  /// The party's kind as a number of two bits.
  fileprivate var kind: UInt32 {
    switch self {
    case .account: 1
    case .seller: 2
    case .distributor: 3
    }
  }
}
