/// Files that were cut or changed: each is refused or means what it says, and none stops a program.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct `A damaged file` {
  static let files = ["authority.pem", "certificate.pem", "key.pem", "revoked.pem"]

  @Test(arguments: SeededGenerator.seeds(4))
  func `of an identity is refused, whatever bytes of it are others`(seed: UInt64) async throws {
    try await Bench.with(seed: seed) { bench in
      try bench.issue("seller/SHOP-7", into: "a", hosts: ["shop.example"])
      try bench.revoke("seller/SHOP-7")
      try bench.issue("seller/SHOP-7", into: "b", hosts: ["shop.example"])
      let whole = try bench.directory("b")
      var random = SeededGenerator(seed: seed)
      for _ in 0..<600 {
        let name = random.pick(Self.files)
        let url = URL(fileURLWithPath: "\(bench.path)/b/\(name)")
        let bytes = Array(try Data(contentsOf: url))
        try Self.write(Self.damage(bytes, &random), to: url)
        // What is in the text of PEM beside its documents says nothing, so a change there changes nothing.
        if let directory = try? bench.directory("b") {
          #expect(directory.certificate == whole.certificate, "seed \(seed), \(name)")
          #expect(directory.authorities == whole.authorities, "seed \(seed), \(name)")
          #expect(directory.key?.pem == whole.key?.pem, "seed \(seed), \(name)")
          #expect(directory.revocations == whole.revocations, "seed \(seed), \(name)")
        }
        try Self.write(bytes, to: url)
      }
      #expect(try bench.directory("b").certificate == whole.certificate)
    }
  }

  /// Certificates whose DER has other bits: read as something else, or not at all, and never believed.
  @Test func `of a certificate is believed by nobody, whichever bit of it is another`() async throws {
    try await Bench.with { bench in
      let certificate = try bench.issue("seller/SHOP-7", into: "a", hosts: ["shop.example"])
      let root = bench.authority.authority.certificate
      for (whole, issuer) in [(certificate, root), (root, root)] {
        for place in whole.der.indices {
          for bit in 0..<8 {
            var changed = whole.der
            changed[place] ^= 1 << UInt8(bit)
            guard let read = try? IdentityCertificate(der: changed) else { continue }
            #expect(!read.isIssued(by: issuer) && !read.isRoot, "bit \(bit) of byte \(place)")
            _ = (read.identities, read.hosts, read.name, read.isValid(at: bench.now), read.due, "\(read.notBefore)")
          }
        }
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(4))
  func `of a certificate with bytes more or less is believed by nobody`(seed: UInt64) async throws {
    try await Bench.with(seed: seed) { bench in
      let certificate = try bench.issue("seller/SHOP-7", into: "a", hosts: ["shop.example"])
      let root = bench.authority.authority.certificate
      var random = SeededGenerator(seed: seed)
      for _ in 0..<1000 {
        let changed = Self.damage(certificate.der, &random)
        guard changed != certificate.der, let read = try? IdentityCertificate(der: changed) else { continue }
        #expect(!read.isIssued(by: root), "seed \(seed): \(changed)")
      }
    }
  }

  @Test(arguments: SeededGenerator.seeds(4))
  func `of random bytes is nothing`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<3000 {
      // Mostly what looks like DER: tags and lengths that follow each other.
      let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
        random.once(in: 2)
          ? random.pick([0x30, 0x31, 0x02, 0x03, 0x06, 0xA0, 0x17, 0x80, 0x84, 0x0A] as [UInt8])
          : UInt8.random(in: 0...40, using: &random)
      }
      #expect(throws: Malformed.self, "seed \(seed): \(bytes)") { try IdentityCertificate(der: bytes) }
      #expect(throws: Malformed.self, "seed \(seed): \(bytes)") { try RevocationList(der: bytes) }
      #expect(throws: Malformed.self, "seed \(seed): \(bytes)") {
        try CertificateRequest(pem: bytes.pem("CERTIFICATE REQUEST"))
      }
    }
  }

  /// Bits flipped, bytes removed, put in or written twice, or an end cut off.
  static func damage(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes.removeSubrange(place...)
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
    case 3: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
    default:
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
    }
    return bytes
  }

  static func write(_ bytes: [UInt8], to url: URL) throws {
    let handle = try FileHandle(forWritingTo: url)
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }
}
