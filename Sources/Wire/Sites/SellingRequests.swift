/// The requests of a selling office as they come: bytes → a value that has been validated, or what is wrong.
internal import CVouchProtos
internal import Ledger
internal import MailOrder

extension SellingRequest {
  /// How many bytes a request may unpack to: a thousand commodities with all their texts fit.
  private static let budget = 8 << 20

  /// Reads a request by its method's position in the service; nil: there is no such method.
  public static func decode(_ method: UInt32, _ bytes: [UInt8]) -> Decoded<SellingRequest>? {
    guard let method = SellingMethod(rawValue: method) else { return nil }
    return unsafe bytes.withUnsafeBytes { unsafe decode(method, $0, into: Arena(firstChunk: 4096, budget: budget)) }
  }

  private static func decode(
    _ method: SellingMethod, _ bytes: UnsafeRawBufferPointer, into arena: Arena
  ) -> Decoded<SellingRequest> {
    switch method {
    case .getOffice: unsafe arena.read(bytes, vouch__selling__v1__get_office_request__unpack, Reader.getOffice)
    case .listCommodities:
      unsafe arena.read(bytes, vouch__selling__v1__list_commodities_request__unpack, Reader.listCommodities)
    case .getCommodity: unsafe arena.read(bytes, vouch__selling__v1__get_commodity_request__unpack, Reader.getCommodity)
    case .putCommodities:
      unsafe arena.read(bytes, vouch__selling__v1__put_commodities_request__unpack, Reader.putCommodities)
    case .placeOrder: unsafe arena.read(bytes, vouch__selling__v1__place_order_request__unpack, Reader.placeOrder)
    case .getOrder: unsafe arena.read(bytes, vouch__selling__v1__get_order_request__unpack, Reader.getOrder)
    case .listOrders: unsafe arena.read(bytes, vouch__selling__v1__list_orders_request__unpack, Reader.listOrders)
    case .choosePayment:
      unsafe arena.read(bytes, vouch__selling__v1__choose_payment_request__unpack, Reader.choosePayment)
    case .confirmInstruction:
      unsafe arena.read(bytes, vouch__selling__v1__confirm_instruction_request__unpack, Reader.confirmInstruction)
    case .reportDelivery:
      unsafe arena.read(bytes, vouch__selling__v1__report_delivery_request__unpack, Reader.reportDelivery)
    case .returnOrder: unsafe arena.read(bytes, vouch__selling__v1__return_order_request__unpack, Reader.returnOrder)
    case .putDistributor:
      unsafe arena.read(bytes, vouch__selling__v1__put_distributor_request__unpack, Reader.putDistributor)
    case .getOffer: unsafe arena.read(bytes, vouch__selling__v1__get_offer_request__unpack, Reader.getOffer)
    case .putPicture: unsafe arena.read(bytes, vouch__selling__v1__put_picture_request__unpack, Reader.putPicture)
    }
  }
}

extension Arena {
  /// Reads one request and gives the memory back.
  func read<Message, Request>(
    _ bytes: UnsafeRawBufferPointer, _ unpack: Unpack<Message>,
    _ request: (Reader) -> (Message) throws(Invalid) -> Request
  ) -> Decoded<Request> {
    defer { reset() }
    guard let message = unsafe self.unpack(bytes, with: unpack) else { return .unreadable }
    do throws(Invalid) {
      return unsafe .request(try request(Reader(arena: self))(message.pointee))
    } catch {
      return .invalid(error)
    }
  }
}

extension Reader {
  func getOffice(_ m: Vouch__Selling__V1__GetOfficeRequest) throws(Invalid) -> SellingRequest { .getOffice }

  func putDistributor(_ m: Vouch__Selling__V1__PutDistributorRequest) throws(Invalid) -> SellingRequest {
    unsafe .putDistributor(try sellersPartner(try need(m.distributor, "distributor")))
  }

  func listCommodities(_ m: Vouch__Selling__V1__ListCommoditiesRequest) throws(Invalid) -> SellingRequest {
    unsafe .listCommodities(
      ListCommodities(
        from: try optionalCommodityCode(m.from, "from"), limit: try limit(m.limit, "limit"),
        search: try text(m.search, "search")))
  }

  func getCommodity(_ m: Vouch__Selling__V1__GetCommodityRequest) throws(Invalid) -> SellingRequest {
    unsafe .getCommodity(try commodityCode(m.code, "code"))
  }

