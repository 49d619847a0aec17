/// What a yes of a shop brings: each stands in one reply, written and read once, whichever call it answers.
internal import CVouchProtos
public import Ledger
public import MailOrder

extension SiteCall where Accepted == Office {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__get_office_reply__init) { unsafe builder.office($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__get_office_reply__unpack, Reader.office)
  }
}

extension SiteCall where Accepted == Page<Commodity, CommodityCode> {
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

extension SiteCall where Accepted == Commodity {
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

extension SiteCall where Accepted == CommoditiesPut {
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

extension SiteCall where Accepted == Order {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__order_reply__init) { unsafe builder.order($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__order_reply__unpack, Reader.order)
  }
}

extension SiteCall where Accepted == Page<Order, OrderID> {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__list_orders_reply__init) { unsafe builder.orderPage($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__list_orders_reply__unpack, Reader.orderPage)
  }
}

extension SiteCall where Accepted == Offer {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__get_offer_reply__init) { unsafe builder.offer($0.shown) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__get_offer_reply__unpack, Reader.offer)
  }
}

extension SiteCall where Accepted == PicturePut {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__selling__v1__put_picture_reply__init) {
      unsafe builder.picturePut($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__selling__v1__put_picture_reply__unpack, Reader.picturePut)
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

  fileprivate func picturePut(_ put: PicturePut) -> UnsafeMutablePointer<Vouch__Selling__V1__PutPicture> {
    let m = unsafe make(vouch__selling__v1__put_picture__init)
    unsafe m.pointee.replaced = put.replaced ? 1 : 0
    unsafe m.pointee.pictures = put.pictures
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

  fileprivate func picturePut(_ m: Vouch__Selling__V1__PutPicture) throws(Invalid) -> PicturePut {
    unsafe PicturePut(replaced: m.replaced != 0, pictures: m.pictures)
  }

  fileprivate func orderPage(_ m: Vouch__Selling__V1__OrderPage) throws(Invalid) -> Page<Order, OrderID> {
    unsafe Page(items: try items(m.n_orders, m.orders, Reader.order), next: try optionalID(m.next, "next"))
  }
}
