/// Home page, commodities and pictures.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import NIOCore
internal import Pages
internal import Seals
internal import Wire

extension ShopPages {
  func routeLooking(in router: PageRouter) {
    router.get("/") { request, _ in
      let shopper = try shopper(of: request)
      guard let look = Look(request.uri.query ?? "") else {
        throw HTTPError(.badRequest, message: "That cannot be looked for.")
      }
      return respond(homePage(try shop.look(look), look, try shop.categories(), shopper), to: shopper)
    }
    router.get("/commodities/:code") { request, context in
      let shopper = try shopper(of: request)
      let code = context.parameters.get("code").flatMap { CommodityCode($0) }
      guard let code, case .accepted(let commodity) = try shop.commodity(code) else {
        throw HTTPError(.notFound, message: "The shop has no such commodity.")
      }
      return respond(try commodityPage(commodity, shopper), to: shopper)
    }
  }

  func routePictures(in router: PageRouter) {
    router.get("/pictures/:name") { request, context in
      guard let name = context.parameters.get("name").flatMap({ PictureName($0) }),
        let picture = try shop.picture(name)
      else { throw HTTPError(.notFound, message: "The shop has no such picture.") }
      let digest = Hash.sha256(picture.bytes).prefix(8).map { String($0, radix: 16) }.joined(separator: "-")
      let tag = "\"\(digest)\""
      // A picture may be put in another's place, and is seen a few minutes later.
      let headers: HTTPFields = [
        .contentType: picture.kind.type, .eTag: tag, .cacheControl: "public, max-age=300",
      ]
      if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
      return Response(
        status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: picture.bytes)))
    }
  }
}

/// What somebody looks for.
struct Look: Hashable, Sendable {
  /// How many commodities a page shows.
  static let pageLength = 24

  var search = Text.empty
  /// Empty: all.
  var category = Text.empty
  /// The first code of the page; nil: from the beginning.
  var from: CommodityCode?
  /// Or the code before which the page ends.
  var before: CommodityCode?

  /// Reads a query; nil when it is none.
  init?(_ query: some StringProtocol) {
    guard let form = Form(query), let search = Text(form["search"]), let category = Text(form["category"]) else {
      return nil
    }
    self.search = search
    self.category = category
    for (field, path) in [("from", \Look.from), ("before", \Look.before)] where !form[field].isEmpty {
      guard let code = CommodityCode(form[field]) else { return nil }
      self[keyPath: path] = code
    }
  }

  /// The beginning of what is looked for, in this category.
  private init(search: Text, category: Text) {
    self.search = search
    self.category = category
  }

  func beginning(in category: Text) -> Look { Look(search: search, category: category) }
  func next(from code: CommodityCode) -> Look {
    var look = beginning(in: category)
    look.from = code
    return look
  }
  func previous(before code: CommodityCode) -> Look {
    var look = beginning(in: category)
    look.before = code
    return look
  }

  /// The address of the page.
  var link: String {
    let fields = [
      ("search", search.value), ("category", category.value), ("from", from?.description ?? ""),
      ("before", before?.description ?? ""),
    ]
    let query = fields.filter { !$0.1.isEmpty }.map { "\($0.0)=\(queryEscaped($0.1))" }
    return query.isEmpty ? "/" : "/?" + query.joined(separator: "&")
  }

  func matches(_ commodity: Commodity) -> Bool {
    (category.value.isEmpty || commodity.category == category)
      && (search.value.isEmpty || commodity.matches(search.value))
  }
}