  func putCommodities(_ m: Vouch__Selling__V1__PutCommoditiesRequest) throws(Invalid) -> SellingRequest {
    unsafe try judgeCount(m.n_commodities, "commodities")
    return unsafe .putCommodities(
      PutCommodities(try items(m.n_commodities, m.commodities, Reader.commodity), keepsStock: m.keep_stock != 0))
  }

  /// A list that is put: one page at most.
  func judgeCount(_ count: Int, _ field: @autoclosure () -> String) throws(Invalid) {
    guard (1...PageBounds.maximum).contains(count) else {
      throw Invalid(
        field: field(), reason: count == 0 ? "are missing" : "are too many", hint: "1 to \(PageBounds.maximum) at once."
      )
    }
  }

  func placeOrder(_ m: Vouch__Selling__V1__PlaceOrderRequest) throws(Invalid) -> SellingRequest {
    let (form, bytes) = unsafe try form(packed: m.form)
    let recipient = unsafe try recipient(m.recipient)
    let sealed = unsafe try sealedRecipient(m.sealed_recipient, "sealed_recipient")
    guard recipient == nil || sealed == nil else {
      throw Invalid(
        field: "sealed_recipient", reason: "comes with the recipient in clear", hint: "Send one of the two.")
    }
    var order = unsafe PlaceOrder(
      form: form, formBytes: bytes, check: try id(m.check, "check"), secret: try optionalSecret(m.secret),
      recipient: recipient, sealed: sealed)
    order.handOverCode = unsafe try digest(m.hand_over_code, "hand_over_code")
    order.offer = unsafe try optionalOfferToken(m.offer, "offer")
    return .placeOrder(order)
  }

  func getOffer(_ m: Vouch__Selling__V1__GetOfferRequest) throws(Invalid) -> SellingRequest {
    unsafe .getOffer(try offerToken(m.token, "token"))
  }

  func putPicture(_ m: Vouch__Selling__V1__PutPictureRequest) throws(Invalid) -> SellingRequest {
    unsafe .putPicture(try picture(try need(m.picture, "picture")))
  }

  func getOrder(_ m: Vouch__Selling__V1__GetOrderRequest) throws(Invalid) -> SellingRequest {
    unsafe .getOrder(
      GetOrder(try id(m.order, "order"), account: try optionalCode(m.account, "account").map { AccountID($0) }))
  }

  func listOrders(_ m: Vouch__Selling__V1__ListOrdersRequest) throws(Invalid) -> SellingRequest {
    unsafe .listOrders(
      ListOrders(
        account: try optionalCode(m.account, "account").map { AccountID($0) },
        state: unsafe try optionalCase(m.state.rawValue, "state"), from: try optionalID(m.from, "from"),
        limit: unsafe try limit(m.limit, "limit")))
  }

  func choosePayment(_ m: Vouch__Selling__V1__ChoosePaymentRequest) throws(Invalid) -> SellingRequest {
    unsafe .choosePayment(
      ChoosePayment(
        try id(m.order, "order"), account: AccountID(try code(m.account, "account")),
        method: try needCase(m.method.rawValue, "method")))
  }

  func confirmInstruction(_ m: Vouch__Selling__V1__ConfirmInstructionRequest) throws(Invalid) -> SellingRequest {
    unsafe .confirmInstruction(
      ConfirmInstruction(try id(m.order, "order"), account: AccountID(try code(m.account, "account"))))
  }

  func reportDelivery(_ m: Vouch__Selling__V1__ReportDeliveryRequest) throws(Invalid) -> SellingRequest {
    guard unsafe m.number > 0 else { throw missing("number", "Number the reports from 1.") }
    var report = unsafe ReportDelivery(
      order: try id(m.order, "order"), distributor: DistributorID(try code(m.distributor, "distributor")),
      number: m.number, event: try deliveryEvent(try need(m.event, "event")),
      appointment: try appointment(m.appointment))
    report.proof = unsafe try proof(m.proof, "proof")
    report.page = unsafe try text(m.page, "page")
    return .reportDelivery(report)
  }

  func returnOrder(_ m: Vouch__Selling__V1__ReturnOrderRequest) throws(Invalid) -> SellingRequest {
    unsafe .returnOrder(
      ReturnOrder(
        try id(m.order, "order"), account: AccountID(try code(m.account, "account")), note: try text(m.note, "note")))
  }
}
