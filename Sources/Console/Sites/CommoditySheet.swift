/// A price list: a header and the rows below it, read into commodities.
internal import ArgumentParser
public import Ledger
public import MailOrder

/// The columns of one file, in the order of its header.
public struct CommoditySheet: Sendable {
  private let currency: Currency
  private let columns: [(name: String, set: Setter)]

  private typealias Setter = @Sendable (inout CommodityForm, String) throws -> Void

  /// Reads a header; prices are in `currency`. Throws a `Failure.badData` for a column unknown, missing or twice there.
  public init(header: [String], currency: Currency) throws(Failure) {
    self.currency = currency
    var columns: [(name: String, set: Setter)] = []
    for heading in header {
      let name = String(heading.lowercased().filter { $0 != " " }.map { $0 == "-" ? "_" : $0 })
      guard let column = CommoditySheet.known.first(where: { $0.name == name }) else {
        throw .badData(
          "The header has an unknown column '\(heading.printable)'. Known, separated by commas, are: "
            + CommoditySheet.columnNames.joined(separator: ","))
      }
      if columns.contains(where: { $0.name == name }) { throw .badData("The header has the column '\(name)' twice.") }
      columns.append(column)
    }
    for needed in ["code", "name", "charge"] where !columns.contains(where: { $0.name == needed }) {
      throw .badData(
        "The header has no column '\(needed)'. The first line must name the columns: "
          + CommoditySheet.columnNames.joined(separator: ","))
    }
    self.columns = columns
  }

  /// The names of all columns that a price list may have.
  public static var columnNames: [String] { known.map(\.name) }

  /// Whether the list says how many pieces there are.
  public var hasStock: Bool { columns.contains { $0.name == "stock" } }

  /// Reads a row. Throws what is wrong with it first.
  public func row(_ cells: [String]) throws(RowFault) -> Commodity {
    guard cells.count == columns.count else {
      throw RowFault(
        column: nil,
        reason: "has \(cells.count) \(cells.count == 1 ? "field" : "fields"); the header has \(columns.count).")
    }
    var form = CommodityForm()
    for (cell, column) in zip(cells, columns) where !cell.isEmpty {
      do {
        try column.set(&form, cell)
      } catch {
        throw RowFault(column: column.name, reason: "\(error)")
      }
    }
    for (needed, isMissing) in [
      ("code", form.code == nil), ("name", form.name == nil), ("charge", form.charge == nil),
    ] where isMissing {
      throw RowFault(column: needed, reason: "is empty; every commodity has a \(needed).")
    }
    do {
      return try form.commodity(in: currency)
    } catch {
      throw RowFault(column: "charge", reason: error.sentence ?? "\(error)")
    }
  }

  private static let known: [(name: String, set: Setter)] = [
    ("code", { $0.code = try Read.commodity($1) }), ("name", { $0.name = try Read.text($1) }),
    ("specification", { $0.specification = try Read.text($1) }), ("category", { $0.category = try Read.text($1) }),
    ("charge", { $0.charge = try Read.amount($1) }),
    ("guarantee_days", { $0.guarantee = try Read.guarantee($1) }),
    ("cooling_off_days", { $0.coolingOff = try Read.coolingOff($1) }),
    ("visit", { $0.visit = try Read.yesOrNo($1) }), ("trade_in", { $0.tradeIn = try Read.yesOrNo($1) }),
    ("digital", { $0.digital = try Read.yesOrNo($1) }), ("stock", { $0.stock = try Read.stock($1) }),
    ("picture", { $0.picture = try Read.text($1) }), ("litres", { $0.litres = try Read.litres($1) }),
  ]
}

/// What may be said of a commodity: a row's cells, or the flags of `catalogue set`. What is nil was not said.
public struct CommodityForm: Hashable, Sendable {
  public var code: CommodityCode?
  public var name: Text?
  public var specification: Text?
  public var category: Text?
  public var charge: Read.Decimal?
  public var guarantee: Timestamp.Span?
  public var coolingOff: Timestamp.Span?
  public var visit: Bool?
  public var tradeIn: Bool?
  public var digital: Bool?
  /// `.some(nil)`: it never runs out.
  public var stock: Stock?
  public var picture: Text?
  public var litres: UInt32?

  /// Nothing said.
  public init() {}

  /// A new commodity with prices in `currency`. Throws a `Failure.usage` where code, name or charge are missing.
  public func commodity(in currency: Currency) throws(Failure) -> Commodity {
    guard let code, let name, let charge else { throw .usage("A new commodity needs at least a name and a charge.") }
    var commodity = Commodity(code: code, name: name, charge: try charge.amount(in: currency), currency: currency)
    try change(&commodity)
    return commodity
  }

  /// Changes a commodity to what was said, and leaves the rest.
  public func change(_ commodity: inout Commodity) throws(Failure) {
    if let charge { commodity.charge = try charge.amount(in: commodity.currency) }
    if let name { commodity.name = name }
    if let specification { commodity.specification = specification }
    if let category { commodity.category = category }
    if let guarantee { commodity.guarantee = guarantee }
    if let coolingOff { commodity.coolingOff = coolingOff }
    if let visit { commodity.visit = visit }
    if let tradeIn { commodity.tradeIn = tradeIn }
    if let digital { commodity.digital = digital }
    if let stock { commodity.stock = stock.pieces }
    if let picture { commodity.picture = picture }
    if let litres { commodity.litres = litres }
  }
}

/// A stock as people write it.
public struct Stock: Hashable, Sendable {
  /// Nil: it never runs out.
  public var pieces: UInt32?
}

extension Read {
  /// A commodity's code.
  public static func commodity(_ text: String) throws -> CommodityCode {
    guard let code = CommodityCode(text) else {
      throw ValidationError(
        "a commodity's code is 1 to \(CommodityCode.maximumLength) of A-Z 0-9 - . _ and begins with a letter or a digit."
      )
    }
    return code
  }

  /// A guarantee in whole days.
  public static func guarantee(_ text: String) throws -> Timestamp.Span {
    try days(text, atMost: Bounds.maximumGuarantee)
  }

  /// A cooling-off period in whole days.
  public static func coolingOff(_ text: String) throws -> Timestamp.Span {
    try days(text, atMost: Bounds.maximumCoolingOff)
  }

  private static func days(_ text: String, atMost bound: Timestamp.Span) throws -> Timestamp.Span {
    let most = bound.milliseconds / 86_400_000
    guard let days = UInt16(text), Int64(days) <= most, text.utf8.first != UInt8(ascii: "+") else {
      throw ValidationError("give whole days from 0 to \(most).")
    }
    return .days(days)
  }

  /// Yes or no.
  public static func yesOrNo(_ text: String) throws -> Bool {
    switch text.lowercased() {
    case "yes", "true", "1": return true
    case "no", "false", "0": return false
    default: throw ValidationError("say yes or no.")
    }
  }

  /// A number of pieces, or `none`, which never runs out.
  public static func stock(_ text: String) throws -> Stock {
    if text.lowercased() == "none" { return Stock(pieces: nil) }
    guard let pieces = UInt32(text), text.utf8.first != UInt8(ascii: "+") else {
      throw ValidationError("give a number of pieces from 0 to \(UInt32.max), or none where it never runs out.")
    }
    return Stock(pieces: pieces)
  }

  /// Whole litres.
  public static func litres(_ text: String) throws -> UInt32 {
    guard let litres = UInt32(text), text.utf8.first != UInt8(ascii: "+") else {
      throw ValidationError("give whole litres from 0 to \(UInt32.max).")
    }
    return litres
  }
}
