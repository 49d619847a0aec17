/// Waiting for an entry to be in the history: every wait ends, once, and none makes folds without end.
import Ledger
import NIOConcurrencyHelpers
import Seals
import Testing
import VouchTesting

@testable import CheckManager
@testable import LedgerStore

extension LedgerKeys {
  /// Keys of a test's ledger.
  static let test: LedgerKeys = {
    let key = SigningKey()
    let ledger = Seals.LedgerIdentity(high: 1, low: 2)
    guard let salts = LeafSalts(secret: Array(repeating: 9, count: 32)),
      let ring = KeyRing(ledger: ledger, [KeyRing.Entry(key.verifyingKey)])
    else { preconditionFailure("keys") }
    return LedgerKeys(signing: key, salts: salts, ring: ring)
  }()
}

extension Attestor {
  convenience init(at clock: Box<ContinuousClock.Instant>) {
    self.init(keys: .test, ledger: Seals.LedgerIdentity(high: 1, low: 2), now: { clock.get() })
  }
}

/// How waits ended, by sequence.
private final class Ends: Sendable {
  private let all = NIOLockedValueBox<[(UInt64, Attestor.End)]>([])
  private let folds = NIOLockedValueBox(0)

  func wait(_ sequence: UInt64, _ attestor: Attestor) {
    attestor.whenAttested(sequence, wantsFold: { folds.withLockedValue { $0 += 1 } }) { end in
      self.all.withLockedValue { $0.append((sequence, end)) }
    }
  }

  var told: [String] { all.withLockedValue { $0.map { "\($0) \($1)" } } }
  var foldsWanted: Int { folds.withLockedValue { $0 } }
}

@Suite struct `who waits for a proof` {
  private let clock = Box(ContinuousClock.now)

  @Test func `is told when the entry is in the history, and asks for a fold`() {
    let (attestor, ends) = (Attestor(at: clock), Ends())
    ends.wait(7, attestor)
    ends.wait(9, attestor)
    #expect(ends.foldsWanted == 2)
    attestor.folded(through: 6)
    #expect(ends.told == [])
    attestor.folded(through: 8)
    #expect(ends.told == ["7 attested"])
    attestor.folded(through: 9)
    attestor.folded(through: 10)
    #expect(ends.told == ["7 attested", "9 attested"])
  }

  @Test func `asks for no fold right after one`() {
    let (attestor, ends) = (Attestor(at: clock), Ends())
    attestor.folded(through: 1)
    ends.wait(2, attestor)
    #expect(ends.foldsWanted == 0)
    clock.set(clock.get() + Attestor.foldPause)
    ends.wait(2, attestor)
    #expect(ends.foldsWanted == 1)
    attestor.folded(through: 2)
    #expect(ends.told == ["2 attested", "2 attested"])
  }

  @Test func `does not wait for ever, nor beside too many, nor while the manager stops`() {
    let (attestor, ends) = (Attestor(at: clock), Ends())
    ends.wait(5, attestor)
    clock.set(clock.get() + Attestor.patience)
    attestor.folded(through: 4)
    #expect(ends.told == ["5 tooLate"])
    let crowd = Ends()
    for _ in 0..<Attestor.waitingBound { crowd.wait(6, attestor) }
    ends.wait(6, attestor)
    #expect(ends.told == ["5 tooLate", "6 tooLate"])
    attestor.close()
    #expect(crowd.told.count == Attestor.waitingBound)
    #expect(Set(crowd.told) == ["6 stopping"])
    ends.wait(6, attestor)
    #expect(ends.told.last == "6 stopping")
  }

  @Test func `gets a head that is signed anew only for another history`() {
    let attestor = Attestor(at: clock)
    let history = HistorySummary(size: 1, root: .leaf([1]), lastSequence: 3, time: .start)
    let head = attestor.head(of: history)
    #expect(LedgerKeys.test.ring.fault(of: head) == nil)
    #expect(attestor.head(of: history) == head)
    let next = attestor.head(of: HistorySummary(size: 2, root: .leaf([2]), lastSequence: 4, time: .day(1)))
    #expect(next.statement.size == 2)
    #expect(next.statement.milliseconds == Timestamp.day(1).milliseconds)
    // An old moment that somebody still reads is signed as it was.
    #expect(attestor.head(of: history) == head)
  }
}
