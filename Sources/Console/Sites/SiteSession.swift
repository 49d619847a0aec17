/// One run of a subcommand that asks a site: as `Session` is for the check manager.
public import CheckClient
public import Identities
public import Ledger
public import MailOrder
public import Wire

/// What such a subcommand works with.
public struct SiteSession<Service: RawRepresentable<UInt32> & Sendable>: Sendable {
  /// The site.
  public let client: ServiceClient<Service>
  /// How answers are shown.
  public let output: OutputFormat

  /// A session over a client.
  public init(client: ServiceClient<Service>, output: OutputFormat) {
    self.client = client
    self.output = output
  }

  /// Insists that the site is this one: its certificate must name it, where it shows one.
  public func insist(on identity: Identity) throws(Failure) {
    do {
      try client.insist(on: identity)
    } catch {
      throw .client(error, command: nil)
    }
  }

  /// Asks, and takes yes for an answer; everything else is thrown as a `Failure`.
  public func ask<C: SiteCall>(_ call: C) async throws(Failure) -> C.Accepted where C.Service == Service {
    let reply: SiteReply<C.Accepted>
    do {
      reply = try await client.call(call)
    } catch {
      throw .client(error, command: nil)
    }
    switch reply {
    case .accepted(let accepted): return accepted
    case .refused(let refusal): throw .siteRefused(refusal)
    case .invalid(let invalid): throw .invalid(invalid)
    }
  }

  /// Asks for pages until `limit` items are there or the list ends. `call` makes the question for the page that begins at
  /// a place (nil: at the beginning) with at most so many items.
  public func collect<C: SiteCall, Item, Place>(
    limit: Int, from place: Place?, _ call: (Place?, Int) -> C
  ) async throws(Failure) -> Page<Item, Place> where C.Accepted == Page<Item, Place>, C.Service == Service {
    var collected = Page<Item, Place>(items: [], next: place)
    repeat {
      let page = try await ask(call(collected.next, min(limit - collected.items.count, PageBounds.maximum)))
      // A page may be empty and the list go on: a rare thing was looked for.
      collected.items += page.items
      collected.next = page.next
    } while collected.next != nil && collected.items.count < limit
    return collected
  }

  /// Shows an answer: `text` to people, `json` to programs.
  public func show(_ text: @autoclosure () -> String, json: @autoclosure () -> JSON) throws(Failure) {
    switch output {
    case .table: try Terminal.write(text())
    case .json: try Terminal.write(json().indented + "\n")
    }
  }
}

extension SiteRefusal {
  /// The refusal as programs read it: outcome, reason, sentence, detail.
  public var json: JSON {
    [
      "outcome": "refused", "reason": .text(reason.name), "sentence": .text(reason.sentence),
      "detail": .unlessEmpty(detail),
    ]
  }
}

extension SiteSession where Service == SellingMethod {
  /// Which shop it is: as it says, and as its certificate must say too.
  public func office() async throws(Failure) -> Office {
    let office = try await ask(GetOffice())
    try insist(on: .seller(office.code))
    return office
  }
}
