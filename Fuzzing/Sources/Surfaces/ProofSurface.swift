/// What strangers hold in their hands: what is taken has just one form in bytes, and an export is the same in any pieces.
internal import Ledger

@testable internal import Seals

/// An input: what it is said to be, and its bytes.
enum ProofSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    let kind = input.byte()
    if kind == 7 { return try export(&input) }
    let bytes = input.all()
    switch kind {
    case 0: try isOneForm(SignedHead(bytes).map(\.bytes), bytes)
    case 1: try checkProof(bytes)
    case 2: try entryProof(bytes)
    case 3: try isOneForm(KeyRing(bytes).map(\.bytes), bytes)
    case 4: try isOneForm(HandOverStatement(bytes).map(\.bytes), bytes)
    case 5: try isOneForm(SignedHandOver(bytes).map(\.bytes), bytes)
    case 6: try armour(bytes)
    case 8: try isOneForm(AttestedEntry(bytes).map(\.bytes), bytes)
    default: break
    }
  }

  private static func isOneForm(_ written: [UInt8]?, _ bytes: [UInt8]) throws {
    guard let written else { return }
    try require(written == bytes, "what was taken is written as \(written)")
  }

  private static func checkProof(_ bytes: [UInt8]) throws {
    guard let proof = CheckProof(bytes) else { return }
    try isOneForm(proof.bytes, bytes)
    // No signature is right under a ring without keys; the path is gone all the same.
    guard let ring = KeyRing(ledger: proof.head.statement.ledger, []) else { return }
    guard case .failure = proof.verify(with: ring) else { throw Finding("a proof holds without a key") }
    _ = proof.entry.root(over: .leaf(proof.document))
  }

  private static func entryProof(_ bytes: [UInt8]) throws {
    guard let proof = EntryProof(bytes) else { return }
    try isOneForm(proof.bytes, bytes)
    let (one, other) = (Digest32.leaf([1]), Digest32.leaf([2]))
    guard let root = proof.root(over: one) else { return }
    try require(proof.verify(entry: one, size: proof.size, root: root), "a path does not lead where it leads")
    try require(!proof.verify(entry: other, size: proof.size, root: root), "two entries have one root")
    try require(proof.sequence >= proof.firstSequence, "the sequence is \(proof.sequence)")
  }

  private static func armour(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let armour = Armour(heading: text), let within = armour.bytes(of: text) else { return }
    try require(armour.text(of: within) == text, "\(armour) is written as another text")
    switch armour {
    case .checkProof: _ = CheckProof(within)
    case .signedHead: _ = SignedHead(within)
    case .keyRing: _ = KeyRing(within)
    case .signingKey: _ = SigningKey(seed: within)
    case .leafSecret: _ = LeafSalts(secret: within)
    case .handOver: _ = SignedHandOver(armoured: text)
    case .handOverKey: _ = SigningKey(armoured: text)
    }
  }

  /// The items of an export, or what is wrong with it: at once, and in pieces.
  private static func export(_ input: inout Input) throws {
    var dice = Dice(state: UInt64(input.number(UInt16.self)))
    let bytes = input.all()
    let whole = read([bytes])
    let pieces = read(bytes.pieces(&dice))
    try require(whole == pieces, "read in pieces an export is another: \(whole) and \(pieces)")
  }

  private struct Reading: Equatable {
    var items: [ExportItem] = []
    var fault: ExportFault?
    var verdict: ExportFault?
  }

  private static func read(_ pieces: [[UInt8]]) -> Reading {
    var reading = Reading()
    var parser = ExportParser()
    do throws(ExportFault) {
      for piece in pieces {
        parser.feed(piece)
        while let item = try parser.next() { reading.items.append(item) }
      }
      try parser.finish()
    } catch { reading.fault = error }
    guard case .heading(let heading)? = reading.items.first, let ring = KeyRing(ledger: heading.ledger, []) else {
      return reading
    }
    var verifier = ExportVerifier(ring: ring)
    do throws(ExportFault) { for item in reading.items { try verifier.take(item) } } catch { reading.verdict = error }
    return reading
  }
}
