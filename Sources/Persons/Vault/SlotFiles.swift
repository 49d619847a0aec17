/// Slots in files of a fixed size, and a second copy of each in files beside them.
internal import Storage

/// Every slot lies twice, and one copy is durable before the other is written: a power cut in the middle of a write spoils
/// one at most, and so does a bad sector.
///
/// Not in LMDB: what it overwrites stays in the file until its page is used again, and a key that was destroyed would be
/// there for anybody to find.
struct SlotFiles {
  let directory: any Directory
  private var first: [any StoredFile] = []
  private var second: [any StoredFile] = []

  /// A megabyte a file: made in no time, and eight thousand parties before another is needed.
  static let slotsPerFile = 8192
  private static let size = slotsPerFile * PersonSlot.byteCount

  private static func name(_ copy: String, _ number: Int) -> String {
    let digits = String(number)
    return copy + "-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Opens what is in the directory. A second copy that is not there is made, from zeros; or, where nothing is to be
  /// changed, is the first one.
  init(in directory: any Directory, making isMaking: Bool = true) throws(PersonsError) {
    self.directory = directory
    let names = Set(try stored { () throws(StorageError) in try directory.list() })
    while names.contains(SlotFiles.name("keys", first.count)) {
      let number = first.count
      first.append(try stored { () throws(StorageError) in try directory.open(SlotFiles.name("keys", number)) })
      let copy = SlotFiles.name("copy", number)
      second.append(
        try stored { () throws(StorageError) in
          try names.contains(copy) || !isMaking
            ? directory.open(names.contains(copy) ? copy : first[number].name)
            : directory.create(copy, size: SlotFiles.size)
        })
      // One that was cut short by whoever copied it.
      for file in [first[number], second[number]] where file.size < SlotFiles.size {
        throw .storage(StorageError(.tooShort, "open", "\(directory.path)/\(file.name)"))
      }
      // What a process wrote that died before it synced is in the system's cache. Whoever goes by it must have it on the disk.
      for file in [first[number], second[number]] { try stored { () throws(StorageError) in try file.settle() } }
    }
  }

  /// How many slots there is room for.
  var count: Int { first.count * SlotFiles.slotsPerFile }

  /// Makes room for as many again as a file has.
  mutating func grow() throws(PersonsError) {
    let number = first.count
    // The second first: one that has no first is nobody's, and is made again.
    let copy = try stored { () throws(StorageError) in
      try directory.create(SlotFiles.name("copy", number), size: SlotFiles.size)
    }
    let file = try stored { () throws(StorageError) in
      try directory.create(SlotFiles.name("keys", number), size: SlotFiles.size)
    }
    second.append(copy)
    first.append(file)
  }

  /// The newer copy of slot `number` that is whole; nil where there is none.
  func newest(_ number: Int) throws(PersonsError) -> PersonSlot? {
    let (one, other) = (try bytes(of: number, in: first), try bytes(of: number, in: second))
    return PersonSlot.newest(of: one.span, other.span, at: number)
  }

  private func bytes(of number: Int, in files: [any StoredFile]) throws(PersonsError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: PersonSlot.byteCount)
    let (file, slot) = number.quotientAndRemainder(dividingBy: SlotFiles.slotsPerFile)
    try stored { () throws(StorageError) in
      try files[file].read(PersonSlot.byteCount, at: slot * PersonSlot.byteCount, into: &bytes)
    }
    return bytes
  }

  /// Where files are read to, whole, one after the other.
  struct Room {
    fileprivate var first = [UInt8](repeating: 0, count: SlotFiles.size)
    fileprivate var second = [UInt8](repeating: 0, count: SlotFiles.size)
  }

  /// What `look` makes of each slot of a file: it is given the slot's number, and both copies where they lie.
  func read<Result>(
    _ file: Int, in room: inout Room, _ look: (Int, Span<UInt8>, Span<UInt8>) -> Result
  ) throws(PersonsError) -> [Result] {
    try stored { () throws(StorageError) in
      try first[file].read(SlotFiles.size, at: 0, into: &room.first)
      try second[file].read(SlotFiles.size, at: 0, into: &room.second)
    }
    var results: [Result] = []
    results.reserveCapacity(SlotFiles.slotsPerFile)
    let (one, other) = (room.first.span, room.second.span)
    for slot in 0..<SlotFiles.slotsPerFile {
      let place = slot * PersonSlot.byteCount..<(slot + 1) * PersonSlot.byteCount
      results.append(look(file * SlotFiles.slotsPerFile + slot, one.extracting(place), other.extracting(place)))
    }
    return results
  }

  var fileCount: Int { first.count }

  /// Where slot `number` lies: its first copy, or its second.
  func place(of number: Int, isFirst: Bool) -> (path: String, offset: Int) {
    let (file, slot) = number.quotientAndRemainder(dividingBy: SlotFiles.slotsPerFile)
    return ("\(directory.path)/\((isFirst ? first : second)[file].name)", slot * PersonSlot.byteCount)
  }

  /// Puts new keys into slots that were empty: durable after `sync`. Nothing is lost by a cut before that.
  func write(new slots: [Int: PersonSlot]) throws(PersonsError) {
    for (number, slot) in slots {
      try write(slot, at: number, of: first)
      try write(slot, at: number, of: second)
    }
  }

  /// Makes both copies of these files durable.
  func sync(_ files: Set<Int>) throws(PersonsError) {
    for file in files {
      try stored { () throws(StorageError) in
        try first[file].sync()
        try second[file].sync()
      }
    }
  }

  /// Overwrites slots, durably: at every moment one whole copy of each is on disk.
  func overwrite(_ slots: [Int: PersonSlot]) throws(PersonsError) {
    let files = Set(slots.keys.map { $0 / SlotFiles.slotsPerFile })
    for copies in [first, second] {
      // The other copy, as it was or as it is by now, must be durable before this one is touched.
      for file in files {
        let other = copies[file] === first[file] ? second[file] : first[file]
        try stored { () throws(StorageError) in try other.sync() }
      }
      for (number, slot) in slots { try write(slot, at: number, of: copies) }
      for file in files { try stored { () throws(StorageError) in try copies[file].sync() } }
    }
  }

  private func write(_ slot: PersonSlot, at number: Int, of files: [any StoredFile]) throws(PersonsError) {
    let (file, place) = number.quotientAndRemainder(dividingBy: SlotFiles.slotsPerFile)
    let bytes = slot.bytes(at: number)
    try stored { () throws(StorageError) in
      unsafe try files[file].write(bytes.span.bytes, at: place * PersonSlot.byteCount)
    }
  }
}
