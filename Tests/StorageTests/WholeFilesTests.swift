/// Small files, whole or not at all.
import Foundation
import Testing

@testable import Storage

@Suite struct `A file that is read whole` {
  @Test func `is what was written, and nobody else's`() throws {
    try withPlace { place in
      let path = "\(place)/a"
      #expect(try Files.read(path, bound: 10) == nil)
      for bytes in [[], [7], [UInt8](repeating: 3, count: 100_000)] {
        try Files.write(bytes, to: path)
        #expect(try Files.read(path, bound: bytes.count) == bytes)
        #expect(try Files.list(place, bound: 10, withHidden: true) == ["a"])
      }
      #expect(try mode(of: path) == 0o600)
      try Files.write([1], to: path, mode: Files.publicMode)
      #expect(try mode(of: path) == 0o644)
      #expect(throws: Fault(.openToOthers(path: path, mode: 0o644))) {
        try Files.read(path, bound: 10, isSecret: true)
      }
      try Files.remove(path)
      try Files.remove(path)
      #expect(throws: Fault(.missing(path: path))) { try Files.need(path, bound: 10) }
    }
  }

  @Test func `is a file, of no more bytes than were expected, and no link unless it may be`() throws {
    try withPlace { place in
      try Files.write([1, 2, 3], to: "\(place)/a")
      #expect(throws: Fault(.tooLarge(path: "\(place)/a", bound: 2))) { try Files.read("\(place)/a", bound: 2) }
      #expect(throws: Fault(.notReadable(path: place, reason: "it is no file"))) { try Files.read(place, bound: 9) }
      // Nobody writes into this pipe: it is not waited for.
      #expect(unsafe mkfifo("\(place)/pipe", 0o600) == 0)
      #expect(throws: Fault(.notReadable(path: "\(place)/pipe", reason: "it is no file"))) {
        try Files.read("\(place)/pipe", bound: 9)
      }
      #expect(unsafe symlink("a", "\(place)/link") == 0)
      #expect(throws: Fault.self) { try Files.read("\(place)/link", bound: 9) }
      #expect(try Files.need("\(place)/link", bound: 9) == [1, 2, 3])
      #expect(try Files.files(in: place) == ["a"])
      #expect(try Files.list(place, bound: 2)?.count == 2)
    }
  }

  @Test func `is the old one or the new one, whatever a killed writer left`() throws {
    try withPlace { place in
      let path = "\(place)/a"
      try Files.write([1], to: path)
      // Half a draft, which everybody may read.
      #expect(FileManager.default.createFile(atPath: "\(place)/.a.part", contents: Data([9, 9, 9])))
      #expect(try Files.read(path, bound: 9) == [1])
      try Files.write([2], to: path)
      #expect(try Files.read(path, bound: 9, isSecret: true) == [2])
      #expect(try Files.list(place, bound: 10, withHidden: true) == ["a"])
      #expect(throws: Fault.self) { try Files.write([3], to: "\(place)/none/a") }
      #expect(throws: Fault.self) { try Files.write([3], to: place) }
    }
  }

  @Test func `lies in a directory that is made once`() throws {
    try withPlace { place in
      #expect(try Files.makeDirectory("\(place)/d"))
      #expect(try !Files.makeDirectory("\(place)/d"))
      #expect(try mode(of: "\(place)/d") == 0o700)
      try Files.write([1], to: "\(place)/d/a")
      try Files.move("\(place)/d/a", to: "\(place)/b")
      try Files.removeDirectory("\(place)/d")
      #expect(try Files.list("\(place)/d", bound: 9) == nil)
      #expect(throws: Fault.self) { try Files.files(in: "\(place)/d") }
      #expect(throws: Fault.self) { try Files.makeDirectory("\(place)/b") }
      #expect(Files.exists("\(place)/b") && !Files.isDirectory("\(place)/b"))
    }
  }

  private func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func withPlace(_ body: (String) throws -> Void) throws {
    let place = NSTemporaryDirectory() + "whole-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    try body(place)
  }
}

private typealias Files = WholeFiles<Fault>

private struct Fault: FileFailure, Equatable {
  let fault: FileFault
  init(_ fault: FileFault) { self.fault = fault }
}
