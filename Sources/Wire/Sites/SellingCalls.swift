/// The calls of a selling office: requests written.
internal import CVouchProtos
internal import Ledger
internal import MailOrder

extension GetOffice: SiteCall {
  public var method: SellingMethod { .getOffice }

  public func encodeRequest() -> [UInt8] { [] }
}

extension PutDistributor: SiteCall {
  public var method: SellingMethod { .putDistributor }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__put_distributor_request__init) {
      unsafe $0.distributor = builder.partner(distributor)
    }
  }
}

extension ListCommodities: SiteCall {
  public var method: SellingMethod { .listCommodities }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__list_commodities_request__init) {
      unsafe $0.from = builder.string(from?.description ?? "")
      unsafe $0.limit = UInt32(clamping: limit)
      unsafe $0.search = builder.string(search)
    }
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
      unsafe $0.hand_over_code = builder.digest(handOverCode)
      unsafe $0.sealed_recipient = builder.bytes(sealed?.bytes ?? [])
      unsafe $0.offer = builder.string(offer?.description ?? "")
    }
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
}

extension ListOrders: SiteCall {
  public var method: SellingMethod { .listOrders }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__list_orders_request__init) {
      unsafe $0.account = builder.string(account?.code)
      unsafe $0.state = builder.orderState(state)
      unsafe $0.from = builder.id(from)
      unsafe $0.limit = UInt32(clamping: limit)
    }
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
      unsafe $0.proof = builder.bytes(proof)
      unsafe $0.page = builder.string(page)
    }
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
}

extension GetOffer: SiteCall {
  public var method: SellingMethod { .getOffer }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__get_offer_request__init) {
      unsafe $0.token = builder.string(token.description)
    }
  }
}

extension PutPicture: SiteCall {
  public var method: SellingMethod { .putPicture }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__selling__v1__put_picture_request__init) {
      unsafe $0.picture = builder.picture(picture)
    }
  }
}
