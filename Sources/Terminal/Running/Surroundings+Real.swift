/// Time, ids and patience as they are.
internal import CheckClient
internal import Foundation
public import Ledger

extension PurchaseRunner.Surroundings {
  /// The wall clock, ids by it, and real pauses.
  public static var real: PurchaseRunner.Surroundings {
    let maker = IDMaker()
    return PurchaseRunner.Surroundings(
      now: { .now }, command: { maker.command() }, pause: { try? await Task.sleep(for: $0) })
  }
}

extension Timestamp {
  /// By the wall clock.
  public static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
