/// Passes to the carrier's pages: given out, listed, taken back. Of a pass the store has a digest, from which nobody makes it.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites
internal import Wire

extension Carrier {
  /// How many passes there are at most, those that ended among them: all stand in one reply.
  static let maximumPasses: UInt64 = 1000

  /// Takes a pass. Judged in this order: whether the same was taken before, the vehicle, how many there are.
  func put(_ pass: PutPass) async throws(SiteStoreError) -> SiteReply<[Pass]> {
    try await write { [self] transaction throws(SiteStoreError) in
      let time = now()
      let number = Pass.number(of: pass.digest)
      if let known = try tables.passes.get(number, in: transaction) {
        let isSame = known.digest == pass.digest && known.vehicle == pass.vehicle && known.note == pass.note
        return isSame ? .accepted([known]) : .refused(SiteRefusal(.idReused))
      }
      if let vehicle = pass.vehicle, try tables.vehicles.get(CodeKey(vehicle), in: transaction) == nil {
        return .refused(SiteRefusal(.unknownVehicle, "\(vehicle)"))
      }
      try forgetPasses(endedBefore: time, in: transaction)
      guard try tables.passes.count(in: transaction) < Carrier.maximumPasses else {
        return .invalid(
          Invalid(
            field: "digest", reason: "would be one pass too many",
            hint: "A carrier has at most \(Carrier.maximumPasses): revoke some that nobody uses any more."))
      }
      let fresh = Pass(
        digest: pass.digest, vehicle: pass.vehicle, note: pass.note, issued: time, expires: time + pass.lifetime)
      try tables.passes.put(fresh, at: number, in: transaction)
      return .accepted([fresh])
    }
  }

  /// Where room is short, those that ended are forgotten.
  private func forgetPasses(
    endedBefore time: Timestamp, in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) {
    guard try tables.passes.count(in: transaction) >= Carrier.maximumPasses else { return }
    for pass in try passes(in: transaction) where !pass.isGood(at: time) {
      try tables.passes.delete(pass.number, in: transaction)
    }
  }

  /// All passes, the newest first.
  func passes() throws(SiteStoreError) -> [Pass] {
    try store.read { transaction throws(SiteStoreError) in try passes(in: transaction) }
  }

  private func passes(in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> [Pass] {
    var passes: [Pass] = []
    try tables.passes.walk(in: transaction) { _, pass throws(SiteStoreError) in
      passes.append(pass)
      return true
    }
    return passes.sorted { ($1.issued, $0.number) < ($0.issued, $1.number) }
  }

  /// Takes a pass back; whoever is in by it is out at once.
  func revoke(_ number: UInt64) async throws(SiteStoreError) -> SiteReply<[Pass]> {
    try await write { [self] transaction throws(SiteStoreError) in
      guard var pass = try tables.passes.get(number, in: transaction) else {
        return .refused(SiteRefusal(.unknownPass))
      }
      if pass.revoked == nil {
        pass.revoked = now()
        try tables.passes.put(pass, at: number, in: transaction)
      }
      return .accepted([pass])
    }
  }
}
