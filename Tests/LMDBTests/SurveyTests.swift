/// The walk of a damaged file: what it says is where the damage is, whatever stands there.
import Foundation
import Testing

@testable import LMDB

@Suite struct `a list of free pages that has pages of its own` {
  @Test(arguments: [.max, 1 << 63, 1 << 62, 1 << 40, 5_000] as [UInt64])
  func `may name a page that there is not, however large its number`(number: UInt64) throws {
    let directory = try TemporaryDirectory()
    try Self.fill(directory)
    let path = directory.path + "/data.mdb"
    let whole = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try faults(path).isEmpty)
    let place = try #require(Self.placeOfList(in: whole))
    var bytes = whole
    for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index)) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let found = try faults(path)
    #expect(found.contains { $0.offset == place && $0.problem == "page \(number) is named, which there is not" })
  }

  /// Takes so many pages that their numbers, once they are free, do not fit in one.
  private static func fill(_ directory: TemporaryDirectory) throws {
    let environment = try directory.open(mapKiB: 16 << 10)
    let coins = try environment.coins()
    let size = 3000
    for isThere in [true, false] {
      try environment.write { transaction throws(LMDBError) in
        for key in 0..<800 as Range<UInt64> {
          if isThere {
            let bytes = [UInt8](repeating: 7, count: size)
            try coins.put(bytes, at: key, in: transaction)
          } else {
            _ = try coins.delete(key, in: transaction)
          }
        }
      }
    }
  }

  /// Where the file says on which page such a list lies.
  private static func placeOfList(in bytes: [UInt8]) -> Int? {
    let pages = (0..<UInt64(bytes.count / 4096)).map { number in
      PageBytes(number: number, bytes: Array(bytes[Int(number) * 4096..<Int(number + 1) * 4096]))
    }
    let metas = pages.prefix(2).map { MetaPage(page: $0) }
    guard let newer = metas.max(by: { $0.transaction < $1.transaction }), newer.free.depth == 1 else { return nil }
    let page = pages[Int(newer.free.page)]
    for index in 0..<page.nodeCount {
      let place = Int(page.load(PageBytes.headerBytes + 2 * index) as UInt16)
      guard let node = PageNode(of: page, at: place, isLeaf: true), !node.isInPlace else { continue }
      return page.offset(of: node.valuePlace)
    }
    return nil
  }

  private func faults(_ path: String) throws -> [PageFault] {
    final class Heard {
      var faults: [PageFault] = []
    }
    let heard = Heard()
    _ = try PageSurvey(of: path, progress: { _, _ in }, report: { heard.faults.append($0) }).run()
    return heard.faults
  }
}
