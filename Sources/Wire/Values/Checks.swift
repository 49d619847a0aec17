/// The check: its terms, how far it has come, and the document people are shown. Values ↔ messages.
internal import CVouchProtos
internal import Ledger

extension Reader {
  func terms(_ m: PbTerms) throws(Invalid) -> CheckTerms {
    var terms = unsafe CheckTerms(
      drawer: AccountID(try code(m.drawer, "terms.drawer")), amount: try amount(m.amount, "terms.amount"),
      currency: try currency(m.currency, "terms.currency"))
    terms.payee = unsafe try optionalCode(m.payee, "terms.payee").map { SellerID($0) }
    terms.distributor = unsafe try optionalCode(m.distributor, "terms.distributor").map { DistributorID($0) }
    terms.method = unsafe try optionalCase(m.method.rawValue, "terms.method") ?? .transfer
    terms.release = unsafe try optionalCase(m.release.rawValue, "terms.release") ?? .onDemand
    terms.expires = unsafe try optionalTime(m.expires, "terms.expires")
    let window = unsafe try span(m.delivery_window, atMost: Bounds.maximumDeliveryWindow, "terms.delivery_window")
    terms.deliveryWindow = window == .none ? nil : window
    terms.order = unsafe try digest(m.order, "terms.order")
    terms.claim = unsafe try digest(m.claim, "terms.claim")
    terms.coolingOff = unsafe try span(m.cooling_off, atMost: Bounds.maximumCoolingOff, "terms.cooling_off")
    terms.guarantee = unsafe try span(m.guarantee, atMost: Bounds.maximumGuarantee, "terms.guarantee")
    terms.reserveShare = unsafe try reserveShare(m.reserve_share)
    terms.sealsAddress = unsafe m.seal_address != 0
    return terms
  }

  private func reserveShare(_ hundredths: UInt32) throws(Invalid) -> UInt16 {
    guard hundredths <= 10_000 else {
      throw Invalid(
        field: "terms.reserve_share", reason: "is more than the whole",
        hint: "Hundredths of a percent, at most 10,000.")
    }
    return UInt16(hundredths)
  }

  func progress(_ m: PbProgress) throws(Invalid) -> CheckProgress {
    var progress = unsafe CheckProgress(
      state: try needCase(m.state.rawValue, "progress.state"),
      method: try needCase(m.method.rawValue, "progress.method"),
      cover: try needCase(m.cover.rawValue, "progress.cover"), expires: try time(m.expires, "progress.expires"))
    progress.confirmed = unsafe m.confirmed != 0
    progress.payee = unsafe try optionalCode(m.payee, "progress.payee").map { SellerID($0) }
    progress.remaining = unsafe try sum(m.remaining, "progress.remaining")
    progress.captured = unsafe try sum(m.captured, "progress.captured")
    progress.capturedFromCard = unsafe try sum(m.captured_from_card, "progress.captured_from_card")
    progress.released = unsafe try sum(m.released, "progress.released")
    progress.returned = unsafe try sum(m.returned, "progress.returned")
    progress.returnedToCard = unsafe try sum(m.returned_to_card, "progress.returned_to_card")
    progress.demanded = unsafe try sum(m.demanded, "progress.demanded")
    progress.deadline = unsafe try optionalTime(m.deadline, "progress.deadline")
    progress.frozenFrom = unsafe try optionalCase(m.frozen_from.rawValue, "progress.frozen_from")
    progress.frozenAt = unsafe try optionalTime(m.frozen_at, "progress.frozen_at")
    progress.locked = unsafe try sum(m.locked, "progress.locked")
    progress.lockedUntil = unsafe try optionalTime(m.locked_until, "progress.locked_until")
    progress.reserved = unsafe try sum(m.reserved, "progress.reserved")
    progress.reservedUntil = unsafe try optionalTime(m.reserved_until, "progress.reserved_until")
    progress.pending = unsafe try sum(m.pending, "progress.pending")
    progress.returning = unsafe try sum(m.returning, "progress.returning")
    return progress
  }

  func document(_ m: PbCheck) throws(Invalid) -> CheckDocument {
    var document = unsafe CheckDocument(
      id: try id(m.id, "check.id"), terms: try terms(try need(m.terms, "check.terms")),
      issued: try time(m.issued, "check.issued"), progress: try progress(try need(m.progress, "check.progress")),
      memo: try text(m.memo, "check.memo"))
    document.drawerName = unsafe try text(m.drawer_name, "check.drawer_name")
    document.payeeName = unsafe try text(m.payee_name, "check.payee_name")
    document.distributorName = unsafe try text(m.distributor_name, "check.distributor_name")
    document.draweeName = unsafe try text(m.drawee_name, "check.drawee_name")
    document.entryCount = unsafe m.entry_count
    return document
  }
}

