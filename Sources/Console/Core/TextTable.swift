/// A table for people: a line of headings, aligned columns, no lines and no blanks at the end.
public struct TextTable: Sendable {
  /// A column: its heading and the side its cells lean to.
  public struct Column: Hashable, Sendable {
    /// Shown in capitals.
    public var heading: String
    /// Numbers lean to the right, so that their digits stand below each other.
    public var isNumber: Bool

    /// A column of texts.
    public static func text(_ heading: String) -> Column { Column(heading: heading, isNumber: false) }
    /// A column of numbers.
    public static func number(_ heading: String) -> Column { Column(heading: heading, isNumber: true) }
  }

  /// What stands where there is nothing.
  public static let nothing = "-"

  private let columns: [Column]
  private var rows: [[String]] = []

  /// An empty table.
  public init(_ columns: Column...) { self.columns = columns }

  /// An empty table.
  public init(_ columns: [Column]) { self.columns = columns }

  /// How many rows it has.
  public var count: Int { rows.count }

  /// Adds a row; an empty cell is shown as `-`, missing ones too.
  public mutating func add(_ cells: String...) { add(cells) }

  /// Adds a row, as above.
  public mutating func add(_ cells: [String]) {
    rows.append(
      columns.indices.map { index in
        let cell = index < cells.count ? cells[index].printable : ""
        return cell.isEmpty ? TextTable.nothing : cell
      })
  }

  /// The lines, headings first, each with its line break.
  public var description: String {
    var widths = columns.map(\.heading.columnCount)
    for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.columnCount) } }
    return ([columns.map { $0.heading.uppercased() }] + rows).map { line($0, widths: widths) }.joined()
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += "  " }
      line += cell.padded(to: widths[index], trailing: columns[index].isNumber)
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}

extension TextTable: CustomStringConvertible {}

/// One thing shown to people: labels below each other, their values beside them.
public struct FieldList: Sendable, CustomStringConvertible {
  private var fields: [(label: String, value: String)] = []

  /// An empty list.
  public init() {}

  /// Adds a field; an empty value is shown as `-`.
  public mutating func add(_ label: String, _ value: String) {
    let value = value.printable
    fields.append((label, value.isEmpty ? TextTable.nothing : value))
  }

  /// Adds a field unless it says nothing.
  public mutating func addUnlessEmpty(_ label: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    add(label, value)
  }

  /// The lines, indented by two blanks, each with its line break.
  public var description: String {
    let width = fields.map(\.label.columnCount).max() ?? 0
    return fields.map { "  \($0.label.padded(to: width))  \($0.value)\n" }.joined()
  }
}
