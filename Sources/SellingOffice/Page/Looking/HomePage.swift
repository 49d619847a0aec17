/// The home page: what the shop sells, by category or by what is looked for.
internal import Ledger
internal import MailOrder
internal import Pages

extension ShopPages {
  func homePage(_ shelf: Shelf, _ look: Look, _ categories: [Text], _ shopper: Shopper) -> HTML {
    let cards = HTML.all(shelf.items.map { card($0) })
    return frame(
      title: look.search.value.isEmpty ? "Home" : "Search", shopper, search: look.search.value,
      """
      \(heading(shelf, look))
      \(HTML.when(!categories.isEmpty, chips(categories, look)))
      \(shelf.items.isEmpty ? nothing(shelf, look) : "<ul class=\"shelf\">\n\(cards)</ul>")
      <nav class="row pages" aria-label="Pages">\
      \(HTML.given(shelf.previous) { "<a href=\"\(look.previous(before: $0).link)\" rel=\"prev\">Previous</a>" }) \
      \(HTML.given(shelf.next) { "<a href=\"\(look.next(from: $0).link)\">Next</a>" })</nav>
      """)
  }

  private func heading(_ shelf: Shelf, _ look: Look) -> HTML {
    switch (look.search.value, look.category.value) {
    case ("", ""): "<h2>Everything</h2>"
    case (let words, ""): "<h2>“\(words)”</h2>"
    case ("", let category): "<h2>\(category)</h2>"
    case (let words, let category): "<h2>“\(words)” in \(category)</h2>"
    }
  }

  private func chips(_ categories: [Text], _ look: Look) -> HTML {
    func chip(_ category: Text, _ words: String) -> HTML {
      let current: HTML = look.category == category ? " aria-current=\"page\"" : ""
      return "<li><a class=\"chip\" href=\"\(look.beginning(in: category).link)\"\(current)>\(words)</a></li>"
    }
    return """
      <nav aria-label="Categories"><ul class="chips" id="categories">\(chip(.empty, "All"))\
      \(HTML.all(categories.map { chip($0, $0.value) }))</ul></nav>
      """
  }

  private func nothing(_ shelf: Shelf, _ look: Look) -> HTML {
    if shelf.next != nil { return "<p class=\"card empty\">Nothing yet; the search goes on on the next page.</p>" }
    if look == Look("") {
      return "<p class=\"card empty\" id=\"nothing\">The shop is being set up. Come back soon.</p>"
    }
    return """
      <div class="card empty" id="nothing"><p>Nothing is called that here. Try fewer letters, or look at everything.</p>
      <p><a class="button" href="/">Everything</a></p></div>
      """
  }

  private func card(_ commodity: Commodity) -> HTML {
    """
    <li class="card item"><a href="/commodities/\(queryEscaped(commodity.code.description))">\(picture(of: commodity))
    <span class="name">\(commodity.name)</span></a>
    <span class="faint">\(commodity.category)</span>
    <span class="row"><strong class="price">\(commodity.price)</strong> \(commodity.stockTag)</span></li>

    """
  }
}
