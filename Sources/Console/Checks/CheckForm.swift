/// A check drawn as a check: what an ordinary bank check bears, in a frame.
public import Ledger

extension CheckDocument {
  /// The check for people: drawee, sum in figures and in words, payee, drawer, number, date, until when it is good.
  public var form: String {
    var fields = FieldList()
    fields.add("number", id.description)
    fields.add("date", issued.withZone)
    fields.add("pay to", CheckDocument.party(terms.payee, payeeName) ?? "whoever presents it first")
    fields.add("the sum of", terms.amount.inWords(of: terms.currency))
    fields.add("drawer", CheckDocument.party(terms.drawer, drawerName) ?? "")
    fields.addUnlessEmpty("distributor", CheckDocument.party(terms.distributor, distributorName))
    fields.add("payable", "\(terms.release.words), by \(terms.method.words)")
    fields.add("good until", progress.expires.withZone)
    if terms.sealsAddress { fields.add("address", "for the distributor alone to read") }
    fields.addUnlessEmpty("order", terms.order?.description)
    fields.addUnlessEmpty("memo", memo.value)
    if terms.coolingOff != .none { fields.add("cooling off", terms.coolingOff.shown) }
    if terms.guarantee != .none {
      fields.add("guarantee", "\(percent(terms.reserveShare)) for \(terms.guarantee.shown)")
    }
    let lines = fields.description.split(separator: "\n").map { $0.dropFirst(2) }
    let drawee = draweeName.value.isEmpty ? "check" : draweeName.value.printable
    let sum = terms.currency.money(terms.amount.minorUnits)
    let width = (lines.map(\.columnCount) + [drawee.columnCount + CheckDocument.gap + sum.columnCount]).max() ?? 0
    let rule = String(repeating: "─", count: width + 2)
    let head = drawee + sum.padded(to: width - drawee.columnCount, trailing: true)
    let framed = ([head[...], ""] + lines).map { "│ \($0.padded(to: width)) │\n" }
    return "┌\(rule)┐\n\(framed.joined())└\(rule)┘\n"
  }

  /// The least number of blanks between the drawee and the sum.
  private static let gap = 4

  static func party(_ id: (some PartyID)?, _ name: Text) -> String? {
    guard let id else { return nil }
    return name.value.isEmpty ? id.description : "\(id)  \(name)"
  }
}
