/// What clients ask: a few buyers, sellers and carriers, who do what they may, and now and then what they may not.
internal import Audit

struct Town {
  /// The checks there are, as far as their drawers were told.
  private var checks: [(id: [UInt8], terms: Terms)] = []
  private var commands: [Ask] = []
  private var enrolments: [Ask]

  private static let euro = "EUR"
  private static let buyers = ["BUYER-1", "BUYER-2", "BUYER-3", "BUYER-4"]
  private static let sellers = ["SHOP-1", "SHOP-2", "SHOP-3"]
  private static let carriers = ["CARRIER-1", "CARRIER-2"]

  init(_ dice: inout Dice, at time: Int64) {
    var all: [Ask.What] = []
    for code in Town.buyers {
      var buyer = Buyer(code: code, currency: Town.euro)
      buyer.card = dice.pick([.none, .good, .good, .bad])
      buyer.line = buyer.card == .none ? 0 : dice.within(0...5_000)
      if dice.thousandths(300) { buyer.perCheck = 400 }
      if dice.thousandths(200) { buyer.perDay = 20_000 }
      if dice.thousandths(100) { buyer.checksPerDay = 40 }
      all.append(.enrolAccount(buyer))
      all.append(.fund(account: code, cover: .bank, amount: dice.within(1_000...20_000)))
    }
    for code in Town.sellers {
      var seller = Company(code: code, currency: code == "SHOP-3" ? "USD" : Town.euro)
      if dice.thousandths(300) { seller.exposureLimit = 3_000 }
      all.append(.enrolSeller(seller))
    }
    for code in Town.carriers {
      var carrier = Company(code: code, currency: Town.euro)
      if dice.thousandths(200) { carrier.exposureLimit = 3_000 }
      carrier.cashLimit = dice.within(0...3_000)
      all.append(.enrolDistributor(carrier))
    }
    enrolments = all.map { Ask(id: Town.id(&dice, at: time), $0) }
  }

