/// Deliveries and what they need, vehicles and places: values ↔ messages.
internal import CVouchProtos
internal import Ledger
internal import MailOrder

extension Reader {
  func instruction(_ m: Vouch__Distribution__V1__Instruction) throws(Invalid) -> Instruction {
    var instruction = unsafe Instruction(
      order: try id(m.order, "instruction.order"), seller: SellerID(try code(m.seller, "instruction.seller")),
      distributor: DistributorID(try code(m.distributor, "instruction.distributor")),
      check: try id(m.check, "instruction.check"),
      recipient: try recipient(m.recipient),
      goods: try needText(m.goods, "instruction.goods"), litres: m.litres,
      currency: try currency(m.currency, "instruction.currency"))
    instruction.cash = unsafe try optionalAmount(m.cash, "instruction.cash")
    instruction.onDelivery = unsafe m.on_delivery != 0
    instruction.code = unsafe try digest(m.code, "instruction.code")
    instruction.sealed = unsafe try sealedRecipient(m.sealed_recipient, "instruction.sealed_recipient")
    return instruction
  }

  func delivery(_ m: Vouch__Distribution__V1__Delivery) throws(Invalid) -> Delivery {
    var delivery = unsafe Delivery(
      instruction: try instruction(try need(m.instruction, "delivery.instruction")), at: Timestamp(milliseconds: 0))
    delivery.state = unsafe try needCase(m.state.rawValue, "delivery.state")
    delivery.events = unsafe try items(m.n_events, m.events, Reader.deliveryEvent)
    delivery.appointment = unsafe try appointment(m.appointment)
    delivery.collected = unsafe try sum(m.collected, "delivery.collected")
    delivery.takenBy = unsafe try text(m.recipient, "delivery.recipient")
    delivery.sellerKnows = unsafe m.seller_knows != 0
    delivery.managerKnows = unsafe m.manager_knows != 0
    delivery.managerRefusal = unsafe try string(m.manager_refusal, "delivery.manager_refusal")
    delivery.reports = unsafe m.reports
    for index in unsafe 0..<m.n_taken { unsafe delivery.taken.append(try id(m.taken[index], "delivery.taken")) }
    for index in unsafe 0..<m.n_wrong_codes {
      guard let code = unsafe try digest(m.wrong_codes[index], "delivery.wrong_codes") else {
        throw missing("delivery.wrong_codes", "Each is a digest.")
      }
      delivery.wrongCodes.append(code)
    }
    delivery.proof = unsafe try proof(m.proof, "delivery.proof")
    delivery.page = unsafe try text(m.page, "delivery.page")
    delivery.asksForCode = unsafe m.code_asked != 0 || delivery.instruction.code != nil
    return delivery
  }

  func vehicle(_ m: Vouch__Distribution__V1__Vehicle) throws(Invalid) -> Vehicle {
    let ends = unsafe m.ends == 0 ? Vehicle.midnight : m.ends
    guard
      let vehicle = unsafe Vehicle(
        code: try code(m.code, "vehicle.code"), litres: m.litres, begins: m.begins, ends: ends)
    else {
      throw Invalid(
        field: "vehicle", reason: "holds nothing, or its day has no length",
        hint: "Litres of 1 or more; minutes after midnight, begin before end, end at most \(Vehicle.midnight).")
    }
    return vehicle
  }

  func place(_ m: Vouch__Distribution__V1__Place) throws(Invalid) -> Place {
    unsafe Place(postcode: try needText(m.postcode, "place.postcode"), east: m.east, north: m.north)
  }

  func pass(_ m: Vouch__Distribution__V1__Pass) throws(Invalid) -> Pass {
    guard let digest = unsafe try digest(m.digest, "pass.digest") else {
      throw missing("pass.digest", "Each pass has one.")
    }
    return unsafe Pass(
      digest: digest, vehicle: try optionalCode(m.vehicle, "pass.vehicle"), note: try text(m.note, "pass.note"),
      issued: try time(m.issued, "pass.issued"), expires: try time(m.expires, "pass.expires"),
      revoked: try optionalTime(m.revoked, "pass.revoked"))
  }

  func carriersPartner(_ m: Vouch__Distribution__V1__Partner) throws(Invalid) -> Partner {
    unsafe try partner(m.code, m.name, m.endpoint, "seller")
  }
}

