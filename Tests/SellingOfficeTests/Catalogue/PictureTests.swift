/// Pictures: of three kinds by what is in them, by names that are no paths, and of a bounded number.
import MailOrder
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
}
