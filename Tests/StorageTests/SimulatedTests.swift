/// What a simulated directory does wrong on demand, and what a power cut makes of it.
import Storage
import Testing
import VouchTesting

@Suite struct `a simulated power cut` {
  @Test(arguments: SeededGenerator.seeds(50))
  func `keeps what was synced, and of the rest any sector, whole or torn between words`(seed: UInt64) throws {
    let directory = SimulatedDirectory(seed: seed)
    let file = try directory.create("a", size: 8 * 512)
    try file.write([UInt8](repeating: 1, count: 8 * 512), at: 0)
    try file.sync()
    try file.write([UInt8](repeating: 2, count: 4 * 512), at: 4 * 512)
    directory.restart()
    #expect(kind { try file.write([1], at: 0) } == .powerOff)
    let bytes = try #require(directory.contents(of: "a"))
    #expect(bytes[..<2048].allSatisfy { $0 == 1 }, "seed \(seed)")
    for word in stride(from: 2048, to: 4096, by: 8) {
      #expect(Set(bytes[word..<word + 8]).count == 1, "seed \(seed), word at \(word)")
      #expect([1, 2].contains(bytes[word]), "seed \(seed), word at \(word)")
    }
    // One tear a sector at most.
    for sector in stride(from: 2048, to: 4096, by: 512) {
      let changes = (sector + 1..<sector + 512).count { bytes[$0] != bytes[$0 - 1] }
      #expect(changes <= 1, "seed \(seed), sector at \(sector)")
    }
  }

  @Test func `does all of it to some sector of some seed`() throws {
    var seen: Set<String> = []
    for seed in 0..<200 as Range<UInt64> {
      let directory = SimulatedDirectory(seed: seed)
      let file = try directory.create("a", size: 512)
      try file.write([UInt8](repeating: 2, count: 512), at: 0)
      directory.restart()
      let bytes = try #require(directory.contents(of: "a"))
      seen.insert("\(bytes[0])\(bytes[511])")
    }
    #expect(seen == ["00", "22", "20", "02"])
  }

  @Test func `during a change of names leaves the old or the new`() throws {
    var seen: Set<[String]> = []
    for seed in 0..<50 as Range<UInt64> {
      let directory = SimulatedDirectory(seed: seed)
      _ = try directory.create("a", size: 512)
      directory.plan(.powerCut, at: 1)
      #expect(kind { try directory.rename("a", to: "b") } == .powerOff)
      #expect(kind { _ = try directory.list() } == .powerOff)
      directory.restart()
      seen.insert(try directory.list())
    }
    #expect(seen == [["a"], ["b"]])
  }
}

@Suite struct `a simulated file` {
  /// The fault, the call that meets it, and what the calls after it say.
  @Test(arguments: [(Fault.fails, 1), (.fails, 2), (.outOfSpace, 2)])
  func `that failed to write or sync refuses everything, and syncs no second time`(fault: Fault, at: Int) throws {
    let directory = SimulatedDirectory(seed: 7)
    let file = try directory.create("a", size: 1024)
    directory.plan(fault, at: at)
    let first = kind {
      try file.write([1], at: 0)
      try file.sync()
    }
    #expect(first != nil && first != .outOfSpace)
    let counts = directory.counts
    #expect(kind { try file.sync() } == first)
    #expect(kind { try file.write([1], at: 0) } == first)
    #expect(kind { _ = try file.read(0..<1) } == first)
    #expect(directory.counts == counts)
  }

  @Test(arguments: SeededGenerator.seeds(50))
  func `whose sync failed is in the cache as it was written, and is what the disk has once it settles`(
    seed: UInt64
  ) throws {
    let directory = SimulatedDirectory(seed: seed)
    let file = try directory.create("a", size: 4 * 512)
    directory.plan(.fails, at: 2)
    try file.write([UInt8](repeating: 1, count: 4 * 512), at: 0)
    #expect(kind { try file.sync() } == .syncFailed(errno: 5))
    #expect(directory.contents(of: "a")?.allSatisfy { $0 == 1 } == true)
    directory.startAgain()
    let again = try directory.open("a")
    try again.settle()
    let settled = try again.read(0..<4 * 512)
    directory.restart()
    #expect(directory.contents(of: "a") == settled, "seed \(seed)")
  }

  @Test(arguments: SeededGenerator.seeds(20))
  func `whose process died has in the cache what it wrote, and keeps it once it settles`(seed: UInt64) throws {
    let directory = SimulatedDirectory(seed: seed)
    let file = try directory.create("a", size: 512)
    try file.write([1, 2, 3], at: 0)
    directory.startAgain()
    #expect(kind { try file.write([1], at: 0) } == .powerOff)
    let again = try directory.open("a")
    #expect(try again.read(0..<3) == [1, 2, 3])
    try again.settle()
    directory.restart()
    #expect(directory.contents(of: "a")?.prefix(3) == [1, 2, 3], "seed \(seed)")
  }

  @Test(arguments: [Fault.lost, .misdirected])
  func `that lies says that it has written, and has not there`(fault: Fault) throws {
    let directory = SimulatedDirectory(seed: 3)
    let file = try directory.create("a", size: 16 << 10)
    _ = try directory.create("b", size: 16 << 10)
    #expect(!directory.isLieFresh)
    directory.plan(fault, at: 2)
    try file.write([UInt8](repeating: 1, count: 4096), at: 4096)
    try file.sync()
    #expect(directory.isLieFresh)
    #expect(try file.read(4096..<8192).allSatisfy { $0 == 0 })
    let elsewhere = ["a", "b"].flatMap { directory.contents(of: $0) ?? [] }.count { $0 == 1 }
    #expect(elsewhere == (fault == .lost ? 0 : 4096))
    try file.sync()
    #expect(!directory.isLieFresh)
    #expect(directory.met == [Met(fault: fault, call: "write"): 1])
  }

  @Test func `in which a bit flips has it flipped for good`() throws {
    let directory = SimulatedDirectory(seed: 3)
    let file = try directory.create("a", size: 1024)
    try file.write([1], at: 600)
    directory.flip(bit: 1, at: 600, of: "a")
    #expect(try file.read(600..<601) == [3])
    try file.sync()
    directory.restart()
    #expect(directory.contents(of: "a")?[600] == 3)
  }

  @Test func `for which there is no space says so and takes the same later`() throws {
    let directory = SimulatedDirectory(seed: 7, capacity: 1024)
    let file = try directory.create("a", size: 1024)
    #expect(kind { _ = try directory.create("b", size: 512) } == .outOfSpace)
    directory.plan(.outOfSpace, at: 2)
    #expect(kind { try file.write([1, 2], at: 0) } == .outOfSpace)
    try file.write([1, 2], at: 0)
    try file.sync()
    #expect(try file.read(0..<2) == [1, 2])
    directory.setCapacity(1536)
    #expect(try directory.create("b", size: 512).size == 512)
  }
}
