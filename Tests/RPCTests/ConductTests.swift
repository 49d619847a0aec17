/// Who asks too much, and who guesses.
import Identities
import Ledger
import NIOCore
import Testing
import VouchTesting

@testable import RPC

@Suite struct `a caller's conduct` {
  private static let log = LogBook()
  private let buyer = Caller.known([.terminal(.buyer)], by: .unixUser(1000))
  private let stranger = Caller.known([.terminal(.stranger)], by: .unixUser(1001))
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  private func conduct(_ change: (inout Conduct.Bounds) -> Void = { _ in }) -> Conduct {
    var bounds = Conduct.Bounds()
    change(&bounds)
    return Conduct(bounds: bounds, logger: Self.log.logger)
  }

  @Test func `has no bound without a setting, until attempts fail`() {
    let conduct = conduct()
    #expect(conduct.admit(1_000_000, of: buyer, at: start) == 1_000_000)
    for _ in 0..<29 { conduct.countFailure(of: buyer, at: start) }
    #expect(conduct.admit(3, of: buyer, at: start) == 3)
    conduct.countFailure(of: buyer, at: start)
    #expect(conduct.admit(3, of: buyer, at: start) == 0)
    #expect(conduct.admit(3, of: stranger, at: start) == 3, "it is another's")
  }

  @Test func `is forgiven with time, one attempt after the other`() {
    let conduct = conduct { ($0.failures, $0.failuresPerSecond) = (2, 0.5) }
    for _ in 0..<10 { conduct.countFailure(of: buyer, at: start) }
    #expect(conduct.admit(1, of: buyer, at: start + .milliseconds(1999)) == 0)
    #expect(conduct.admit(1, of: buyer, at: start + .milliseconds(2001)) == 1)
    conduct.countFailure(of: buyer, at: start + .milliseconds(2001))
    #expect(conduct.admit(1, of: buyer, at: start + .milliseconds(2002)) == 0)
    #expect(conduct.admit(1, of: buyer, at: start + .seconds(60)) == 1)
  }

  @Test func `is bounded by the second where a setting says so`() {
    let conduct = conduct { $0.requestsPerSecond = 10 }
    #expect(conduct.admit(7, of: buyer, at: start) == 7)
    #expect(conduct.admit(7, of: buyer, at: start) == 3)
    #expect(conduct.admit(7, of: buyer, at: start + .milliseconds(500)) == 5)
    #expect(conduct.admit(100, of: buyer, at: start + .seconds(100)) == 10)
    #expect(conduct.admit(7, of: stranger, at: start + .seconds(100)) == 7)
  }

  @Test(arguments: [
    Caller.trusted, .nobody, .known([.operator(.read)], by: .unixUser(1000)), .known([.manager], by: .unixUser(1000)),
  ])
  func `is not looked at of who runs the manager, or can ask nothing`(caller: Caller) {
    let conduct = conduct { $0.requestsPerSecond = 1 }
    for _ in 0..<100 { conduct.countFailure(of: caller, at: start) }
    #expect(conduct.admit(50, of: caller, at: start) == 50)
  }

  @Test func `is remembered of so many at once`() {
    let conduct = conduct { ($0.failures, $0.remembered) = (1, 2) }
    conduct.countFailure(of: buyer, at: start)
    conduct.countFailure(of: stranger, at: start)
    #expect(conduct.admit(1, of: buyer, at: start) == 0)
    conduct.countFailure(of: .known([.seller(.shop)], by: .unixUser(1002)), at: start)
    #expect(conduct.admit(1, of: buyer, at: start) == 1, "all were forgiven, as one too many came")
  }
}
