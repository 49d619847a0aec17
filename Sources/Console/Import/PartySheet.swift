/// A header and the rows below it, read into enrolments.
public import Ledger

/// Which registry a file is for.
public enum Registry: Hashable, Sendable, CaseIterable {
  case accounts, sellers, distributors
}

/// One row: a party to enrol, and what its account opens with.
public struct EnrolmentRow: Hashable, Sendable {
  /// The enrolment.
  public var change: Administration.Change
  /// The opening balance, for the bank cover; only accounts may have one.
  public var opening: Opening?

  /// Money that an account opens with.
  public struct Opening: Hashable, Sendable {
    /// Whose it is.
    public var account: AccountID
    /// How much.
    public var amount: Amount
    /// The account's currency.
    public var currency: Currency
  }
}

/// What is wrong with a row, and in which column if in one.
public struct RowFault: Error, Hashable, Sendable {
  /// The column's name; nil where the fault is the row's.
  public var column: String?
  /// What is wrong and what would be right.
  public var reason: String
}

/// The columns of one file, in the order of its header.
public struct PartySheet: Sendable {
  private let registry: Registry
  private let columns: [(name: String, set: Setter)]

  private typealias Setter = @Sendable (inout PartyForm, String) throws -> Void

  /// Reads a header. Throws a `Failure.badData` for a column unknown, missing or twice there.
  public init(_ registry: Registry, header: [String]) throws(Failure) {
    self.registry = registry
    let known = PartySheet.columns(of: registry)
    let names = known.map(\.name)
    var columns: [(name: String, set: Setter)] = []
    for heading in header {
      let name = String(heading.lowercased().map { $0 == "-" ? "_" : $0 }).trimmed
      guard let column = known.first(where: { $0.name == name }) else {
        throw .badData(
          "The header has an unknown column '\(heading.printable)'. Known, separated by commas, are: "
            + names.joined(separator: ","))
      }
      if columns.contains(where: { $0.name == name }) { throw .badData("The header has the column '\(name)' twice.") }
      columns.append(column)
    }
    for needed in ["code", "currency"] where !columns.contains(where: { $0.name == needed }) {
      throw .badData(
        "The header has no column '\(needed)'. The first line must name the columns: \(names.joined(separator: ","))")
    }
    self.columns = columns
  }

  /// The names of all columns that a file for `registry` may have.
  public static func columnNames(of registry: Registry) -> [String] { columns(of: registry).map(\.name) }

  /// Reads a row. Throws what is wrong with it first.
  public func row(_ cells: [String]) throws(RowFault) -> EnrolmentRow {
    guard cells.count == columns.count else {
      throw RowFault(
        column: nil,
        reason: "has \(cells.count) \(cells.count == 1 ? "field" : "fields"); the header has \(columns.count).")
    }
    var form = PartyForm()
    for (cell, column) in zip(cells, columns) where !cell.isEmpty {
      do {
        try column.set(&form, cell)
      } catch {
        throw RowFault(column: column.name, reason: "\(error)")
      }
    }
    return try form.row(for: registry)
  }

