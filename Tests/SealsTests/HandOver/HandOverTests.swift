/// Proofs of delivery, and whatever somebody may have done to them.
import Seals
import Testing
import VouchTesting

/// Hand-overs of the tests: everything about them is fixed.
enum HandOvers {
  static let check = bytes("0190112233447abc8def0123456789ab")
  static let order = bytes("01905566778871239456789abcdef012")
  static let salt = bytes("00112233445566778899aabbccddeeff")

  static func statement(
    check: [UInt8] = check, distributor: String = "PARCEL", recipient: String = "Anna Sömmer",
    shown: HandOverStatement.Shown = .left(at: "porch"), salt: [UInt8] = salt
  ) -> HandOverStatement? {
    HandOverStatement(
      check: check, delivery: order, distributor: distributor, recipient: recipient, milliseconds: 1_772_445_600_000,
      shown: shown, salt: salt)
  }
}

@Suite struct `a hand-over statement` {
  static let kinds: [HandOverStatement.Shown] = [.code, .signature, .left(at: "porch"), .nothing]

  @Test(arguments: kinds)
  func `is read back as it was written`(shown: HandOverStatement.Shown) throws {
    let statement = try #require(HandOvers.statement(shown: shown))
    #expect(HandOverStatement(statement.bytes) == statement)
  }

  @Test func `has this form`() throws {
    let statement = try #require(HandOvers.statement())
    #expect(
      hex(statement.bytes)
        == "01" + hex(HandOvers.check) + hex(HandOvers.order) + "0089fdad9c010000" + "03" + hex(HandOvers.salt)
        + "0650415243454c" + "0c00416e6e612053c3b66d6d6572" + "0500706f726368")
  }

  @Test(arguments: kinds)
  func `means something with every bit: changed it is none, or another`(shown: HandOverStatement.Shown) throws {
    let whole = try #require(HandOvers.statement(shown: shown))
    for (place, changed) in whole.bytes.flips {
      guard let other = HandOverStatement(changed) else { continue }
      #expect(other != whole, "byte \(place)")
      // What is read is written again to the bit: no two forms of one statement.
      #expect(other.bytes == changed, "byte \(place)")
      #expect(other.digest != whole.digest, "byte \(place)")
    }
  }

  @Test func `is read strictly`() throws {
    let whole = try #require(HandOvers.statement()).bytes
    for count in 0..<whole.count { #expect(HandOverStatement(Array(whole.prefix(count))) == nil) }
    #expect(HandOverStatement(whole + [0]) == nil)
  }

  @Test func `is not made of what has no place in it`() {
    #expect(HandOvers.statement(check: Array(HandOvers.check.dropLast())) == nil)
    #expect(HandOvers.statement(distributor: "") == nil)
    #expect(HandOvers.statement(distributor: "THIRTEENCHARS") == nil)
    #expect(HandOvers.statement(recipient: String(repeating: "x", count: 257)) == nil)
    #expect(HandOvers.statement(shown: .left(at: "")) == nil)
    #expect(HandOvers.statement(salt: []) == nil)
  }

  @Test func `tells nothing by its digest: the same words with another salt have another`() throws {
    let digests = try (0..<16).map { _ in
      try #require(
        HandOverStatement(
          check: HandOvers.check, delivery: HandOvers.order, distributor: "PARCEL", recipient: "Anna", milliseconds: 1,
          shown: .nothing, salt: HandOverStatement.freshSalt())
      ).digest
    }
    #expect(Set(digests).count == digests.count)
  }
}

@Suite struct `a signed hand-over` {
  private func made(by key: SigningKey = Signers.first) throws -> SignedHandOver {
    SignedHandOver(try #require(HandOvers.statement()), by: key)
  }

  @Test func `is believed by the key that signed it, and by a list that has it`() throws {
    let proof = try made()
    #expect(proof.fault(by: [Signers.first.verifyingKey]) == nil)
    #expect(proof.fault(by: [Signers.second.verifyingKey, Signers.first.verifyingKey]) == nil)
  }

  @Test func `is not believed by another key`() throws {
    #expect(try made().fault(by: [Signers.second.verifyingKey]) == .unknownKey(Signers.first.id))
    #expect(try made().fault(by: []) == .unknownKey(Signers.first.id))
  }

  @Test func `with any byte changed is refused`() throws {
    let whole = try made().bytes
    for (place, changed) in whole.byteFlips {
      guard let proof = SignedHandOver(changed) else { continue }
      #expect(proof.fault(by: [Signers.first.verifyingKey]) != nil, "byte \(place)")
    }
  }

  @Test func `in letters is read to the last character`() throws {
    let proof = try made()
    let text = proof.armoured
    #expect(SignedHandOver(armoured: text) == proof)
    #expect(text.hasPrefix("-----BEGIN VOUCH HAND-OVER-----\n") && text.hasSuffix("-----END VOUCH HAND-OVER-----\n"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 64 })
    for place in text.indices {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "B" ? "C" : "B")
      guard let other = SignedHandOver(armoured: changed) else { continue }
      #expect(other.fault(by: [Signers.first.verifyingKey]) != nil, "\(text[place])")
    }
    for other in [text + "\n", " " + text, text.replacing("\n", with: "\r\n"), text + text, ""] {
      #expect(SignedHandOver(armoured: other) == nil)
    }
    #expect(SigningKey(armoured: text) == nil)
  }

