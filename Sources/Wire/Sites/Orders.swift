/// Orders and what they are made of: values ↔ messages.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger
internal import MailOrder

extension Reader {
  func commodityCode(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> CommodityCode {
    guard let code = unsafe try optionalCommodityCode(text, field()) else {
      throw missing(field(), "Give the commodity's code.")
    }
    return code
  }

  func optionalCommodityCode(
    _ text: CString, _ field: @autoclosure () -> String
  ) throws(Invalid) -> CommodityCode? {
    let string = unsafe try string(text, field())
    if string.isEmpty { return nil }
    guard let code = CommodityCode(string) else {
      throw Invalid(
        field: field(), reason: "is no commodity's code",
        hint: "1 to \(CommodityCode.maximumLength) characters of A–Z 0–9 - . _, the first a letter or a digit.")
    }
    return code
  }

  /// A text that must be there.
  func needText(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> Text {
    guard let value = unsafe try optionalText(text, field()) else { throw missing(field(), "Say it.") }
    return value
  }

  func partner(
    _ code: CString, _ name: CString, _ endpoint: CString, _ field: @autoclosure () -> String
  ) throws(Invalid) -> Partner {
    unsafe Partner(
      code: try self.code(code, "\(field()).code"), name: unsafe try text(name, "\(field()).name"),
      endpoint: unsafe try needText(endpoint, "\(field()).endpoint").value)
  }

  func recipient(_ m: Vouch__Order__V1__Recipient) throws(Invalid) -> Recipient {
    unsafe Recipient(
      name: try needText(m.name, "recipient.name"), address: try needText(m.address, "recipient.address"),
      postcode: try text(m.postcode, "recipient.postcode"), telephone: try text(m.telephone, "recipient.telephone"))
  }

  /// By a name of its own: the others bear the same.
  func wholeRecipient(_ m: Vouch__Order__V1__Recipient) throws(Invalid) -> Recipient { unsafe try recipient(m) }

  func recipient(_ m: UnsafeMutablePointer<Vouch__Order__V1__Recipient>?) throws(Invalid) -> Recipient? {
    guard let m = unsafe m else { return nil }
    return unsafe try recipient(m.pointee)
  }

  /// A sealed recipient; nil when absent.
  func sealedRecipient(
    _ data: ProtobufCBinaryData, _ field: @autoclosure () -> String
  ) throws(Invalid) -> SealedRecipient? {
    if unsafe data.len == 0 { return nil }
    guard unsafe data.len <= SealedRecipient.maximumBytes,
      let sealed = unsafe SealedRecipient(Array(UnsafeBufferPointer(start: data.data, count: data.len)))
    else {
      throw Invalid(
        field: field(), reason: unsafe "has \(data.len) bytes",
        hint: "A sealed recipient has at most \(SealedRecipient.maximumBytes).")
    }
    return sealed
  }

  func commodity(_ m: Vouch__Selling__V1__Commodity) throws(Invalid) -> Commodity {
    var commodity = unsafe Commodity(
      code: try commodityCode(m.code, "commodity.code"), name: try needText(m.name, "commodity.name"),
      charge: try amount(m.charge, "commodity.charge"), currency: try currency(m.currency, "commodity.currency"))
    commodity.specification = unsafe try text(m.specification, "commodity.specification")
    commodity.category = unsafe try text(m.category, "commodity.category")
    commodity.guarantee = unsafe try span(m.guarantee, atMost: Bounds.maximumGuarantee, "commodity.guarantee")
    commodity.coolingOff = unsafe try span(m.cooling_off, atMost: Bounds.maximumCoolingOff, "commodity.cooling_off")
    commodity.visit = unsafe m.visit != 0
    commodity.tradeIn = unsafe m.trade_in != 0
    commodity.digital = unsafe m.digital != 0
    commodity.sales = unsafe m.sales
    commodity.stock = unsafe m.counted != 0 ? m.stock : nil
    commodity.picture = unsafe try text(m.picture, "commodity.picture")
    commodity.litres = unsafe m.litres
    return commodity
  }

  func form(_ m: Vouch__Order__V1__OrderForm) throws(Invalid) -> OrderForm {
    guard unsafe (1...OrderForm.maximumLines).contains(m.n_lines) else {
      throw unsafe Invalid(
        field: "form.lines", reason: m.n_lines == 0 ? "are missing" : "are too many",
        hint: "An order has 1 to \(OrderForm.maximumLines) lines.")
    }
    let form = unsafe OrderForm(
      id: try id(m.id, "form.id"), account: AccountID(try code(m.account, "form.account")),
      seller: SellerID(try code(m.seller, "form.seller")),
      distributor: try optionalCode(m.distributor, "form.distributor").map { DistributorID($0) },
      lines: unsafe try items(m.n_lines, m.lines, Reader.line), currency: try currency(m.currency, "form.currency"),
      made: unsafe try time(m.made, "form.made"), paysLater: m.pays_later != 0,
      confirmsInstruction: m.confirms_instruction != 0)
    guard let form else {
      throw Invalid(
        field: "form.lines", reason: "name a commodity twice, too many pieces, or too large a sum",
        hint:
          "Each commodity once, 1 to \(OrderForm.maximumQuantity) pieces, in all at most \(Amount.maximum) minor units."
      )
    }
    guard unsafe m.amount == form.amount.minorUnits else {
      throw Invalid(
        field: "form.amount", reason: unsafe "is \(m.amount), but the lines come to \(form.amount.minorUnits)",
        hint: "Give the sum of the lines.")
    }
    return form
  }

  func line(_ m: Vouch__Order__V1__OrderLine) throws(Invalid) -> OrderLine {
    guard unsafe m.quantity > 0 else { throw missing("form.lines.quantity", "Say how many pieces, 1 or more.") }
    return unsafe OrderLine(
      commodity: try commodityCode(m.commodity, "form.lines.commodity"), quantity: m.quantity,
      price: try amount(m.price, "form.lines.price"))
  }

  /// A form within another message, as the bytes its maker packed.
  func form(packed data: ProtobufCBinaryData) throws(Invalid) -> (OrderForm, [UInt8]) {
    let bytes = unsafe Array(UnsafeBufferPointer(start: data.data, count: data.len))
    guard !bytes.isEmpty else { throw missing("form", "Give the packed OrderForm.") }
    do throws(WireError) {
      return (try OrderForm(packed: bytes), bytes)
    } catch {
      switch error {
      case .contradictory(let invalid): throw invalid
      case .unreadable, .tooLarge:
        throw Invalid(field: "form", reason: "is no OrderForm", hint: "Give the packed OrderForm.")
      }
    }
  }

  func deliveryEvent(_ m: Vouch__Order__V1__DeliveryEvent) throws(Invalid) -> DeliveryEvent {
    unsafe DeliveryEvent(
      time: try time(m.time, "event.time"), state: try needCase(m.state.rawValue, "event.state"),
      note: try text(m.note, "event.note"))
  }

  func appointment(_ m: UnsafeMutablePointer<Vouch__Order__V1__Appointment>?) throws(Invalid) -> Appointment? {
    guard let m = unsafe m?.pointee else { return nil }
    return unsafe Appointment(
      from: try time(m.from, "appointment.from"), until: try time(m.until, "appointment.until"),
      vehicle: try code(m.vehicle, "appointment.vehicle"), stop: m.stop)
  }

  /// A secret: nil when absent.
  func optionalSecret(_ data: ProtobufCBinaryData) throws(Invalid) -> [UInt8]? {
    if unsafe data.len == 0 { return nil }
    guard unsafe Claim.secretBytes.contains(data.len) else {
      throw Invalid(
        field: "secret", reason: unsafe "has \(data.len) bytes",
        hint: "A secret has \(Claim.secretBytes.lowerBound) to \(Claim.secretBytes.upperBound) bytes.")
    }
    return unsafe Array(UnsafeBufferPointer(start: data.data, count: data.len))
  }

  func order(_ m: Vouch__Selling__V1__Order) throws(Invalid) -> Order {
    let number: OrderID = unsafe try id(m.id, "order.id")
    let (form, bytes) = unsafe try form(packed: m.form)
    guard number == form.id else {
      throw Invalid(field: "order.id", reason: "is not the form's", hint: "An order has the number that its form has.")
    }
    var order = unsafe Order(
      form: form, formBytes: bytes, check: try id(m.check, "order.check"), secret: try optionalSecret(m.secret),
      recipient: try recipient(m.recipient))
    order.state = unsafe try needCase(m.state.rawValue, "order.state")
    order.events = unsafe try items(m.n_events, m.events, Reader.orderEvent)
    order.distributor = unsafe try optionalCode(m.distributor, "order.distributor").map { DistributorID($0) }
    order.distributorEndpoint = unsafe try string(m.distributor_endpoint, "order.distributor_endpoint")
    order.checkState = unsafe try optionalCase(m.check_state.rawValue, "order.check_state")
    order.method = unsafe try optionalCase(m.method.rawValue, "order.method")
    order.deliveryState = unsafe try optionalCase(m.delivery_state.rawValue, "order.delivery_state")
    order.appointment = unsafe try appointment(m.appointment)
    order.paymentChosen = unsafe m.payment_chosen != 0
    order.instructionConfirmed = unsafe m.instruction_confirmed != 0
    order.download = unsafe try string(m.download, "order.download")
    order.lastReport = unsafe m.last_report
    order.demandID = unsafe try optionalID(m.demand, "order.demand")
    order.refundID = unsafe try optionalID(m.refund, "order.refund")
    order.restocked = unsafe m.restocked != 0
    order.payBy = unsafe try optionalTime(m.pay_by, "order.pay_by")
    order.proof = unsafe try proof(m.proof, "order.proof")
    order.handOverCode = unsafe try digest(m.hand_over_code, "order.hand_over_code")
    order.sealed = unsafe try sealedRecipient(m.sealed_recipient, "order.sealed_recipient")
    order.tracking = unsafe try text(m.tracking, "order.tracking")
    return order
  }

  private func orderEvent(_ m: Vouch__Selling__V1__OrderEvent) throws(Invalid) -> OrderEvent {
    unsafe OrderEvent(
      time: try time(m.time, "event.time"), state: try needCase(m.state.rawValue, "event.state"),
      note: try text(m.note, "event.note"))
  }
}

extension Builder {
  func partner(_ partner: Partner) -> UnsafeMutablePointer<Vouch__Selling__V1__Partner> {
    let m = unsafe make(vouch__selling__v1__partner__init)
    unsafe m.pointee.code = string(partner.code)
    unsafe m.pointee.name = string(partner.name)
    unsafe m.pointee.endpoint = string(partner.endpoint)
    return unsafe m
  }

  func recipient(_ recipient: Recipient) -> UnsafeMutablePointer<Vouch__Order__V1__Recipient> {
    let m = unsafe make(vouch__order__v1__recipient__init)
    unsafe m.pointee.name = string(recipient.name)
    unsafe m.pointee.address = string(recipient.address)
    unsafe m.pointee.postcode = string(recipient.postcode)
    unsafe m.pointee.telephone = string(recipient.telephone)
    return unsafe m
  }

  func commodity(_ commodity: Commodity) -> UnsafeMutablePointer<Vouch__Selling__V1__Commodity> {
    let m = unsafe make(vouch__selling__v1__commodity__init)
    unsafe m.pointee.code = string(commodity.code.description)
    unsafe m.pointee.name = string(commodity.name)
    unsafe m.pointee.specification = string(commodity.specification)
    unsafe m.pointee.category = string(commodity.category)
    unsafe m.pointee.charge = commodity.charge.minorUnits
    unsafe m.pointee.currency = string(commodity.currency)
    unsafe m.pointee.guarantee = UInt64(commodity.guarantee.milliseconds)
    unsafe m.pointee.cooling_off = UInt64(commodity.coolingOff.milliseconds)
    unsafe m.pointee.visit = commodity.visit ? 1 : 0
    unsafe m.pointee.trade_in = commodity.tradeIn ? 1 : 0
    unsafe m.pointee.digital = commodity.digital ? 1 : 0
    unsafe m.pointee.sales = commodity.sales
    unsafe m.pointee.stock = commodity.stock ?? 0
    unsafe m.pointee.counted = commodity.stock == nil ? 0 : 1
    unsafe m.pointee.picture = string(commodity.picture)
    unsafe m.pointee.litres = commodity.litres
    return unsafe m
  }

  func form(_ form: OrderForm) -> UnsafeMutablePointer<Vouch__Order__V1__OrderForm> {
    let m = unsafe make(vouch__order__v1__order_form__init)
    unsafe m.pointee.id = id(form.id)
    unsafe m.pointee.account = string(form.account.code)
    unsafe m.pointee.seller = string(form.seller.code)
    unsafe m.pointee.distributor = string(form.distributor?.code)
    unsafe (m.pointee.n_lines, m.pointee.lines) = list(form.lines) { unsafe line($0) }
    unsafe m.pointee.amount = form.amount.minorUnits
    unsafe m.pointee.currency = string(form.currency)
    unsafe m.pointee.made = form.made.milliseconds
    unsafe m.pointee.pays_later = form.paysLater ? 1 : 0
    unsafe m.pointee.confirms_instruction = form.confirmsInstruction ? 1 : 0
    return unsafe m
  }

  func line(_ line: OrderLine) -> UnsafeMutablePointer<Vouch__Order__V1__OrderLine> {
    let m = unsafe make(vouch__order__v1__order_line__init)
    unsafe m.pointee.commodity = string(line.commodity.description)
    unsafe m.pointee.quantity = line.quantity
    unsafe m.pointee.price = line.price.minorUnits
    return unsafe m
  }

  func deliveryEvent(_ event: DeliveryEvent) -> UnsafeMutablePointer<Vouch__Order__V1__DeliveryEvent> {
    let m = unsafe make(vouch__order__v1__delivery_event__init)
    unsafe m.pointee.time = event.time.milliseconds
    unsafe m.pointee.state = deliveryState(event.state)
    unsafe m.pointee.note = string(event.note)
    return unsafe m
  }

  func deliveryState(_ state: DeliveryState?) -> Vouch__Order__V1__DeliveryState {
    Vouch__Order__V1__DeliveryState(rawValue: state?.wire ?? 0)
  }

  func appointment(_ appointment: Appointment) -> UnsafeMutablePointer<Vouch__Order__V1__Appointment> {
    let m = unsafe make(vouch__order__v1__appointment__init)
    unsafe m.pointee.from = appointment.from.milliseconds
    unsafe m.pointee.until = appointment.until.milliseconds
    unsafe m.pointee.vehicle = string(appointment.vehicle)
    unsafe m.pointee.stop = appointment.stop
    return unsafe m
  }

  func orderState(_ state: OrderState?) -> Vouch__Selling__V1__OrderState {
    Vouch__Selling__V1__OrderState(rawValue: state?.wire ?? 0)
  }

  func order(_ order: Order) -> UnsafeMutablePointer<Vouch__Selling__V1__Order> {
    let m = unsafe make(vouch__selling__v1__order__init)
    unsafe m.pointee.id = id(order.form.id)
    unsafe m.pointee.form = bytes(order.formBytes)
    unsafe m.pointee.check = id(order.check)
    unsafe m.pointee.secret = bytes(order.secret ?? [])
    unsafe m.pointee.recipient = order.recipient.map { unsafe recipient($0) }
    unsafe m.pointee.state = orderState(order.state)
    unsafe (m.pointee.n_events, m.pointee.events) = list(order.events) { unsafe orderEvent($0) }
    unsafe m.pointee.distributor = string(order.distributor?.code)
    unsafe m.pointee.distributor_endpoint = string(order.distributorEndpoint)
    unsafe m.pointee.check_state = state(order.checkState)
    unsafe m.pointee.method = Vouch__V1__PaymentMethod(rawValue: order.method?.wire ?? 0)
    unsafe m.pointee.delivery_state = deliveryState(order.deliveryState)
    unsafe m.pointee.appointment = order.appointment.map { unsafe appointment($0) }
    unsafe m.pointee.payment_chosen = order.paymentChosen ? 1 : 0
    unsafe m.pointee.instruction_confirmed = order.instructionConfirmed ? 1 : 0
    unsafe m.pointee.download = string(order.download)
    unsafe m.pointee.last_report = order.lastReport
    unsafe m.pointee.demand = id(order.demandID)
    unsafe m.pointee.refund = id(order.refundID)
    unsafe m.pointee.restocked = order.restocked ? 1 : 0
    unsafe m.pointee.pay_by = order.payBy?.milliseconds ?? 0
    unsafe m.pointee.proof = bytes(order.proof)
    unsafe m.pointee.hand_over_code = digest(order.handOverCode)
    unsafe m.pointee.sealed_recipient = bytes(order.sealed?.bytes ?? [])
    unsafe m.pointee.tracking = string(order.tracking)
    return unsafe m
  }

  private func orderEvent(_ event: OrderEvent) -> UnsafeMutablePointer<Vouch__Selling__V1__OrderEvent> {
    let m = unsafe make(vouch__selling__v1__order_event__init)
    unsafe m.pointee.time = event.time.milliseconds
    unsafe m.pointee.state = orderState(event.state)
    unsafe m.pointee.note = string(event.note)
    return unsafe m
  }
}