  private static func columns(of registry: Registry) -> [(name: String, set: Setter)] {
    let party: [(name: String, set: Setter)] = [
      ("code", { $0.code = try Read.code($1.trimmed) as AccountID }),
      ("currency", { $0.currency = try Read.currency($1.trimmed) }),
      ("status", { $0.status = try Read.firstStatus($1.trimmed) }),
    ]
    let account: [(name: String, set: Setter)] = [
      ("name", { $0.account.profile.name = try Read.text($1) }),
      ("sex", { $0.account.profile.sex = try Read.named($1.trimmed) }),
      ("address", { $0.account.profile.address = try Read.text($1) }),
      ("telephone", { $0.account.profile.telephone = try Read.text($1) }),
      ("bank", { $0.account.profile.bank = try Read.text($1) }),
      ("bank_account", { $0.account.profile.bankAccountNumber = try Read.text($1) }),
      ("bank_notes", { $0.account.profile.bankNotes = try Read.text($1) }),
      ("bank_standing", { $0.account.bankStanding = try Read.named($1.trimmed) }),
      ("credit_company", { $0.account.profile.creditCompany = try Read.text($1) }),
      ("card_number", { $0.account.profile.cardNumber = try Read.text($1) }),
      ("card_standing", { $0.account.cardStanding = try Read.named($1.trimmed) }),
      ("bank_rail", { $0.account.bankRail = try Read.named($1.trimmed) }),
      ("card_rail", { $0.account.cardRail = try Read.named($1.trimmed) }),
      ("credit_line", { $0.account.creditLine = try Read.sum($1.trimmed) }),
      ("credit_notes", { $0.account.profile.creditNotes = try Read.text($1) }),
      ("delivery", { $0.account.delivery = try Read.named($1.trimmed) }),
      ("per_check", { $0.account.perCheck = try Read.limit($1.trimmed) }),
      ("per_day", { $0.account.perDay = try Read.limit($1.trimmed) }),
      ("checks_per_day", { $0.account.checksPerDay = try Read.countLimit($1.trimmed) }),
      ("opening_balance", { $0.opening = try Read.sum($1.trimmed) }),
    ]
    let company: [(name: String, set: Setter)] = [
      ("name", { $0.company.profile.name = try Read.text($1) }),
      ("address", { $0.company.profile.address = try Read.text($1) }),
      ("telephone", { $0.company.profile.telephone = try Read.text($1) }),
      ("bank", { $0.company.profile.bank = try Read.text($1) }),
      ("bank_account", { $0.company.profile.bankAccountNumber = try Read.text($1) }),
      ("exposure_limit", { $0.company.exposureLimit = try Read.limit($1.trimmed) }),
    ]
    let distributor: [(name: String, set: Setter)] = [
      ("cash_limit", { $0.company.cashLimit = try Read.limit($1.trimmed) }),
      ("hand_over_key", { $0.company.handOverKey = .register(try Read.handOverKey($1.trimmed)) }),
      ("address_key", { $0.company.addressKey = try Read.addressKey($1.trimmed) }),
    ]
    return switch registry {
    case .accounts: party + account
    case .sellers: party + company
    case .distributors: party + company + distributor
    }
  }
}

/// A row while its cells are read.
private struct PartyForm {
  /// Read as an account's; what it is a code of is the registry's to say.
  var code: AccountID?
  var currency: Currency?
  var status = PartyStatus.active
  var account = AccountForm()
  var company = CompanyForm()
  var opening: Read.Decimal?

  func row(for registry: Registry) throws(RowFault) -> EnrolmentRow {
    guard let code else { throw RowFault(column: "code", reason: "is empty; every party has a code.") }
    guard let currency else { throw RowFault(column: "currency", reason: "is empty; every party has a currency.") }
    do {
      switch registry {
      case .accounts: return try accountRow(code, currency)
      case .sellers: return EnrolmentRow(change: .enrolSeller(try enrolment(code, currency)))
      case .distributors: return EnrolmentRow(change: .enrolDistributor(try enrolment(code, currency)))
      }
    } catch let fault as RowFault {
      throw fault
    } catch {
      throw RowFault(column: nil, reason: (error as? Failure)?.sentence ?? "\(error)")
    }
  }

  private func accountRow(_ code: AccountID, _ currency: Currency) throws -> EnrolmentRow {
    var enrolment = AccountEnrolment(
      id: code, currency: currency, update: try account.update(in: currency, current: AccountLimits()))
    enrolment.status = status
    var row = EnrolmentRow(change: .enrolAccount(enrolment))
    if let opening, case let units = try opening.minorUnits(in: currency), units != 0 {
      guard account.bankStanding != Standing.none else {
        throw RowFault(column: "opening_balance", reason: "needs a bank cover, but bank_standing is none.")
      }
      row.opening = EnrolmentRow.Opening(account: code, amount: try opening.amount(in: currency), currency: currency)
    }
    return row
  }

  private func enrolment(_ code: AccountID, _ currency: Currency) throws -> CompanyEnrolment {
    var enrolment = CompanyEnrolment(code: code.code, currency: currency, update: try company.update(in: currency))
    enrolment.status = status
    return enrolment
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
