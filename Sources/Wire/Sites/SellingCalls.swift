/// The calls of a selling office: requests written, replies written and read.
internal import CVouchProtos
public import Ledger
public import MailOrder

extension GetOffice: SiteCall {
  public var method: SellingMethod { .getOffice }

  public func encodeRequest() -> [UInt8] { [] }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__get_office_reply__init) { unsafe builder.office($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__get_office_reply__unpack, Reader.office)
  }
}

extension PutDistributor: SiteCall {
  public var method: SellingMethod { .putDistributor }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__put_distributor_request__init) {
      unsafe $0.distributor = builder.partner(distributor)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__get_office_reply__init) { unsafe builder.office($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__get_office_reply__unpack, Reader.office)
  }
}

extension ListCommodities: SiteCall {
  public var method: SellingMethod { .listCommodities }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__list_commodities_request__init) {
      unsafe $0.from = builder.string(from?.description ?? "")
      unsafe $0.limit = UInt32(limit)
      unsafe $0.search = builder.string(search)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__list_commodities_reply__init) {
      unsafe builder.commodityPage($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__list_commodities_reply__unpack, Reader.commodityPage)
  }
}

extension GetCommodity: SiteCall {
  public var method: SellingMethod { .getCommodity }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__get_commodity_request__init) {
      unsafe $0.code = builder.string(code.description)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__get_commodity_reply__init) {
      unsafe builder.commodity($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__get_commodity_reply__unpack, Reader.commodity)
  }
}

extension PutCommodities: SiteCall {
  public var method: SellingMethod { .putCommodities }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__put_commodities_request__init) {
      let list = unsafe builder.list(commodities) { unsafe builder.commodity($0) }
      unsafe ($0.n_commodities, $0.commodities) = list
      unsafe $0.keep_stock = keepsStock ? 1 : 0
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__put_commodities_reply__init) {
      unsafe builder.commoditiesPut($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__put_commodities_reply__unpack, Reader.commoditiesPut)
  }
}

extension PlaceOrder: SiteCall {
  public var method: SellingMethod { .placeOrder }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__place_order_request__init) {
      unsafe $0.form = builder.bytes(formBytes)
      unsafe $0.check = builder.id(check)
      unsafe $0.secret = builder.bytes(secret ?? [])
      unsafe $0.recipient = recipient.map { unsafe builder.recipient($0) }
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__order_reply__init) { unsafe builder.order($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__order_reply__unpack, Reader.order)
  }
}

extension GetOrder: SiteCall {
  public var method: SellingMethod { .getOrder }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__get_order_request__init) {
      unsafe $0.order = builder.id(order)
      unsafe $0.account = builder.string(account?.code)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__order_reply__init) { unsafe builder.order($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__order_reply__unpack, Reader.order)
  }
}

extension ListOrders: SiteCall {
  public var method: SellingMethod { .listOrders }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__list_orders_request__init) {
      unsafe $0.account = builder.string(account?.code)
      unsafe $0.state = builder.orderState(state)
      unsafe $0.from = builder.id(from)
      unsafe $0.limit = UInt32(limit)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__list_orders_reply__init) { unsafe builder.orderPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__list_orders_reply__unpack, Reader.orderPage)
  }
}

extension ChoosePayment: SiteCall {
  public var method: SellingMethod { .choosePayment }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__choose_payment_request__init) {
      unsafe $0.order = builder.id(order)
      unsafe $0.account = builder.string(account.code)
      unsafe $0.method = builder.method(payBy)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__order_reply__init) { unsafe builder.order($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__order_reply__unpack, Reader.order)
  }
}

extension ConfirmInstruction: SiteCall {
  public var method: SellingMethod { .confirmInstruction }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__confirm_instruction_request__init) {
      unsafe $0.order = builder.id(order)
      unsafe $0.account = builder.string(account.code)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__order_reply__init) { unsafe builder.order($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__order_reply__unpack, Reader.order)
  }
}