  @Test func `is short enough to be kept, whatever it says`() throws {
    let long = String(repeating: "ü", count: 128)
    let statement = try #require(
      HandOvers.statement(distributor: "TWELVE-CHARS", recipient: long, shown: .left(at: long)))
    #expect(SignedHandOver(statement, by: Signers.first).bytes.count <= SignedHandOver.maximumBytes)
  }
}

@Suite struct `a hand-over's claim` {
  private func claim(_ statement: HandOverStatement?) throws -> HandOverClaim {
    HandOverClaim(try #require(statement))
  }

  @Test func `is all that whoever has only the digest needs`() throws {
    let statement = try #require(HandOvers.statement())
    let signature = SignedHandOver(statement, by: Signers.first).signature
    let claim = try #require(
      HandOverClaim(check: HandOvers.check, distributor: "PARCEL", digest: statement.digest))
    #expect(claim.isSigned(signature, by: Signers.first.verifyingKey))
    #expect(!claim.isSigned(signature, by: Signers.second.verifyingKey))
    #expect(!claim.isSigned(Array(signature.dropLast()), by: Signers.first.verifyingKey))
    #expect(!claim.isSigned([], by: Signers.first.verifyingKey))
  }

  @Test func `for one check, distributor and digest is none for another`() throws {
    let statement = try #require(HandOvers.statement())
    let signature = SignedHandOver(statement, by: Signers.first).signature
    let others = [
      HandOverClaim(check: HandOvers.order, distributor: "PARCEL", digest: statement.digest),
      HandOverClaim(check: HandOvers.check, distributor: "PARCE", digest: statement.digest),
      HandOverClaim(check: HandOvers.check, distributor: "COURIER", digest: statement.digest),
      HandOverClaim(check: HandOvers.check, distributor: "PARCEL", digest: Array(statement.digest.reversed())),
    ]
    for other in others { #expect(try !#require(other).isSigned(signature, by: Signers.first.verifyingKey)) }
  }

  @Test func `with a signature changed by one bit is not signed`() throws {
    let claim = try claim(HandOvers.statement())
    let signature = claim.signature(by: Signers.first)
    for (place, changed) in signature.byteFlips {
      #expect(!claim.isSigned(changed, by: Signers.first.verifyingKey), "byte \(place)")
    }
  }
}

@Suite struct `a hand-over key in a file` {
  @Test func `is read back, and its public half by its digits`() throws {
    let text = Signers.first.armoured
    #expect(SigningKey(armoured: text)?.id == Signers.first.id)
    let key = Signers.first.verifyingKey
    #expect(key.text == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    #expect(VerifyingKey(text: key.text) == key)
    #expect(VerifyingKey(text: key.text.uppercased()) == key)
  }

  @Test(arguments: ["", "d75a", String(repeating: "g", count: 64), String(repeating: "f", count: 65)])
  func `of other letters is none`(text: String) { #expect(VerifyingKey(text: text) == nil) }

  @Test func `may stand among others, with remarks`() throws {
    let (first, second) = (Signers.first.verifyingKey, Signers.second.verifyingKey)
    let keys = VerifyingKey.keys(in: "# PARCEL\n\n\(first.text)  # until May\n  \(second.text)\n")
    #expect(keys == [first, second])
    #expect(VerifyingKey.keys(in: "\(first.text)\nsomething\n") == nil)
    #expect(VerifyingKey.keys(in: "# nothing\n") == nil)
  }

  @Test func `changed by one letter is another key or none`() {
    let text = Signers.first.armoured
    for place in text.indices {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "B" ? "C" : "B")
      #expect(SigningKey(armoured: changed)?.id != Signers.first.id)
    }
  }
}
