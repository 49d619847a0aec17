/// The proof of a check as the terminal keeps it: bytes that were verified before, and are verified again by whoever gets them.
public import Wire

/// A check's proof.
public struct StoredProof: Record {
  public let packed: [UInt8]

  public init(packed: [UInt8]) { self.packed = packed }
}