extension Builder {
  func instruction(_ instruction: Instruction) -> UnsafeMutablePointer<Vouch__Distribution__V1__Instruction> {
    let m = unsafe make(vouch__distribution__v1__instruction__init)
    unsafe m.pointee.order = id(instruction.order)
    unsafe m.pointee.seller = string(instruction.seller.code)
    unsafe m.pointee.distributor = string(instruction.distributor.code)
    unsafe m.pointee.check = id(instruction.check)
    unsafe m.pointee.recipient = instruction.recipient.map { unsafe recipient($0) }
    unsafe m.pointee.goods = string(instruction.goods)
    unsafe m.pointee.litres = instruction.litres
    unsafe m.pointee.cash = instruction.cash?.minorUnits ?? 0
    unsafe m.pointee.currency = string(instruction.currency)
    unsafe m.pointee.on_delivery = instruction.onDelivery ? 1 : 0
    unsafe m.pointee.code = digest(instruction.code)
    unsafe m.pointee.sealed_recipient = bytes(instruction.sealed?.bytes ?? [])
    return unsafe m
  }

  func delivery(_ delivery: Delivery) -> UnsafeMutablePointer<Vouch__Distribution__V1__Delivery> {
    let m = unsafe make(vouch__distribution__v1__delivery__init)
    unsafe m.pointee.instruction = instruction(delivery.instruction)
    unsafe m.pointee.state = deliveryState(delivery.state)
    unsafe (m.pointee.n_events, m.pointee.events) = list(delivery.events) { unsafe deliveryEvent($0) }
    unsafe m.pointee.appointment = delivery.appointment.map { unsafe appointment($0) }
    unsafe m.pointee.collected = delivery.collected
    unsafe m.pointee.recipient = string(delivery.takenBy)
    unsafe m.pointee.seller_knows = delivery.sellerKnows ? 1 : 0
    unsafe m.pointee.manager_knows = delivery.managerKnows ? 1 : 0
    unsafe m.pointee.manager_refusal = string(delivery.managerRefusal)
    unsafe m.pointee.reports = delivery.reports
    unsafe (m.pointee.n_taken, m.pointee.taken) = list(delivery.taken)
    unsafe (m.pointee.n_wrong_codes, m.pointee.wrong_codes) = list(delivery.wrongCodes)
    unsafe m.pointee.proof = bytes(delivery.proof)
    unsafe m.pointee.page = string(delivery.page)
    // Where the digest stands it says the same.
    unsafe m.pointee.code_asked = delivery.asksForCode && delivery.instruction.code == nil ? 1 : 0
    return unsafe m
  }

  func vehicle(_ vehicle: Vehicle) -> UnsafeMutablePointer<Vouch__Distribution__V1__Vehicle> {
    let m = unsafe make(vouch__distribution__v1__vehicle__init)
    unsafe m.pointee.code = string(vehicle.code)
    unsafe m.pointee.litres = vehicle.litres
    unsafe m.pointee.begins = vehicle.begins
    unsafe m.pointee.ends = vehicle.ends
    return unsafe m
  }

  func place(_ place: Place) -> UnsafeMutablePointer<Vouch__Distribution__V1__Place> {
    let m = unsafe make(vouch__distribution__v1__place__init)
    unsafe m.pointee.postcode = string(place.postcode)
    unsafe m.pointee.east = place.east
    unsafe m.pointee.north = place.north
    return unsafe m
  }

  func pass(_ pass: Pass) -> UnsafeMutablePointer<Vouch__Distribution__V1__Pass> {
    let m = unsafe make(vouch__distribution__v1__pass__init)
    unsafe m.pointee.digest = digest(pass.digest)
    unsafe m.pointee.vehicle = string(pass.vehicle)
    unsafe m.pointee.note = string(pass.note)
    unsafe m.pointee.issued = pass.issued.milliseconds
    unsafe m.pointee.expires = pass.expires.milliseconds
    unsafe m.pointee.revoked = pass.revoked?.milliseconds ?? 0
    return unsafe m
  }

  func carriersPartner(_ partner: Partner) -> UnsafeMutablePointer<Vouch__Distribution__V1__Partner> {
    let m = unsafe make(vouch__distribution__v1__partner__init)
    unsafe m.pointee.code = string(partner.code)
    unsafe m.pointee.name = string(partner.name)
    unsafe m.pointee.endpoint = string(partner.endpoint)
    return unsafe m
  }
}
