/// In whose names a run asks.
import Load
import Testing

struct CastTests {
  @Test func `over TLS the certificate names the operator and all who act, and no distributor`() throws {
    let names = try Cast(accounts: 2, sellers: 1, distributors: 50).identities(batch: 1)
    #expect(names == ["operator/all", "terminal/A00000000", "terminal/A00000001", "seller/S00000000"])
  }

  @Test(arguments: [
    (1, 1, 1, true), (4, 3, 1, true), (4, 4, 1, false), (1, 1, 1000, true), (2, 1, 2, false), (1, 2, 2, false),
  ])
  func `a certificate has room for eight names, and a batch is one party's`(
    accounts: Int, sellers: Int, batch: Int, fits: Bool
  ) {
    let names = try? Cast(accounts: accounts, sellers: sellers, distributors: 1).identities(batch: batch)
    #expect((names != nil) == fits)
  }
}
