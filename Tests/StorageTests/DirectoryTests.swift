/// What every directory does, on a disk or simulated; and what only a disk can do wrong.
import Foundation
import Storage
import Testing
import VouchTesting

@Suite struct `a directory` {
  @Test(arguments: Maker.allCases)
  func `makes files of zeros, in full size, that read back what was written`(maker: Maker) throws {
    try maker.run { directory in
      let file = try directory.create("a", size: 10_000)
      #expect(file.size == 10_000)
      #expect(try file.read(0..<10_000) == [UInt8](repeating: 0, count: 10_000))
      try file.write([1, 2, 3], at: 9_997)
      try file.write([4], at: 511)
      try file.sync()
      for file in [file, try directory.open("a")] {
        #expect(file.size == 10_000)
        #expect(try file.read(9_995..<10_000) == [0, 0, 1, 2, 3])
        #expect(try file.read(510..<513) == [0, 4, 0])
      }
    }
  }

  @Test(arguments: Maker.allCases)
  func `lists, renames, replaces and removes`(maker: Maker) throws {
    try maker.run { directory in
      let first = try directory.create("b", size: 512)
      try first.write([1], at: 0)
      _ = try directory.create("a", size: 1024)
      #expect(try directory.list() == ["a", "b"])
      try directory.rename("b", to: "c")
      #expect(try directory.list() == ["a", "c"])
      // Who had the file open has it under its new name.
      try first.write([2], at: 1)
      #expect(try directory.open("c").read(0..<3) == [1, 2, 0])
      try directory.rename("c", to: "a")
      #expect(try directory.list() == ["a"])
      #expect(try directory.open("a").size == 512)
      _ = try directory.create("a", size: 2048)
      #expect(try directory.open("a").read(0..<3) == [0, 0, 0])
      try directory.remove("a")
      #expect(try directory.list() == [])
    }
  }

  @Test(arguments: Maker.allCases)
  func `says what is not there, and where`(maker: Maker) throws {
    try maker.run { directory in
      #expect(kind { _ = try directory.open("x") } == .notFound)
      #expect(kind { try directory.rename("x", to: "y") } == .notFound)
      #expect(kind { try directory.remove("x") } == .notFound)
      let error = #expect(throws: StorageError.self) { try directory.open("x") }
      #expect(error?.description == "open \(directory.path)/x: no such file or directory")
    }
  }
}

@Suite struct `a directory on a disk` {
  @Test func `sets all space of a file aside`() throws {
    try Maker.temporary { path in
      _ = try DiskDirectory(path: path).create("a", size: 3 << 20)
      var status = stat()
      #expect(unsafe stat(path + "/a", &status) == 0)
      #expect(Int(status.st_blocks) * 512 >= 3 << 20)
    }
  }

  @Test(arguments: [
    (offset: 4096, count: 8192, shift: 0, isThrough: true), (offset: 4096, count: 512, shift: 0, isThrough: false),
    (offset: 512, count: 4096, shift: 0, isThrough: false), (offset: 4096, count: 4096, shift: 8, isThrough: false),
    (offset: 0, count: 0, shift: 0, isThrough: false),
  ])
  func `takes whole pages past the cache, and all else through it`(
    offset: Int, count: Int, shift: Int, isThrough: Bool
  ) throws {
    try Maker.temporary { path in
      let directory = try DiskDirectory(path: path)
      let file = try directory.create("a", size: 1 << 20)
      // Other bytes in the cache, before and after: nobody may be shown what they were.
      try file.write([UInt8](repeating: 7, count: 16_384), at: 0)
      let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 1) }
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count + 16, alignment: 4096)
      defer { unsafe memory.deallocate() }
      for index in 0..<count { unsafe memory[shift + index] = content[index] }
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: memory[shift..<shift + count])
      let isDurable = try file.writeThrough(unsafe bytes.bytes, at: offset)
      // Some file systems, in memory or over a network, have no way past the cache.
      let way = unsafe Glibc.open(path + "/a", O_RDWR | 0o40000)
      defer { close(way) }
      #expect(isDurable == (isThrough && way >= 0))
      if !isDurable { try file.sync() }
      for file in [file, try directory.open("a")] {
        #expect(try file.read(offset..<offset + count) == content)
        #expect(try file.read(offset + count..<offset + count + 1) == [7])
      }
      try file.write([1], at: offset)
      #expect(try directory.open("a").read(offset..<offset + 1) == [1])
    }
  }

  @Test func `forgets what a crash left unfinished`() throws {
    try Maker.temporary { path in
      #expect(FileManager.default.createFile(atPath: path + "/a.part", contents: Data([1])))
      #expect(try DiskDirectory(path: path).list() == [])
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      #expect(names == [])
    }
  }

  @Test func `that does not exist is said to be missing`() {
    #expect(kind { _ = try DiskDirectory(path: "/nowhere/at/all") } == .notFound)
  }

  @Test func `says that a file has lost its end`() throws {
    try Maker.temporary { path in
      let file = try DiskDirectory(path: path).create("a", size: 8192)
      #expect(unsafe truncate(path + "/a", 4096) == 0)
      #expect(kind { _ = try file.read(4000..<5000) } == .tooShort)
    }
  }

  @Test(.enabled("mounting needs root") { await Mount.isPermitted })
  func `that is full says so, leaves nothing behind, and goes on when there is room`() async throws {
    try await withTemporaryDirectory { path in
      try await Mount.small(at: path, kibibytes: 256) {
        let directory = try DiskDirectory(path: path)
        _ = try directory.create("a", size: 192 << 10)
        let error = #expect(throws: StorageError.self) { try directory.create("b", size: 128 << 10) }
        #expect(error?.isOutOfSpace == true)
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(names == ["a"])
        try directory.remove("a")
        #expect(try directory.create("b", size: 128 << 10).size == 128 << 10)
      }
    }
  }
}
