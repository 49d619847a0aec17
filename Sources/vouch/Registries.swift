/// What the three registries have in common: import, show, list, suspend, activate, close.
import ArgumentParser
import Console
import Ledger
import Wire

/// A kind of party, with the calls about it and its name in help texts.
protocol PartyKind: SendableMetatype {
  associatedtype ID: PartyID
  associatedtype Get: Call
  associatedtype List: Call where List.Accepted == Page<Get.Accepted, ID>
  static var noun: String { get }
  static var example: String { get }
  static var registry: Registry { get }
  static func party(_ id: ID) -> Party
  static func get(_ id: ID) -> Get
  static func list(from: ID?, limit: Int) -> List
  static func text(_ record: Get.Accepted) -> String
  static func json(_ record: Get.Accepted) -> JSON
  static func table(_ records: [Get.Accepted]) -> String
}

enum AccountKind: PartyKind {
  static let noun = "account"
  static let example = "ALICE"
  static let registry = Registry.accounts
  static func party(_ id: AccountID) -> Party { .account(id) }
  static func get(_ id: AccountID) -> GetAccount { GetAccount(id) }
  static func list(from: AccountID?, limit: Int) -> ListAccounts { ListAccounts(from: from, limit: limit) }
  static func text(_ record: AccountRecord) -> String { record.text }
  static func json(_ record: AccountRecord) -> JSON { record.json }
  static func table(_ records: [AccountRecord]) -> String { AccountRecord.table(records) }
}

enum SellerKind: PartyKind {
  static let noun = "seller"
  static let example = "SHOP"
  static let registry = Registry.sellers
  static func party(_ id: SellerID) -> Party { .seller(id) }
  static func get(_ id: SellerID) -> GetSeller { GetSeller(id) }
  static func list(from: SellerID?, limit: Int) -> ListSellers { ListSellers(from: from, limit: limit) }
  static func text(_ record: SellerRecord) -> String { record.text }
  static func json(_ record: SellerRecord) -> JSON { record.json }
  static func table(_ records: [SellerRecord]) -> String { SellerRecord.table(records) }
}

enum DistributorKind: PartyKind {
  static let noun = "distributor"
  static let example = "PARCEL"
  static let registry = Registry.distributors
  static func party(_ id: DistributorID) -> Party { .distributor(id) }
  static func get(_ id: DistributorID) -> GetDistributor { GetDistributor(id) }
  static func list(from: DistributorID?, limit: Int) -> ListDistributors { ListDistributors(from: from, limit: limit) }
  static func text(_ record: DistributorRecord) -> String { record.text }
  static func json(_ record: DistributorRecord) -> JSON { record.json }
  static func table(_ records: [DistributorRecord]) -> String { DistributorRecord.table(records) }
}

struct Import<Kind: PartyKind>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "import",
      abstract: "Enrols the \(Kind.noun)s of a CSV file.",
      discussion: """
        The first line names the columns, in any order; only code and currency are needed. Columns: \
        \(PartySheet.columnNames(of: Kind.registry).joined(separator: ", ")).

        Good lines go in and bad ones are reported with their line and column; then the exit code is 65. A party \
        that is enrolled already is left as it is, so a file can be imported again.

        Example:
          vouch \(Kind.noun)s import \(Kind.noun)s.csv --errors bad-lines.csv
        """)
  }
  @Argument(help: "The file, or - for stdin.", completion: .file(extensions: ["csv"]))
  var file: String
  @Option(help: ArgumentHelp("Writes all bad lines to this file, as CSV.", valueName: "file"), completion: .file())
  var errors: String?
  @Flag(help: "Shows progress even where stderr is no terminal.")
  var progress = false
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      try await session.importParties(Kind.registry, file: file, errorsFile: errors, progress: progress)
    }
  }
}

struct Show<Kind: PartyKind>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show",
      abstract: "Shows one \(Kind.noun): all that is kept of it.",
      discussion: """
        Example:
          vouch \(Kind.noun)s show \(Kind.example)
        """)
  }
  @Argument(help: "The \(Kind.noun)'s code.", transform: Read.code)
  var code: Kind.ID
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let record = try await session.ask(Kind.get(code))
      try session.show(Kind.text(record), json: Kind.json(record))
    }
  }
}

