/// Wrong claim secrets are counted, a bounded number of checks at once.
import Ledger
import Testing

@testable import CheckManager

@Suite struct `the claim guard` {
  private func check(_ number: Int) -> CheckID { CheckID(high: 1, low: UInt64(number)) }

  @Test func `counts wrong tries of each check by itself`() {
    let claims = ClaimGuard()
    #expect(claims.tries(of: check(1)) == 0)
    for _ in 0..<3 { claims.countWrongTry(of: check(1)) }
    claims.countWrongTry(of: check(2))
    #expect(claims.tries(of: check(1)) == 3)
    #expect(claims.tries(of: check(2)) == 1)
    #expect(claims.tries(of: check(3)) == 0)
  }

  @Test func `remembers as many checks as its bound, and begins anew past it`() {
    let claims = ClaimGuard()
    for number in 0..<ClaimGuard.checksRemembered { claims.countWrongTry(of: check(number)) }
    claims.countWrongTry(of: check(0))
    #expect(claims.tries(of: check(0)) == 2)
    claims.countWrongTry(of: check(ClaimGuard.checksRemembered))
    #expect(claims.tries(of: check(0)) == 0)
    #expect(claims.tries(of: check(ClaimGuard.checksRemembered)) == 1)
  }
}
