/// Pictures: of three kinds by what is in them, by names that are no paths, and of a bounded number.
import CheckClient
import Foundation
import MailOrder
import RPC
import Sites
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite(.timeLimit(.minutes(30)))
struct PictureTests {
  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1], .png), ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
      (Array("RIFFabcdWEBPVP8L".utf8), .webP), (Array("RIFFabcdWEBP".utf8), .webP),
      (Array("RIFFabcdWAVE".utf8), nil), (Array("RIFFabcdWEB".utf8), nil), ([0xFF, 0xD8], nil), ([], nil),
      (Array("GIF89a".utf8), nil), (Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8), nil),
      (Array("<?xml version=\"1.0\"?><svg/>".utf8), nil), (Array("<html>".utf8), nil), (Array("%PDF-1.7".utf8), nil),
      ([0x0A, 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], nil),
    ] as [([UInt8], Picture.Kind?)])
  func `what a file is, is in its first bytes`(bytes: [UInt8], kind: Picture.Kind?) {
    #expect(Picture.Kind(of: bytes) == kind)
  }

  @Test(
    arguments: [
      ("a", true), ("cup.png", true), ("A-b_c.2.webp", true), ("-", true), ("_", true), ("a..b", true),
      (String(repeating: "a", count: 64), true), (String(repeating: "a", count: 65), false), ("", false),
      (".", false), ("..", false), (".png", false), ("a/b", false), ("a\\b", false), ("../a", false), ("a b", false),
      ("a%2fb", false), ("a\u{0}", false), ("ä.png", false), ("٣.png", false), ("a?b", false), ("a\n", false),
    ])
  func `a name is no path, and needs no escaping`(name: String, isOne: Bool) {
    #expect((PictureName(name) != nil) == isOne)
  }

  @Test func `a picture is put, put again, and put in another's place`() async throws {
    try await withBench { bench in
      let cup = try aPicture("cup.png", [1, 2, 3])
      #expect(try await bench.ask(PutPicture(cup)) == .accepted(PicturePut(replaced: false, pictures: 1)))
      #expect(try await bench.ask(PutPicture(cup)) == .accepted(PicturePut(replaced: true, pictures: 1)))
      let other = try aPicture("cup.png", [4])
      #expect(try await bench.ask(PutPicture(other)) == .accepted(PicturePut(replaced: true, pictures: 1)))
      #expect(try bench.shop.picture(cup.name) == other)
      #expect(try bench.shop.picture(try aPicture("CUP.png").name) == nil)
    }
  }

  @Test func `the largest picture is kept, and a larger one is none`() async throws {
    try await withBench { bench in
      let rest = [UInt8](repeating: 7, count: Picture.maximumBytes - 8)
      let large = try aPicture("large.png", rest)
      #expect(try await bench.ask(PutPicture(large)).accepted != nil)
      #expect(try bench.shop.picture(large.name) == large)
      #expect(Picture(large.name, large.bytes + [7]) == nil)
    }
  }

  @Test func `there is a bounded number of pictures, and those there are can be changed`() async throws {
    try await withBench { bench in
      let many = try (0..<Shop.picturesBound).map { try aPicture("\($0).png") }
      try await bench.store.site.write { transaction throws(SiteStoreError) in
        for picture in many { try bench.store.pictures.put(picture, at: PictureKey(picture.name), in: transaction) }
      }
      #expect(try await bench.ask(PutPicture(try aPicture("more.png"))).reason == .tooManyPictures)
      #expect(try await bench.ask(PutPicture(try aPicture("7.png", [7]))).accepted?.replaced == true)
    }
  }

  private static let nobody = Endpoint.unix(path: "/tmp/vouch-test-nobody.sock")

  @Test func `a price list comes with the pictures that it names, and bad ones are told by their lines`() async throws {
    try await withShopProcess(manager: Self.nobody) { shop, _ in
      let photos = "\(shop.directory)/photos"
      try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: false)
      func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(photos)/\(name)"))
      }
      let cup = try aPicture("cup.png", [1, 2, 3])
      try write("cup.png", cup.bytes)
      try write("large.png", cup.bytes + [UInt8](repeating: 0, count: Picture.maximumBytes))
      try write("drawing.svg", Array("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".utf8))
      try write("empty.png", [])
      try FileManager.default.createDirectory(atPath: "\(photos)/folder.png", withIntermediateDirectories: false)
      try Data(cup.bytes).write(to: URL(fileURLWithPath: "\(shop.directory)/outside.png"))
      let list = """
        code,name,charge,picture
        CUP,Cup,5.00,cup.png
        CUP2,Cup again,5.00,cup.png
        PLAIN,Plain,5.00,
        LARGE,Large,5.00,large.png
        DRAWN,Drawn,5.00,drawing.svg
        EMPTY,Empty,5.00,empty.png
        NONE,None,5.00,none.png
        FOLDER,Folder,5.00,folder.png
        OUT,Outside,5.00,../outside.png
        EVIL,Evil,5.00,"<script>"
        """
      let done = try await shop.office(
        "catalogue", "import", "-", "--pictures", photos, "--output", "json", input: list, exit: 65
      ).json
      #expect(done["added"] == 3)
      #expect(done["pictures"] == 1)
      #expect(done["errors"].items.map { $0["line"] } == [5, 6, 7, 8, 9, 10, 11])
      #expect(done["errors"].items.allSatisfy { $0["column"] == "picture" })
      let site = try #require(shop.page)
      for code in ["CUP", "CUP2"] {
        #expect(
          try await browse(site, "/commodities/\(code)").body.contains(
            "<img class=\"picture\" src=\"/pictures/cup.png\""))
      }
      #expect(try await !browse(site, "/commodities/PLAIN").body.contains("<img"))

      let shown = try await browse(site, "/pictures/cup.png")
      #expect(shown.status == 200)
      #expect(shown.headers("Content-Type") == ["image/png"])
      #expect(shown.headers("X-Content-Type-Options") == ["nosniff"])
      #expect(shown.headers("Cache-Control") == ["public, max-age=300"])
      let tag = try #require(shown.headers("ETag").first)
      #expect(try await browse(site, "/pictures/cup.png", headers: ["If-None-Match: \(tag)"]).status == 304)
      #expect(try await browse(site, "/pictures/cup.png", headers: ["If-None-Match: \"x\""]).status == 200)
    }
  }

  @Test(arguments: [
    "nothing.png", "..%2fseal.key", "../seal.key", "%2e%2e/%2e%2e/etc/passwd", "..", ".", "%00", "cup.png%00.svg", "",
    "%3Cscript%3E", String(repeating: "a", count: 5_000),
  ])
  func `what is no picture's name has no picture`(name: String) async throws {
    try await withShopProcess(manager: Self.nobody) { shop, client in
      _ = try await client.call(PutPicture(try aPicture("cup.png")))
      let answer = try await browse(try #require(shop.page), "/pictures/\(name)")
      #expect(answer.status == 404 || answer.status == 400, "\(answer.status)")
      #expect(!answer.body.contains("root:"))
      #expect(!answer.body.contains("<script"))
    }
  }

  @Test func `a picture outlives a restart`() async throws {
    try await withShopProcess(manager: Self.nobody) { shop, client in
      let cup = try aPicture("cup.png", [UInt8](repeating: 7, count: 100_000))
      #expect(try await client.call(PutPicture(cup)).accepted?.pictures == 1)
      #expect(try await shop.stop() == .exited(0))
      try await shop.start()
      let shown = try await browse(try #require(shop.page), "/pictures/cup.png")
      #expect(shown.headers("Content-Length") == ["\(cup.bytes.count)"])
    }
  }
}
