/// The keys of a ledger that attests its entries: made once, and the signing key made anew now and then.
internal import Ledger
internal import LedgerStore
public import Seals

/// What a manager signs with, and what others verify with.
struct LedgerKeys: Sendable {
  let signing: SigningKey
  let salts: LeafSalts
  let ring: KeyRing
}

extension KeyFiles {
  /// Makes what a new ledger needs: nothing that is there is written over.
  @discardableResult
  func make(for ledger: Seals.LedgerIdentity) throws(Configuration.Problem) -> KeyRing {
    let signingKey: SigningKey
    if let found = try readSigningKey() {
      signingKey = found
    } else {
      signingKey = SigningKey()
      try write(signingKey)
    }
    _ = try salts()
    if let ring = try readRing() { return ring }
    guard let ring = KeyRing(ledger: ledger, [KeyRing.Entry(signingKey.verifyingKey)]) else {
      preconditionFailure("one key is a ring")
    }
    try write(ring)
    return ring
  }

  /// The secret of the leaves. It is made where there are no public keys either: then nothing was ever attested.
  func salts() throws(Configuration.Problem) -> LeafSalts {
    if let salts = try readSalts() { return salts }
    guard try readRing() == nil else {
      throw Configuration.Problem(
        "\(leaf.path) is not there: it holds the secret that the history of this ledger was made with. Put it back, or "
          + "say where it is (leaf_secret). To run without proofs: attest = off.")
    }
    let secret = LeafSalts.newSecret()
    try write(leafSecret: secret)
    guard let salts = LeafSalts(secret: secret) else { preconditionFailure("a new secret is one") }
    return salts
  }

  /// The keys of a ledger whose history is as `history` says. A signing key that the ring does not know is the next one: it
  /// is added, and what the last one signed stays valid. Where nothing is attested yet and there are no keys, they are made:
  /// the ledger is of an older program, or of one that died over it.
  func load(
    of ledger: Seals.LedgerIdentity, at history: HistorySummary
  ) throws(Configuration.Problem) -> (keys: LedgerKeys, isNew: Bool) {
    if try readRing() == nil, history.size == 0 { try make(for: ledger) }
    guard let signing = try readSigningKey() else {
      throw Configuration.Problem(
        "\(self.signing.path) is not there: it holds the key that signs. Put it back, say where it is (signing_key), or "
          + "make another, which signs from now on: vouchd keys rotate")
    }
    guard var ring = try readRing() else {
      throw Configuration.Problem("\(self.ring) is not there: it holds the public keys of this ledger. Put it back.")
    }
    guard ring.ledger == ledger else {
      throw Configuration.Problem("\(self.ring) holds the keys of another ledger (\(ring.ledger)). Put back its own.")
    }
    let isNew = ring[signing.id] == nil
    if isNew {
      guard let rotated = ring.rotated(to: signing.verifyingKey, at: history.lastSequence) else {
        throw Configuration.Problem(
          "Key \(signing.id) cannot follow those in \(self.ring): the ring is full, or the ledger ends before its last "
            + "key began to sign, as one does that was restored from a backup. Restore the ring with it.")
      }
      ring = rotated
      // Before anything is signed with it.
      try write(ring)
    }
    let keys = LedgerKeys(signing: signing, salts: try salts(), ring: ring)
    if let fault = ring.fault(of: SignedHead(of: history, ledger, by: signing)) {
      throw Configuration.Problem(
        "What key \(signing.id) signs would not be believed: \(fault). Make another key: vouchd keys rotate")
    }
    return (keys, isNew)
  }
}

extension SignedHead {
  /// Signs what the history comes to.
  init(of history: HistorySummary, _ ledger: Seals.LedgerIdentity, by key: SigningKey) {
    self.init(
      Statement(
        ledger: ledger, size: history.size, root: history.root, lastSequence: history.lastSequence,
        milliseconds: history.time.milliseconds),
      by: key)
  }
}

// MARK: - For whoever keeps the keys

extension Configuration {
  /// What there is to know of the public keys of the ledger in `data`.
  ///
  /// - Throws: `Problem` where there are none, or they cannot be read.
  public func keyRing(environment: [String: String]) throws(Problem) -> KeyRing {
    let files = keyFiles(environment: environment)
    guard let ring = try files.readRing() else {
      throw Problem("There are no keys in \(data): \(files.ring) is missing. vouchd makes them when it starts.")
    }
    return ring
  }

  /// The name of the key that signs from the next start on; nil where there is none.
  public func signingKey(environment: [String: String]) throws(Problem) -> KeyID? {
    try keyFiles(environment: environment).readSigningKey()?.id
  }

  /// Puts a new signing key in place of the present one, which is gone then. vouchd goes by it, and adds it to the ring,
  /// when it next starts.
  public func rotateSigningKey(environment: [String: String]) throws(Problem) -> KeyID {
    _ = try keyRing(environment: environment)
    let key = SigningKey()
    try keyFiles(environment: environment).write(key)
    return key.id
  }

  /// Marks a key as one that is not believed any more.
  public func revokeKey(_ id: KeyID, environment: [String: String]) throws(Problem) -> KeyRing {
    guard let ring = try keyRing(environment: environment).revoking(id) else {
      throw Problem("There is no key \(id) in the ring. vouchd keys show names them all.")
    }
    try keyFiles(environment: environment).write(ring)
    return ring
  }

  func keyFiles(environment: [String: String]) -> KeyFiles {
    KeyFiles(data: data, signing: signingKey, leaf: leafSecret, environment: environment)
  }
}
