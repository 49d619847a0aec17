/// What stands around every page of a shop.
internal import Ledger
internal import MailOrder
internal import Pages

extension ShopPages {
  /// A page. `script`: it is kept up to date while somebody looks.
  func frame(title: String, _ shopper: Shopper?, isLive: Bool = false, search: String = "", _ content: HTML) -> HTML {
    let cart: HTML =
      shopper.map { shopper in
        let count = shopper.cart.count
        return """
          <a id="cart-link" href="/cart">Cart\
          \(HTML.when(count > 0, " <span class=\"count\">\(count)<span class=\"heard\"> pieces</span></span>"))</a>
          """
      } ?? HTML.nothing
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title) – \(shop.name)</title><link rel="stylesheet" href="\(Asset.baseStyle.link)">\
      <link rel="stylesheet" href="\(ShopPages.style.link)"><link rel="icon" href="\(ShopPages.icon.link)">\
      \(HTML.when(isLive, "<script src=\"\(Asset.liveScript.link)\" defer></script>"))</head>
      <body><a class="skip" href="#main">Skip to content</a>
      <header class="top"><div><h1><a href="/">\(shop.name)</a></h1>
      <form class="search" action="/" method="get" role="search"><label class="heard" for="search">Search</label>\
      <input type="search" id="search" name="search" maxlength="64" placeholder="Search" value="\(search)"> \
      <button class="quiet">Search</button></form>
      <nav class="end" aria-label="Shop">\(cart)</nav></div></header>
      <main id="main">
      \(content)
      </main>
      <footer class="foot"><p>You pay with a check that your own wallet demands. This shop sees neither your card nor your
      bank account, and is paid only for what you ordered.</p></footer></body>
      </html>

      """
  }

  /// What is shown instead of what was asked for.
  func faultPage(_ sentence: String) -> HTML {
    frame(
      title: "Not here", nil,
      """
      <div class="card empty"><p id="fault">\(sentence)</p><p><a class="button" href="/">All commodities</a></p></div>
      """)
  }

  /// What a commodity looks like: its picture, or a drawing with its initials.
  func picture(of commodity: Commodity) -> HTML {
    guard let name = PictureName(commodity.picture.value), (try? shop.hasPicture(name)) == true else {
      return placeholder(for: commodity)
    }
    return "<img class=\"picture\" src=\"/pictures/\(name)\" alt=\"\" loading=\"lazy\" width=\"480\" height=\"360\">"
  }
}
