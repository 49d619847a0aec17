/// Texts of which the manager only gets the hash: orders and proofs of delivery.
public import ArgumentParser
public import Ledger
internal import Seals

/// `--order` and `--order-hash`.
public struct OrderOptions: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("The order in words; only its SHA-256 is sent.", valueName: "text"))
  var order: String?
  @Option(help: ArgumentHelp("The order's hash, if it is made elsewhere.", valueName: "hex"), transform: Read.digest)
  var orderHash: Digest?

  /// Nothing said.
  public init() {}

  /// Refuses both at once.
  public func validate() throws {
    if order != nil, orderHash != nil { throw ValidationError("Give --order or --order-hash, not both.") }
  }

  /// The order's hash, if an order was given.
  public var digest: Digest? { orderHash ?? order.map(Digest.init(hashing:)) }
}

/// `--proof` and `--proof-hash`.
public struct ProofOptions: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("What proves the delivery, in words; only its SHA-256 is sent.", valueName: "text"))
  var proof: String?
  @Option(
    help: ArgumentHelp("The proof's hash, as sha256sum makes it of a picture or a file.", valueName: "hex"),
    transform: Read.digest)
  var proofHash: Digest?

  /// Nothing said.
  public init() {}

  /// Refuses both at once.
  public func validate() throws {
    if proof != nil, proofHash != nil { throw ValidationError("Give --proof or --proof-hash, not both.") }
  }

  /// The proof's hash, if a proof was given.
  public var digest: Digest? { proofHash ?? proof.map(Digest.init(hashing:)) }
}

extension Digest {
  /// The SHA-256 of a text in UTF-8.
  public init(hashing text: String) { self.init(hashing: text.utf8) }

  /// The SHA-256 of bytes.
  public init(hashing bytes: some Sequence<UInt8>) {
    guard let digest = Digest(Hash.sha256(bytes)) else { preconditionFailure("SHA-256 has 32 bytes") }
    self = digest
  }
}
