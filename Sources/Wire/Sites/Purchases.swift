/// What a buyer's terminal keeps of an order: the value ↔ the message.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger
public import MailOrder

extension Purchase: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.purchase(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__terminal__v1__purchase__unpack, Reader.purchase)
  }
}

extension Reader {
  fileprivate func purchase(_ m: Vouch__Terminal__V1__Purchase) throws(Invalid) -> Purchase {
    let demand = unsafe try need(m.demand, "purchase.demand")
    let order = unsafe try self.order(try need(m.order, "purchase.order"))
    var purchase = unsafe Purchase(
      shop: try string(m.shop, "purchase.shop"),
      demand: IssueCheck(
        id: try id(demand.id, "demand.id"), terms: try terms(try need(demand.terms, "demand.terms")),
        memo: try text(demand.memo, "demand.memo")),
      order: order, at: order.form.made)
    purchase.state = unsafe try needCase(m.state.rawValue, "purchase.state")
    purchase.events = unsafe try items(m.n_events, m.events, Reader.purchaseEvent)
    purchase.refusal = unsafe try m.refusal.map { no throws(Invalid) in unsafe try refusal(no.pointee) }
    purchase.choice = unsafe try m.choice.map { choice throws(Invalid) in unsafe try self.choice(choice.pointee) }
    purchase.givingBack = unsafe try m.giving_back.map { back throws(Invalid) in unsafe try givingBack(back.pointee) }
    purchase.handOverCode = unsafe try string(m.hand_over_code, "purchase.hand_over_code")
    purchase.telling = unsafe try telling(m)
    return purchase
  }

  private func telling(_ m: Vouch__Terminal__V1__Purchase) throws(Invalid) -> PurchaseTelling {
    var telling = PurchaseTelling()
    telling.offer = unsafe try optionalOfferToken(m.offer, "purchase.offer")
    telling.page = unsafe try string(m.page, "purchase.page")
    telling.sellerName = unsafe try text(m.seller_name, "purchase.seller_name")
    telling.distributorName = unsafe try text(m.distributor_name, "purchase.distributor_name")
    guard unsafe m.n_goods <= OrderForm.maximumLines else {
      throw Invalid(field: "purchase.goods", reason: "names too many", hint: "One for each line.")
    }
    for index in unsafe 0..<m.n_goods { telling.goods.append(unsafe try text(m.goods?[index], "purchase.goods")) }
    return telling
  }

  private func purchaseEvent(_ m: Vouch__Terminal__V1__PurchaseEvent) throws(Invalid) -> PurchaseEvent {
    unsafe PurchaseEvent(
      time: try time(m.time, "event.time"), state: try needCase(m.state.rawValue, "event.state"),
      note: try text(m.note, "event.note"))
  }

  private func refusal(_ m: Vouch__Terminal__V1__Refusal) throws(Invalid) -> PurchaseRefusal {
    unsafe PurchaseRefusal(
      by: try needCase(m.by.rawValue, "refusal.by"), name: try string(m.name, "refusal.name"),
      sentence: try string(m.sentence, "refusal.sentence"), detail: try string(m.detail, "refusal.detail"))
  }

  private func choice(_ m: Vouch__Terminal__V1__Choice) throws(Invalid) -> PaymentChoice {
    var choice = unsafe PaymentChoice(try needCase(m.method.rawValue, "choice.method"), id: try id(m.id, "choice.id"))
    choice.managerKnows = unsafe m.managed != 0
    return choice
  }

  private func givingBack(_ m: Vouch__Terminal__V1__GivingBack) throws(Invalid) -> GivingBack {
    var back = unsafe GivingBack(
      voidID: try id(m.voiding, "giving_back.voiding"), withdrawalID: try id(m.withdrawal, "giving_back.withdrawal"),
      note: try text(m.note, "giving_back.note"))
    back.stage = unsafe try needCase(m.stage.rawValue, "giving_back.stage")
    return back
  }
}

