/// The names of identities, read and written.
import Ledger
import Testing

@testable import Identities

@Suite struct `An identity's name` {
  @Test(arguments: [
    "operator/all", "operator/enrol+read", "auditor", "manager", "terminal/ANNA-1", "seller/SHOP-7",
    "distributor/VAN.2",
    "rail/bank",
  ])
  func `is read as it is written, with and without its scheme`(_ text: String) throws {
    let identity = try #require(Identity(text))
    #expect(identity.description == text)
    #expect(identity.uri == "vouch://\(text)")
    #expect(Identity(identity.uri) == identity)
  }

  @Test(arguments: [
    "", "operator", "operator/", "operator/everything", "operator/read+read", "operator/read+", "auditor/", "auditor/A",
    "terminal", "terminal/", "terminal/TOO-LONG-A-CODE", "seller/a b", "seller/SHOP-7/", "Seller/SHOP-7", "rail/wire",
    "http://seller/SHOP-7", "vouch:seller/SHOP-7", "committer", "vouch://",
  ])
  func `is refused when it is another`(_ text: String) {
    #expect(Identity(text) == nil)
  }

  @Test func `names all duties, each once`() {
    let sum = Identity.Duties.named.reduce(into: Identity.Duties()) { $0.formUnion($1.duty) }
    #expect(sum == .all)
    #expect(Identity.operator(.all).description == "operator/all")
  }
}