extension Builder {
  func terms(_ terms: CheckTerms) -> UnsafeMutablePointer<PbTerms> {
    let m = unsafe make(vouch__v1__check_terms__init)
    unsafe m.pointee.drawer = string(terms.drawer.code)
    unsafe m.pointee.payee = string(terms.payee?.code)
    unsafe m.pointee.distributor = string(terms.distributor?.code)
    unsafe m.pointee.amount = terms.amount.minorUnits
    unsafe m.pointee.currency = string(terms.currency)
    unsafe m.pointee.method = method(terms.method)
    unsafe m.pointee.release = release(terms.release)
    unsafe m.pointee.expires = terms.expires?.milliseconds ?? 0
    unsafe m.pointee.delivery_window = UInt64(terms.deliveryWindow?.milliseconds ?? 0)
    unsafe m.pointee.order = digest(terms.order)
    unsafe m.pointee.claim = digest(terms.claim)
    unsafe m.pointee.cooling_off = UInt64(terms.coolingOff.milliseconds)
    unsafe m.pointee.guarantee = UInt64(terms.guarantee.milliseconds)
    unsafe m.pointee.reserve_share = UInt32(terms.reserveShare)
    unsafe m.pointee.seal_address = terms.sealsAddress ? 1 : 0
    return unsafe m
  }

  func method(_ method: PaymentMethod) -> Vouch__V1__PaymentMethod { Vouch__V1__PaymentMethod(rawValue: method.wire) }

  func release(_ release: ReleaseRule) -> Vouch__V1__ReleaseRule { Vouch__V1__ReleaseRule(rawValue: release.wire) }

  func state(_ state: CheckState?) -> Vouch__V1__CheckState { Vouch__V1__CheckState(rawValue: state?.wire ?? 0) }

  func progress(_ progress: CheckProgress) -> UnsafeMutablePointer<PbProgress> {
    let m = unsafe make(vouch__v1__check_progress__init)
    unsafe m.pointee.state = state(progress.state)
    unsafe m.pointee.method = method(progress.method)
    unsafe m.pointee.cover = Vouch__V1__Cover(rawValue: progress.cover.wire)
    unsafe m.pointee.confirmed = progress.confirmed ? 1 : 0
    unsafe m.pointee.payee = string(progress.payee?.code)
    unsafe m.pointee.remaining = progress.remaining
    unsafe m.pointee.captured = progress.captured
    unsafe m.pointee.captured_from_card = progress.capturedFromCard
    unsafe m.pointee.released = progress.released
    unsafe m.pointee.returned = progress.returned
    unsafe m.pointee.returned_to_card = progress.returnedToCard
    unsafe m.pointee.demanded = progress.demanded
    unsafe m.pointee.expires = progress.expires.milliseconds
    unsafe m.pointee.deadline = progress.deadline?.milliseconds ?? 0
    unsafe m.pointee.frozen_from = state(progress.frozenFrom)
    unsafe m.pointee.frozen_at = progress.frozenAt?.milliseconds ?? 0
    unsafe m.pointee.locked = progress.locked
    unsafe m.pointee.locked_until = progress.lockedUntil?.milliseconds ?? 0
    unsafe m.pointee.reserved = progress.reserved
    unsafe m.pointee.reserved_until = progress.reservedUntil?.milliseconds ?? 0
    unsafe m.pointee.pending = progress.pending
    unsafe m.pointee.returning = progress.returning
    return unsafe m
  }

  /// The check as it is shown; what claims it is kept back.
  func document(_ document: CheckDocument) -> UnsafeMutablePointer<PbCheck> {
    let m = unsafe make(vouch__v1__check__init)
    var shown = document.terms
    shown.claim = nil
    unsafe m.pointee.id = id(document.id)
    unsafe m.pointee.terms = terms(shown)
    unsafe m.pointee.issued = document.issued.milliseconds
    unsafe m.pointee.progress = progress(document.progress)
    unsafe m.pointee.memo = string(document.memo)
    unsafe m.pointee.drawer_name = string(document.drawerName)
    unsafe m.pointee.payee_name = string(document.payeeName)
    unsafe m.pointee.distributor_name = string(document.distributorName)
    unsafe m.pointee.drawee_name = string(document.draweeName)
    unsafe m.pointee.entry_count = document.entryCount
    return unsafe m
  }
}