extension Builder {
  fileprivate func purchase(_ purchase: Purchase) -> UnsafeMutablePointer<Vouch__Terminal__V1__Purchase> {
    let m = unsafe make(vouch__terminal__v1__purchase__init)
    unsafe m.pointee.shop = string(purchase.shop)
    let demand = unsafe make(vouch__v1__issue_check_request__init)
    unsafe demand.pointee.id = id(purchase.demand.id)
    unsafe demand.pointee.terms = terms(purchase.demand.terms)
    unsafe demand.pointee.memo = string(purchase.demand.memo)
    unsafe m.pointee.demand = demand
    unsafe m.pointee.order = order(purchase.order)
    unsafe m.pointee.state = purchaseState(purchase.state)
    unsafe (m.pointee.n_events, m.pointee.events) = list(purchase.events) { unsafe purchaseEvent($0) }
    unsafe m.pointee.refusal = purchase.refusal.map { unsafe refusal($0) }
    unsafe m.pointee.choice = purchase.choice.map { unsafe choice($0) }
    unsafe m.pointee.giving_back = purchase.givingBack.map { unsafe givingBack($0) }
    unsafe m.pointee.hand_over_code = string(purchase.handOverCode)
    unsafe m.pointee.offer = string(purchase.telling.offer?.description ?? "")
    unsafe m.pointee.page = string(purchase.telling.page)
    unsafe m.pointee.seller_name = string(purchase.telling.sellerName)
    unsafe m.pointee.distributor_name = string(purchase.telling.distributorName)
    let goods = purchase.telling.goods
    unsafe (m.pointee.n_goods, m.pointee.goods) = list(goods.count) { unsafe string(goods[$0]) }
    return unsafe m
  }

  private func purchaseState(_ state: PurchaseState) -> Vouch__Terminal__V1__PurchaseState {
    Vouch__Terminal__V1__PurchaseState(rawValue: state.wire)
  }

  private func purchaseEvent(_ event: PurchaseEvent) -> UnsafeMutablePointer<Vouch__Terminal__V1__PurchaseEvent> {
    let m = unsafe make(vouch__terminal__v1__purchase_event__init)
    unsafe m.pointee.time = event.time.milliseconds
    unsafe m.pointee.state = purchaseState(event.state)
    unsafe m.pointee.note = string(event.note)
    return unsafe m
  }

  private func refusal(_ refusal: PurchaseRefusal) -> UnsafeMutablePointer<Vouch__Terminal__V1__Refusal> {
    let m = unsafe make(vouch__terminal__v1__refusal__init)
    unsafe m.pointee.by = Vouch__Terminal__V1__Peer(rawValue: refusal.by.wire)
    unsafe m.pointee.name = string(refusal.name)
    unsafe m.pointee.sentence = string(refusal.sentence)
    unsafe m.pointee.detail = string(refusal.detail)
    return unsafe m
  }

  private func choice(_ choice: PaymentChoice) -> UnsafeMutablePointer<Vouch__Terminal__V1__Choice> {
    let m = unsafe make(vouch__terminal__v1__choice__init)
    unsafe m.pointee.method = method(choice.method)
    unsafe m.pointee.id = id(choice.id)
    unsafe m.pointee.managed = choice.managerKnows ? 1 : 0
    return unsafe m
  }

  private func givingBack(_ back: GivingBack) -> UnsafeMutablePointer<Vouch__Terminal__V1__GivingBack> {
    let m = unsafe make(vouch__terminal__v1__giving_back__init)
    unsafe m.pointee.stage = Vouch__Terminal__V1__GivingBackStage(rawValue: back.stage.wire)
    unsafe m.pointee.voiding = id(back.voidID)
    unsafe m.pointee.withdrawal = id(back.withdrawalID)
    unsafe m.pointee.note = string(back.note)
    return unsafe m
  }
}
