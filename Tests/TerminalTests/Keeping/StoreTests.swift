/// The terminal's store: what is kept is found again, by whoever opens it next, and damage is named.
import Foundation
import LMDB
import Ledger
import MailOrder
import Sites
import Terminal
import Testing
import VouchTesting
import Wire

/// A purchase with everything in it that one can have.
private func full() throws -> Purchase {
  var purchase = try Basket.sample { $0.method = .cash }.purchase(.sample(secret: [UInt8](repeating: 7, count: 32)))
  purchase.order = try #require(purchase.adopting(purchase.atShop(.instructed, note: "on its way"))).order
  purchase.order.checkState = .committed
  purchase.order.deliveryState = .planned
  purchase.state = .accepted
  purchase.events.append(PurchaseEvent(time: .day(1), state: .accepted, note: .of("a note")))
  purchase.refusal = PurchaseRefusal(by: .shop, name: "wrong_state", sentence: "Not now.", detail: "instructed")
  purchase.choice = PaymentChoice(.card, id: .numbered(5))
  purchase.choice?.managerKnows = true
  purchase.givingBack = GivingBack(voidID: .numbered(6), withdrawalID: .numbered(7), note: .of("too small"))
  purchase.givingBack?.stage = .telling
  return purchase
}

@Test func `a purchase is the same after it was packed, with all that it can have and with nothing`() throws {
  for purchase in [try full(), try Purchase.sample()] { #expect(try Purchase(packed: purchase.packed) == purchase) }
}

@Test(arguments: PurchaseState.allCases)
func `every state is kept`(_ state: PurchaseState) throws {
  let purchase = try Purchase.sample { $0.state = state }
  #expect(try Purchase(packed: purchase.packed) == purchase)
}

@Test func `a demand that was kept is sent again with the same bytes`() throws {
  let purchase = try full()
  let kept = try Purchase(packed: purchase.packed)
  #expect(kept.demand.encodeRequest() == purchase.demand.encodeRequest())
  #expect(kept.order.formBytes == purchase.order.formBytes)
}

@Test(arguments: SeededGenerator.seeds(3))
func `bytes that are no purchase are refused, wherever they were cut or changed`(seed: UInt64) throws {
  let packed = try full().packed
  var random = SeededGenerator(seed: seed)
  for _ in 1...500 {
    var bytes = packed
    if Bool.random(using: &random) {
      bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
    } else {
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    // It may be another purchase, or none; it may not trap. What is one is packed and read again as the same.
    guard let purchase = try? Purchase(packed: bytes) else { continue }
    #expect(try Purchase(packed: purchase.packed) == purchase)
  }
}

@Test func `what was kept is found by the next who opens the home, newest first`() async throws {
  try await withTemporaryDirectory { path in
    let purchases = try (1...5).map { try Basket.sample().purchase(.sample($0, at: .day(UInt16($0)))) }
    do {
      let store = try PurchaseStore(opening: "\(path)/home")
      for purchase in purchases { try await store.keep(purchase) }
    }
    let store = try PurchaseStore(opening: "\(path)/home")
    #expect(try store.purchase(purchases[2].id) == purchases[2])
    #expect(try store.purchase(paidBy: purchases[3].demand.id) == purchases[3])
    #expect(try store.purchase(OrderID(high: 1, low: 1)) == nil)
    let first = try store.purchases(limit: 2)
    #expect(first.items == [purchases[4], purchases[3]])
    let rest = try store.purchases(from: first.next, limit: 10)
    #expect(rest.items == purchases[...2].reversed() && rest.next == nil)
    #expect(try store.unfinished() == purchases)
  }
}

@Test func `what has ended is not unfinished`() async throws {
  try await withTemporaryDirectory { path in
    let store = try PurchaseStore(opening: "\(path)/home")
    for (number, state) in PurchaseState.allCases.enumerated() {
      var purchase = try Basket.sample().purchase(.sample(UInt64(number)))
      purchase.state = state
      try await store.keep(purchase)
    }
    #expect(try store.unfinished().map(\.state) == [.prepared, .issued, .sent])
  }
}

@Test func `a second terminal on the same home is told who has it, and waits only so long`() async throws {
  try await withTemporaryDirectory { path in
    let first = try PurchaseStore(opening: "\(path)/home")
    var pauses: [Duration] = []
    let error = await #expect(throws: SiteStoreError.self) {
      try await PurchaseStore.open("\(path)/home", pauses: [.seconds(1), .seconds(2)]) { pauses.append($0) }
    }
    #expect(error == .inUse(path: "\(path)/home", by: ProcessInfo.processInfo.processIdentifier))
    #expect(pauses == [.seconds(1), .seconds(2)])
    withExtendedLifetime(first) {}
  }
}

@Test func `a home that is free by the time of the next look is opened`() async throws {
  try await withTemporaryDirectory { path in
    var first: PurchaseStore? = try PurchaseStore(opening: "\(path)/home")
    #expect(first != nil)
    let second = try await PurchaseStore.open("\(path)/home", pauses: [.seconds(1)]) { _ in first = nil }
    #expect(second.home == "\(path)/home")
  }
}

@Test func `a home that is another site's, or no directory, is refused by name`() async throws {
  try await withTemporaryDirectory { path in
    do { _ = try SiteStore(opening: "\(path)/shop", kind: "shop SHOP") }
    #expect(throws: SiteStoreError.foreign(path: "\(path)/shop", found: "vouch shop SHOP 2")) {
      try PurchaseStore(opening: "\(path)/shop")
    }
    try Data().write(to: URL(fileURLWithPath: "\(path)/file"))
    #expect(throws: SiteStoreError.notWritable(path: "\(path)/file", reason: "Not a directory")) {
      try PurchaseStore(opening: "\(path)/file")
    }
    #expect(throws: SiteStoreError.notWritable(path: "\(path)/no/home", reason: "No such file or directory")) {
      try PurchaseStore(opening: "\(path)/no/home")
    }
  }
}

@Test func `the proof of a check is kept, and the last one stays`() async throws {
  let home = NSTemporaryDirectory() + "vouch-proofs-" + UUID().uuidString
  defer { try? FileManager.default.removeItem(atPath: home) }
  let (check, other) = (CheckID(high: 1, low: 2), CheckID(high: 1, low: 3))
  do {
    let store = try PurchaseStore(opening: home)
    #expect(try store.proof(of: check) == nil)
    try await store.keep(StoredProof(packed: [1, 2, 3]), of: check)
    try await store.keep(StoredProof(packed: [4, 5]), of: check)
    try await store.keep(StoredProof(packed: []), of: other)
  }
  let store = try PurchaseStore(opening: home)
  #expect(try store.proof(of: check)?.packed == [4, 5])
  #expect(try store.proof(of: other)?.packed == [])
}
