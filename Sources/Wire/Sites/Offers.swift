/// Offers and pictures: values ↔ messages.
internal import CVouchProtos
internal import Ledger
internal import MailOrder

extension Reader {
  func optionalOfferToken(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> OfferToken? {
    let string = unsafe try string(text, field())
    if string.isEmpty { return nil }
    guard let token = OfferToken(string) else {
      throw Invalid(
        field: field(), reason: "is no offer's token", hint: "32 hexadecimal digits, as in the link of the shop's page."
      )
    }
    return token
  }

  func offerToken(_ text: CString, _ field: @autoclosure () -> String) throws(Invalid) -> OfferToken {
    guard let token = unsafe try optionalOfferToken(text, field()) else {
      throw missing(field(), "Give the token that stands in the link of the shop's page.")
    }
    return token
  }

  func offer(_ m: Vouch__Selling__V1__Offer) throws(Invalid) -> Offer {
    let offer = unsafe Offer(
      token: try offerToken(m.token, "offer.token"), seller: SellerID(try code(m.seller, "offer.seller")),
      lines: try items(m.n_lines, m.lines, Reader.line), currency: try currency(m.currency, "offer.currency"),
      distributor: try optionalCode(m.distributor, "offer.distributor").map { DistributorID($0) },
      expires: try time(m.expires, "offer.expires"), page: try string(m.page, "offer.page"))
    guard var offer else {
      throw Invalid(
        field: "offer", reason: "has lines that no order has, or a page without an address",
        hint: "1 to \(OrderForm.maximumLines) lines, and an address of at most \(Offer.maximumPageBytes) bytes.")
    }
    guard unsafe m.amount == offer.amount.minorUnits else {
      throw Invalid(
        field: "offer.amount", reason: unsafe "is \(m.amount), but the lines come to \(offer.amount.minorUnits)",
        hint: "Give the sum of the lines.")
    }
    guard unsafe m.n_commodities <= offer.lines.count else {
      throw Invalid(field: "offer.commodities", reason: "are too many", hint: "One for each line at most.")
    }
    offer.commodities = unsafe try items(m.n_commodities, m.commodities, Reader.commodity)
    offer.isTaken = unsafe m.taken != 0
    offer.order = unsafe try optionalID(m.order, "offer.order")
    return offer
  }

  func picture(_ m: Vouch__Selling__V1__Picture) throws(Invalid) -> Picture {
    let text = unsafe try string(m.name, "picture.name")
    if text.isEmpty { throw missing("picture.name", "Give the file's name.") }
    guard let name = PictureName(text) else {
      throw Invalid(
        field: "picture.name", reason: "is no picture's name",
        hint: "1 to \(PictureName.maximumLength) letters, digits and - . _, the first no full stop.")
    }
    let bound = Picture.maximumBytes
    let file = unsafe try bytes(m.file, 1...bound, "A picture has at most \(bound >> 10) KiB.", "picture.file")
    guard let file else { throw missing("picture.file", "Give the file.") }
    guard let picture = Picture(name, file) else {
      throw Invalid(field: "picture.file", reason: "is no picture", hint: "PNG, JPEG or WebP.")
    }
    return picture
  }
}

extension Builder {
  func offer(_ offer: Offer) -> UnsafeMutablePointer<Vouch__Selling__V1__Offer> {
    let m = unsafe make(vouch__selling__v1__offer__init)
    unsafe m.pointee.token = string(offer.token.description)
    unsafe m.pointee.seller = string(offer.seller.code)
    unsafe (m.pointee.n_lines, m.pointee.lines) = list(offer.lines) { unsafe line($0) }
    unsafe m.pointee.currency = string(offer.currency)
    unsafe m.pointee.amount = offer.amount.minorUnits
    unsafe m.pointee.distributor = string(offer.distributor?.code)
    unsafe m.pointee.expires = offer.expires.milliseconds
    unsafe m.pointee.page = string(offer.page)
    unsafe (m.pointee.n_commodities, m.pointee.commodities) = list(offer.commodities) { unsafe commodity($0) }
    unsafe m.pointee.taken = offer.isTaken ? 1 : 0
    unsafe m.pointee.order = id(offer.order)
    return unsafe m
  }

  func picture(_ picture: Picture) -> UnsafeMutablePointer<Vouch__Selling__V1__Picture> {
    let m = unsafe make(vouch__selling__v1__picture__init)
    unsafe m.pointee.name = string(picture.name.description)
    unsafe m.pointee.file = bytes(picture.bytes)
    return unsafe m
  }
}