  /// Sixteen bytes that begin with the time.
  private static func id(_ dice: inout Dice, at time: Int64) -> [UInt8] {
    let high = UInt64(max(0, time)) << 16 | 0x7000 | dice.next() & 0x0FFF
    let low = 0x8000_0000_0000_0000 | dice.next() & 0x3FFF_FFFF_FFFF_FFFF
    return [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }

  /// The next request of somebody.
  mutating func next(_ dice: inout Dice, at time: Int64) -> Ask {
    if !enrolments.isEmpty, dice.thousandths(800) { return enrolments.removeFirst() }
    let ask = make(&dice, at: time)
    if ask.isCommand { commands.append(ask) }
    return ask
  }

  /// A check was issued.
  mutating func learn(_ id: [UInt8], _ terms: Terms) { checks.append((id, terms)) }

  /// What anybody may want to know in the end.
  var questions: [Ask] {
    Town.buyers.map { Ask(.account($0)) } + Town.sellers.map { Ask(.seller($0)) }
      + Town.carriers.map { Ask(.distributor($0)) } + checks.map { Ask(.check($0.id)) }
  }

  private mutating func make(_ dice: inout Dice, at time: Int64) -> Ask {
    enum Kind {
      case issue, event, verify, account, company, check, journal, fund, status, again, otherwise, enrol, pay
    }
    let kind = dice.pick([
      (280, Kind.issue), (340, .event), (80, .verify), (60, .account), (30, .company), (40, .check), (20, .journal),
      (50, .fund), (15, .status), (25, .again), (15, .otherwise), (10, .enrol), (35, .pay),
    ])
    let id = Town.id(&dice, at: time)
    switch kind {
    case .issue: return Ask(id: id, .issue(terms(&dice, at: time)))
    case .event:
      guard let check = check(&dice) else { return Ask(id: id, .issue(terms(&dice, at: time))) }
      return Ask(id: id, event(&dice, on: check, at: time))
    case .verify:
      let check = check(&dice)
      return Ask(
        .verify(
          check: check?.id ?? id, seller: dice.thousandths(700) ? dice.pick(Town.sellers) : "",
          distributor: dice.thousandths(200) ? dice.pick(Town.carriers) : "",
          amount: dice.thousandths(300) ? dice.within(1...500) : 0))
    case .account: return Ask(.account(dice.thousandths(50) ? "NOBODY" : dice.pick(Town.buyers)))
    case .company:
      return Ask(dice.thousandths(500) ? .seller(dice.pick(Town.sellers)) : .distributor(dice.pick(Town.carriers)))
    case .check: return Ask(.check(check(&dice)?.id ?? id))
    case .journal: return Ask(.journal(from: UInt64(dice.below(300)), limit: UInt64(1 + dice.below(40))))
    case .fund:
      return Ask(
        id: id,
        .fund(account: dice.pick(Town.buyers), cover: dice.pick(Cover.allCases), amount: dice.within(1...5_000)))
    case .status:
      let party: Party =
        switch dice.below(3) {
        case 0: Party(.account, dice.pick(Town.buyers))
        case 1: Party(.seller, dice.pick(Town.sellers))
        default: Party(.distributor, dice.pick(Town.carriers))
        }
      // Mostly active again: else the town would soon be silent.
      return Ask(id: id, .setStatus(party, dice.pick([.active, .active, .active, .suspended])))
    case .again where !commands.isEmpty: return dice.pick(commands)
    case .otherwise where !commands.isEmpty: return dice.pick(commands).changed
    case .enrol: return Ask(id: id, .enrolAccount(Buyer(code: dice.pick(Town.buyers), currency: Town.euro)))
    case .pay:
      return Ask(
        id: id,
        dice.thousandths(500)
          ? .payOut(seller: dice.pick(Town.sellers), amount: dice.within(1...2_000))
          : .payIn(distributor: dice.pick(Town.carriers), amount: dice.within(1...500)))
    case .again, .otherwise: return Ask(.account(dice.pick(Town.buyers)))
    }
  }

  private func check(_ dice: inout Dice) -> (id: [UInt8], terms: Terms)? {
    guard !checks.isEmpty else { return nil }
    // Mostly one of the last, with which something is still going on.
    return dice.thousandths(800) ? checks[checks.count - 1 - dice.below(min(8, checks.count))] : dice.pick(checks)
  }

  /// A seller: seldom the one that is paid in another currency.
  private func somebody(_ dice: inout Dice) -> String { Town.sellers[dice.thousandths(50) ? 2 : dice.below(2)] }

  private func terms(_ dice: inout Dice, at time: Int64) -> Terms {
    var terms = Terms(drawer: dice.pick(Town.buyers), amount: dice.within(1...600), currency: Town.euro)
    if dice.thousandths(800) { terms.payee = somebody(&dice) }
    terms.method = dice.pick([.transfer, .transfer, .transfer, .transfer, .card, .cash])
    terms.release = dice.pick([.onDemand, .onDemand, .onDelivery])
    let needsCarrier = terms.method == .cash || terms.release == .onDelivery
    if dice.thousandths(needsCarrier ? 950 : 400) { terms.distributor = dice.pick(Town.carriers) }
    if dice.thousandths(600) { terms.expires = time + dice.within(200...30_000) }
    if dice.thousandths(600) { terms.deliveryWindow = UInt64(dice.within(500...20_000)) }
    if dice.thousandths(250) { terms.coolingOff = UInt64(dice.within(500...10_000)) }
    if dice.thousandths(250) {
      terms.guarantee = UInt64(dice.within(500...20_000))
      terms.reserveShare = UInt64(dice.within(1...5_000))
    }
    return terms
  }

  private func event(
    _ dice: inout Dice, on check: (id: [UInt8], terms: Terms), at time: Int64
  ) -> Ask.What {
    let isOdd = dice.thousandths(60)
    let seller = check.terms.payee.isEmpty || isOdd ? somebody(&dice) : check.terms.payee
    let carrier = check.terms.distributor.isEmpty || isOdd ? dice.pick(Town.carriers) : check.terms.distributor
    let drawer = isOdd ? dice.pick(Town.buyers) : check.terms.drawer
    let amount = dice.thousandths(500) ? dice.within(1...check.terms.amount) : 0
    let anybody = dice.pick([Actor.operator, .terminal(drawer), .seller(seller), .distributor(carrier)])
    let (actor, event): (Actor, Event) = dice.pick([
      (300, (.seller(seller), .present(amount, final: dice.thousandths(300)))),
      (150, (.distributor(carrier), .confirm)), (80, (.distributor(carrier), .collectCash(amount))),
      (50, (anybody, .failDelivery)), (30, (.terminal(drawer), .extend(until: time + dice.within(0...60_000)))),
      (60, (.terminal(drawer), .choose(dice.pick([.transfer, .card, .cash])))), (80, (anybody, .void)),
      (40, (anybody, .dispute)), (30, (.operator, .resolveByResuming)), (20, (.operator, .resolveByPaying(amount))),
      (20, (.operator, .resolveByVoiding)), (80, (anybody, .refund(amount))), (40, (.terminal(drawer), .withdraw)),
      (20, (anybody, .chargeBack(amount))), (30, (anybody, .claimGuarantee(amount))),
    ])
    return .act(check: check.id, by: actor, event)
  }
}

extension Ask {
  /// Another command under the same id.
  fileprivate var changed: Ask {
    switch what {
    case .issue(var terms):
      terms.amount += 1
      return Ask(id: id, .issue(terms))
    case .fund(let account, let cover, let amount):
      return Ask(id: id, .fund(account: account, cover: cover, amount: amount + 1))
    case .act(let check, let actor, .refund(let amount)):
      return Ask(id: id, .act(check: check, by: actor, .refund(amount + 1)))
    case .act(let check, let actor, .present(let amount, let final)):
      return Ask(id: id, .act(check: check, by: actor, .present(amount + 1, final: final)))
    default: return self
    }
  }
}