struct List<Kind: PartyKind>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list",
      abstract: "Lists \(Kind.noun)s in the order of their codes.",
      discussion: """
        Example:
          vouch \(Kind.noun)s list --from \(Kind.example) --limit 20
        """)
  }
  @Option(help: ArgumentHelp("The code to begin at.", valueName: "code"), transform: Read.code)
  var from: Kind.ID?
  @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
  var limit: Int = PageBounds.usual
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let page = try await session.collect(limit: limit, from: from) { Kind.list(from: $0, limit: $1) }
      let json: JSON = .object([
        JSON.Member("\(Kind.noun)s", .array(page.items.map(Kind.json))), JSON.Member("next", .optional(page.next)),
      ])
      try session.show(
        page.shown(none: "no \(Kind.noun)s", table: Kind.table) { "--from \($0)" }, json: json)
    }
  }
}

struct Suspend<Kind: PartyKind>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    .statusChange(
      "suspend", "Takes the \(Kind.noun) out for now: no new checks; demands on existing ones go on.", Kind.self)
  }
  @OptionGroup var change: StatusChange<Kind>
  func run() async throws { try await change.run(to: .suspended) }
}

struct Activate<Kind: PartyKind>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    .statusChange("activate", "Lets the \(Kind.noun) take part.", Kind.self)
  }
  @OptionGroup var change: StatusChange<Kind>
  func run() async throws { try await change.run(to: .active) }
}

struct Close<Kind: PartyKind>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    .statusChange(
      "close", "Takes the \(Kind.noun) out for good; its checks must be closed and its balances zero.", Kind.self)
  }
  @OptionGroup var change: StatusChange<Kind>
  func run() async throws { try await change.run(to: .closed) }
}

struct Forget<Kind: PartyKind>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "forget",
      abstract: "Destroys all that is known of who the \(Kind.noun) is, for good.",
      discussion: """
        Name, address, telephone and all other personal data become unreadable everywhere: in the ledger, in its log, and \
        in every copy of them. Checks, statements and the journal stay. It has to have no open checks and no money, and is \
        closed by it. There is no way back, so --yes is asked for.

        The reason stands in the journal for good: write nothing that tells who it was.

        Example:
          vouch \(Kind.noun)s forget \(Kind.example) --yes --reason "request 2031-17"
        """)
  }
  @Argument(help: "The \(Kind.noun)'s code.", transform: Read.code)
  var code: Kind.ID
  @Flag(help: "Yes: for good.")
  var yes = false
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func validate() throws {
    guard yes else { throw ValidationError("Forgetting cannot be undone. Say --yes if you mean it.") }
  }

  func run() async throws {
    try await options.administer(id, .forget(Kind.party(code)), reason)
  }
}

/// The arguments of the three commands that change a party's status.
struct StatusChange<Kind: PartyKind>: ParsableArguments {
  @Argument(help: "The \(Kind.noun)'s code.", transform: Read.code)
  var code: Kind.ID
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func run(to status: PartyStatus) async throws {
    try await options.administer(id, .setStatus(Kind.party(code), status), reason)
  }
}

extension CommandConfiguration {
  fileprivate static func statusChange<Kind: PartyKind>(
    _ verb: String, _ abstract: String, _: Kind.Type
  ) -> CommandConfiguration {
    CommandConfiguration(
      commandName: verb, abstract: abstract,
      discussion: """
        Example:
          vouch \(Kind.noun)s \(verb) \(Kind.example) --reason "contract in question"
        """)
  }
}

extension ServerOptions {
  /// Makes one change that needs nothing looked up first, and shows it.
  func administer(
    _ id: CommandIDOption, _ change: Administration.Change, _ reason: ReasonOption = ReasonOption()
  ) async throws {
    let administration = Administration(id: id.command, change: change, note: reason.reason)
    try await run { session in try session.show(try await session.ask(administration)) }
  }
}
