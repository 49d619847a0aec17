/// A drawing in a picture's stead: the initials of what it is, on a colour that is always its own.
internal import Ledger
internal import MailOrder
internal import Pages

extension ShopPages {
  func placeholder(for commodity: Commodity) -> HTML {
    let words = commodity.name.value.split { !$0.isLetter && !$0.isNumber }
    let initials = words.prefix(2).compactMap(\.first).map { $0.uppercased() }.joined()
    // FNV-1a: the same colour in every process.
    let hash = commodity.code.description.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return """
      <svg class="picture" viewBox="0 0 480 360" aria-hidden="true" preserveAspectRatio="xMidYMid slice">\
      <rect width="480" height="360" fill="hsl(\(hash % 360) 38% 82%)"/>\
      <circle cx="\(60 + hash / 360 % 360)" cy="330" r="190" fill="hsl(\((hash + 40) % 360) 42% 74%)"/>\
      <text x="240" y="218" text-anchor="middle" font-family="Georgia, serif" font-size="120" \
      fill="hsl(\(hash % 360) 45% 26%)">\(initials.isEmpty ? "?" : initials)</text></svg>
      """
  }
}
