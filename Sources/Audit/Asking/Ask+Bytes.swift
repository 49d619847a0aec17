/// The requests as the contract has them: the numbers are those of Protos/vouch.proto, written down a second time.

extension Ask {
  /// The method's position in the service.
  public var method: UInt32 {
    switch what {
    case .issue: 2
    case .verify: 4
    case .act(_, _, let event): event.method
    case .check: 17
    case .enrolAccount: 19
    case .enrolSeller: 21
    case .enrolDistributor: 23
    case .setStatus: 25
    case .fund: 26
    case .payOut: 28
    case .payIn: 29
    case .account: 30
    case .seller: 32
    case .distributor: 34
    case .journal: 37
    case .acceptClock: 39
    }
  }

  /// The message.
  public var message: [UInt8] {
    var fields = FieldWriter()
    switch what {
    case .issue(let terms):
      fields.bytes(1, id)
      fields.message(2) { $0.write(terms) }
    case .act(let check, let actor, let event):
      fields.bytes(1, id)
      fields.bytes(2, check)
      fields.write(event, by: actor)
    case .enrolAccount(let buyer):
      fields.bytes(1, id)
      fields.write(buyer)
    case .enrolSeller(let company), .enrolDistributor(let company):
      fields.bytes(1, id)
      fields.write(company)
    case .setStatus(let party, let status):
      fields.bytes(1, id)
      fields.message(2) {
        $0.number(1, party.kind.rawValue)
        $0.text(2, party.code)
      }
      fields.number(3, status.rawValue)
    case .fund(let account, let cover, let amount):
      fields.bytes(1, id)
      fields.text(2, account)
      fields.number(3, cover.rawValue)
      fields.number(4, amount)
      fields.number(5, 1 as UInt64)
    case .payOut(let code, let amount), .payIn(let code, let amount):
      fields.bytes(1, id)
      fields.text(2, code)
      fields.number(3, amount)
      fields.number(4, 1 as UInt64)
    case .verify(let check, let seller, let distributor, let amount):
      fields.bytes(1, check)
      fields.text(2, seller)
      fields.text(3, distributor)
      fields.number(4, amount)
    case .account(let code), .seller(let code), .distributor(let code): fields.text(1, code)
    case .check(let id): fields.bytes(1, id)
    case .journal(let from, let limit):
      fields.number(1, from)
      fields.number(2, limit)
    case .acceptClock: break
    }
    return fields.bytes
  }
}

extension Event {
  fileprivate var method: UInt32 {
    switch self {
    case .present: 5
    case .confirm: 6
    case .collectCash: 7
    case .failDelivery: 8
    case .extend: 9
    case .choose: 10
    case .void: 11
    case .dispute: 12
    case .resolveByResuming, .resolveByPaying, .resolveByVoiding: 13
    case .refund: 14
    case .withdraw: 15
    case .chargeBack: 16
    case .claimGuarantee: 60
    case .lapse, .release: preconditionFailure("nobody may ask for it")
    }
  }
}

extension FieldWriter {
  fileprivate mutating func write(_ terms: Terms) {
    text(1, terms.drawer)
    text(2, terms.payee)
    text(3, terms.distributor)
    number(4, terms.amount)
    text(5, terms.currency)
    number(6, terms.method.rawValue)
    number(7, terms.release.rawValue)
    number(8, terms.expires)
    number(9, terms.deliveryWindow)
    number(12, terms.coolingOff)
    number(13, terms.guarantee)
    number(14, terms.reserveShare)
  }

  fileprivate mutating func write(_ buyer: Buyer) {
    text(2, buyer.code)
    text(3, buyer.currency)
    number(4, buyer.status.rawValue)
    message(5) {
      $0.number(3, buyer.bank.rawValue)
      $0.number(4, buyer.card.rawValue)
      $0.number(5, buyer.line)
      $0.message(6) {
        $0.number(1, buyer.perCheck)
        $0.number(2, buyer.perDay)
        $0.number(3, buyer.checksPerDay)
      }
    }
  }

  fileprivate mutating func write(_ company: Company) {
    text(2, company.code)
    text(3, company.currency)
    number(4, company.status.rawValue)
    message(5) {
      $0.number(2, company.exposureLimit)
      $0.number(3, company.cashLimit)
    }
  }

  fileprivate mutating func write(_ event: Event, by actor: Actor) {
    func named(_ fields: inout FieldWriter) {
      fields.message(3) {
        $0.number(1, actor.role)
        $0.text(2, actor.code)
      }
    }
    switch event {
    case .present(let amount, let final):
      text(3, actor.code)
      number(4, amount)
      flag(5, final)
    case .confirm, .withdraw: text(3, actor.code)
    case .collectCash(let amount):
      text(3, actor.code)
      number(4, amount)
    case .failDelivery, .void, .dispute: named(&self)
    case .extend(let until):
      text(3, actor.code)
      number(4, until)
    case .choose(let method):
      text(3, actor.code)
      number(4, method.rawValue)
    case .resolveByResuming: number(3, 1 as UInt64)
    case .resolveByPaying(let amount):
      number(3, 2 as UInt64)
      number(4, amount)
    case .resolveByVoiding: number(3, 3 as UInt64)
    case .refund(let amount), .chargeBack(let amount), .claimGuarantee(let amount):
      named(&self)
      number(4, amount)
    case .lapse, .release: break
    }
  }
}