extension ReportDelivery: SiteCall {
  public var method: SellingMethod { .reportDelivery }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__report_delivery_request__init) {
      unsafe $0.order = builder.id(order)
      unsafe $0.distributor = builder.string(distributor.code)
      unsafe $0.number = number
      unsafe $0.event = builder.deliveryEvent(event)
      unsafe $0.appointment = appointment.map { unsafe builder.appointment($0) }
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__order_reply__init) { unsafe builder.order($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__order_reply__unpack, Reader.order)
  }
}

extension ReturnOrder: SiteCall {
  public var method: SellingMethod { .returnOrder }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__return_order_request__init) {
      unsafe $0.order = builder.id(order)
      unsafe $0.account = builder.string(account.code)
      unsafe $0.note = builder.string(note)
    }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__order_reply__init) { unsafe builder.order($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__order_reply__unpack, Reader.order)
  }
}

// MARK: - What they bring

extension Builder {
  fileprivate func office(_ office: Office) -> UnsafeMutablePointer<Vouch__Selling__V1__Office> {
    let m = unsafe make(vouch__selling__v1__office__init)
    unsafe m.pointee.code = string(office.code.code)
    unsafe m.pointee.name = string(office.name)
    unsafe m.pointee.currency = string(office.currency)
    unsafe (m.pointee.n_distributors, m.pointee.distributors) = list(office.distributors) { unsafe partner($0) }
    unsafe m.pointee.commodities = office.commodities
    unsafe m.pointee.orders = office.orders
    return unsafe m
  }

  fileprivate func commodityPage(
    _ page: Page<Commodity, CommodityCode>
  ) -> UnsafeMutablePointer<Vouch__Selling__V1__CommodityPage> {
    let m = unsafe make(vouch__selling__v1__commodity_page__init)
    unsafe (m.pointee.n_commodities, m.pointee.commodities) = list(page.items) { unsafe commodity($0) }
    unsafe m.pointee.next = string(page.next?.description ?? "")
    return unsafe m
  }

  fileprivate func commoditiesPut(_ put: CommoditiesPut) -> UnsafeMutablePointer<Vouch__Selling__V1__PutCommodities> {
    let m = unsafe make(vouch__selling__v1__put_commodities__init)
    unsafe m.pointee.added = put.added
    unsafe m.pointee.changed = put.changed
    return unsafe m
  }

  fileprivate func orderPage(_ page: Page<Order, OrderID>) -> UnsafeMutablePointer<Vouch__Selling__V1__OrderPage> {
    let m = unsafe make(vouch__selling__v1__order_page__init)
    unsafe (m.pointee.n_orders, m.pointee.orders) = list(page.items) { unsafe order($0.shown) }
    unsafe m.pointee.next = id(page.next)
    return unsafe m
  }
}

extension Reader {
  fileprivate func office(_ m: Vouch__Selling__V1__Office) throws(Invalid) -> Office {
    unsafe Office(
      code: SellerID(try code(m.code, "office.code")), name: try text(m.name, "office.name"),
      currency: try currency(m.currency, "office.currency"),
      distributors: try items(m.n_distributors, m.distributors, Reader.sellersPartner), commodities: m.commodities,
      orders: m.orders)
  }

  func sellersPartner(_ m: Vouch__Selling__V1__Partner) throws(Invalid) -> Partner {
    unsafe try partner(m.code, m.name, m.endpoint, "distributor")
  }

  fileprivate func commodityPage(
    _ m: Vouch__Selling__V1__CommodityPage
  ) throws(Invalid) -> Page<Commodity, CommodityCode> {
    unsafe Page(
      items: try items(m.n_commodities, m.commodities, Reader.commodity),
      next: try optionalCommodityCode(m.next, "next"))
  }

  fileprivate func commoditiesPut(_ m: Vouch__Selling__V1__PutCommodities) throws(Invalid) -> CommoditiesPut {
    unsafe CommoditiesPut(added: m.added, changed: m.changed)
  }

  fileprivate func orderPage(_ m: Vouch__Selling__V1__OrderPage) throws(Invalid) -> Page<Order, OrderID> {
    unsafe Page(items: try items(m.n_orders, m.orders, Reader.order), next: try optionalID(m.next, "next"))
  }
}
