/// What a ledger of before format 5 is sealed with while it is opened.
public import Ledger

/// Seals profiles that lie in the clear. The store itself knows neither keys nor ciphers.
public struct ProfileSealing: Sendable {
  /// Seals what fields say of a party. One without fields is asked for too: it may have been forgotten.
  let seal: @Sendable (Party, ClearFields) throws(StoreError) -> SealedProfile
  /// Makes the keys that `seal` has made durable. Nothing sealed under them is kept before.
  let makeDurable: @Sendable () throws(StoreError) -> Void
  /// Hears how many parties were sealed so far, of how many.
  let progress: @Sendable (_ sealed: Int, _ all: Int) -> Void

  /// A sealing. `seal` and `makeDurable` throw `StoreError.sealing`.
  public init(
    seal: @escaping @Sendable (Party, ClearFields) throws(StoreError) -> SealedProfile,
    makeDurable: @escaping @Sendable () throws(StoreError) -> Void,
    progress: @escaping @Sendable (_ sealed: Int, _ all: Int) -> Void = { _, _ in }
  ) {
    self.seal = seal
    self.makeDurable = makeDurable
    self.progress = progress
  }
}
