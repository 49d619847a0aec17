/// `vouch-terminal` about orders: what it shows to people and to programs, and with what exit code it ends.
import Ledger
import MailOrder
import Terminal
import Testing
import VouchTesting

@Test func `browse shows the shop and what it sells, and one commodity`() async throws {
  try await Town.run { town in
    let all = try await town.terminal("browse", "--output", "json").expecting(0).json
    #expect(all["office"]["code"] == "SHOP-1")
    #expect(all["commodities"].items.map { $0["code"] } == ["BOOK-1", "LAMP", "SONG"])
    #expect(try await town.terminal("browse", "lamp").expecting(0).output.contains("59.00 EUR"))
  }
}

@Test func `buy shows each step with its number as it happens`() async throws {
  try await Town.run(.acceptsWhenAsked(1)) { town in
    let output = try await town.buy().expecting(0).output
    let numbers = output.split(separator: "\n").map { $0.prefix(4).filter { $0 != " " } }
    #expect(numbers == ["S2", "S3", "S4", "S5", "S5''", "S6", "orde"])
    #expect(output.contains("48.00 EUR to SHOP-1, on demand, by transfer"))
  }
}

@Test func `buy gives programs one object with order, check and state`() async throws {
  try await Town.run { town in
    let bought = try await town.buy("--output", "json").expecting(0).json
    #expect(bought["outcome"] == "accepted")
    #expect(bought["state"] == "accepted")
    #expect(bought["amount"] == 4800)
    #expect(town.orders.map { JSONAnswer.text("\($0.form.id)") } == [bought["order"]])
    #expect(town.checks.map { JSONAnswer.text("\($0.id)") } == [bought["check"]])
    #expect(town.orders.first?.recipient?.name == .of("Alice Able"))
  }
}

@Test func `where only a check's number is sent, a secret is made, which buy does not tell`()
  async throws
{
  try await Town.run { town in
    town.change { $0.delivery = .idOnly }
    let bought = try await town.buy("--output", "json").expecting(0)
    #expect(try bought.json["secret"] == nil)
    let secret = try #require(town.orders.first?.secret)
    #expect(secret.count == 16)
    #expect(town.checks.first?.terms.claim != nil)
  }
}

@Test(
  arguments: [
    (.accepts, "0.01", "insufficient_funds", "manager", "refused"),
    (.refuses(.priceChanged), nil, "price_changed", "shop", "cancelled"),
    (.rejects("check_refused: check_expired"), nil, "check_refused", "shop", "cancelled"),
  ] as [(Judgement, String?, String, String, String)])
func `a no is shown by name, exits with 1, and leaves nothing held`(
  _ judgement: Judgement, funds: String?, name: String, by: String, state: String
) async throws {
  try await Town.run(judgement) { town in
    if funds != nil { town.change { $0.administer(.reconcile(.buyer, .bank, stated: 1, sequence: 1, .book)) } }
    let told = try await town.buy().expecting(1)
    #expect(told.output.contains("no: \(name)"))
    if by == "shop" { #expect(told.output.contains("nothing is held or paid")) }
    let answered = try await town.buy("--output", "json").expecting(1).json
    #expect(answered["outcome"] == "refused")
    #expect(answered["refusal"]["reason"] == .text(name))
    #expect(answered["refusal"]["by"] == .text(by))
    #expect(answered["state"] == .text(state))
    #expect(town.account?.bank.held == 0)
  }
}

@Test func `what a shop says moves no cursor`() async throws {
  try await Town.run(.refuses(.outOfStock, detail: "\u{1B}[2J\u{7}all sold")) { town in
    let told = try await town.buy().expecting(1)
    #expect(told.output.contains("all sold"))
    #expect(!(told.output + told.errors).unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }
}

@Test func `a peer that is gone is said so, the order is kept, and the next buy tells of it`() async throws {
  try await Town.run { town in
    town.shop.play { name, _ in name == "placeOrder" ? .silent : .answer }
    let stuck = try await town.buy("--output", "json", "--timeout", "3").expecting(75)
    #expect(try stuck.json["outcome"] == "unfinished")
    #expect(try stuck.json["state"] == "issued")
    #expect(stuck.errors.contains("resume"))
    town.shop.play { _, _ in .answer }
    #expect(try await town.buy().expecting(0).errors.contains("unfinished"))
    #expect(try await town.terminal("orders", "list", "--unfinished").expecting(0).output.contains("issued *"))
    try await town.terminal("resume").expecting(0)
    #expect(town.orders.count == 2 && town.checks.count == 2)
  }
}

@Test func `a shop that does not judge in time is temporary`() async throws {
  try await Town.run(.ponders) { town in
    try await town.buy("--timeout", "0.5").expecting(75)
    try await town.terminal("resume", "--timeout", "0.5").expecting(75)
    town.change { $0.judgement = .acceptsWhenAsked(1) }
    try await town.terminal("resume").expecting(0)
    #expect(town.checks.count == 1)
  }
}

@Test func `an order is tracked, confirmed and given back by its number or its check's`() async throws {
  try await Town.run { town in
    let bought = try await town.buy("--confirm-instruction", "--output", "json").expecting(0).json
    let (order, check) = (bought["order"].text ?? "", bought["check"].text ?? "")
    #expect(try await town.terminal("track", order).expecting(0).output.contains("accepted"))
    let confirmed = try await town.terminal("confirm-instruction", check, "--yes", "--output", "json").expecting(0)
    #expect(try confirmed.json["instruction_confirmed"] == true)
    try await town.terminal("return", order, "--reason", "too small").expecting(0)
    #expect(town.orders.map(\.state) == [.returned])
    let again = try await town.terminal("return", order, "--output", "json").expecting(1).json
    #expect(again["reason"] == "wrong_state")
  }
}

@Test func `pay takes an order's number, its check's, or that of a check that pays no order`() async throws {
  try await Town.run { town in
    let bought = try await town.buy("--pay-later", "--output", "json").expecting(0).json
    try await town.terminal("pay", bought["check"].text ?? "", "--method", "card").expecting(0)
    #expect(town.orders.map(\.paymentChosen) == [true])
    let other = try Basket.sample().purchase(.sample(at: Town.now)).demand
    town.change { _ = $0.submit(.issue(other)) }
    let paid = try await town.terminal("pay", "\(other.id)", "--method", "card", "--output", "json").expecting(0).json
    #expect(paid["kind"] == "method_chosen")
    // Said again, it is so already.
    try await town.terminal("pay", bought["order"].text ?? "", "--method", "card").expecting(0)
    let atOnce = try await town.buy("--output", "json").expecting(0).json["order"].text ?? ""
    let same = try await town.terminal("pay", atOnce, "--method", "transfer").expecting(1)
    #expect(same.output.contains("same_method"))
  }
}
