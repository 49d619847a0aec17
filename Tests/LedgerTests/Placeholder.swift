import Testing
import Ledger
@Test func `a placeholder`() { #expect(1 + 1 == 2) }
