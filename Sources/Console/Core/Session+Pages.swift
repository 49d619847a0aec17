/// Lists that come in pages.
public import Ledger
public import Wire

extension Session {
  /// Asks for pages until `limit` items are there or the list ends.
  ///
  /// `call` makes the question for the page that begins at a place (nil: at the beginning) with at most so many items.
  public func collect<C: Call, Item, Place>(
    limit: Int, from place: Place?, _ call: (Place?, Int) -> C
  ) async throws(Failure) -> Page<Item, Place> where C.Accepted == Page<Item, Place> {
    var collected = Page<Item, Place>(items: [], next: place)
    var asked: Place?
    repeat {
      asked = collected.next
      let page = try await ask(call(asked, min(limit - collected.items.count, PageBounds.maximum)))
      collected.items += page.items
      collected.next = page.next
      // A page may be empty and the list go on (a rare state was looked for); the journal's end leads to itself.
    } while collected.next != nil && collected.next != asked && collected.items.count < limit
    return collected
  }
}
