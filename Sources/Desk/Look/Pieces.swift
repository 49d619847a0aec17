/// Pieces that many pages of the desk are made of.
internal import Console
internal import Ledger
internal import Pages

/// A table, or a sentence where there is nothing to be in it.
struct Table {
  /// A column: its heading, and whether it has numbers.
  struct Column {
    let heading: String
    let isNumber: Bool

    static func text(_ heading: String) -> Column { Column(heading: heading, isNumber: false) }
    static func number(_ heading: String) -> Column { Column(heading: heading, isNumber: true) }
  }

  let id: String
  let columns: [Column]
  let rows: [[HTML]]
  /// What stands there without rows.
  let none: HTML

  var html: HTML {
    guard !rows.isEmpty else { return "<p class=\"faint\" id=\"\(id)\">\(none)</p>" }
    func cell(_ column: Column) -> HTML { column.isNumber ? " class=\"number\"" : .nothing }
    let headings = HTML.all(columns.map { "<th scope=\"col\"\(cell($0))>\($0.heading)</th>" })
    let body = HTML.all(
      rows.map { row in
        "<tr>\(HTML.all(zip(columns, row).map { "<td\(cell($0))>\($1)</td>" }))</tr>\n"
      })
    return """
      <div class="wide" tabindex="0" role="group" aria-label="Table"><table id="\(id)"><thead><tr>\(headings)</tr></thead><tbody>
      \(body)</tbody></table></div>
      """
  }
}

/// Names and values.
func fieldList(_ fields: [(String, HTML)]) -> HTML {
  "<dl>\n\(HTML.all(fields.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" }))</dl>"
}

extension HTML {
  /// A text, or a dash where it says nothing.
  static func orDash(_ text: String?) -> HTML {
    guard let text, !text.isEmpty else { return "<span class=\"faint\">–</span>" }
    return "\(text)"
  }
}

extension PartyStatus {
  /// As a tag.
  var tag: HTML {
    switch self {
    case .active: "<span class=\"tag good\">\(words)</span>"
    case .suspended: "<span class=\"tag warn\">\(words)</span>"
    case .closed: "<span class=\"tag bad\">\(words)</span>"
    case .enrolled: "<span class=\"tag faint\">\(words)</span>"
    }
  }
}

extension CheckState {
  /// As a tag.
  var tag: HTML {
    switch self {
    case .issued, .committed: "<span class=\"tag good\">\(words)</span>"
    case .frozen: "<span class=\"tag warn\">in dispute</span>"
    case .settled: "<span class=\"tag\">\(words)</span>"
    case .voided, .expired: "<span class=\"tag faint\">\(words)</span>"
    }
  }
}

extension Party {
  /// Where its page is.
  var path: String {
    switch self {
    case .account(let id): "/accounts/\(queryEscaped(id.description))"
    case .seller(let id): "/sellers/\(queryEscaped(id.description))"
    case .distributor(let id): "/distributors/\(queryEscaped(id.description))"
    }
  }

  /// Its code, leading to its page.
  var link: HTML { "<a class=\"code\" href=\"\(path)\">\(code)</a>" }
}

extension CheckID {
  var path: String { "/checks/\(description)" }
  var link: HTML { "<a class=\"code\" href=\"\(path)\">\(description)</a>" }
}

extension JournalEntry.Subject {
  var link: HTML {
    switch self {
    case .check(let id): id.link
    case .party(let party): "\(party.noun) \(party.link)"
    }
  }
}

extension Party {
  var noun: String {
    switch self {
    case .account: "account"
    case .seller: "seller"
    case .distributor: "distributor"
    }
  }
}

extension Receipt {
  /// What happened, as it is shown after it was done.
  var notice: HTML {
    """
    <div class="notice" role="status" id="receipt"><strong>Done: \(title).</strong>
    Entry \(grouped(entry.sequence)), \(entry.time.withZone)\(entry.subject.title.isEmpty ? "" : ", \(entry.subject.title)")\
    \(detail.isEmpty ? "" : ". \(detail)")
    </div>
    """
  }
}
