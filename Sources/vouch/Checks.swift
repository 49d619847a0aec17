/// `vouch checks`: the issued checks, and what the operator may do to them.
import ArgumentParser
import Console
import Ledger
import Wire

struct Checks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows checks, and ends disputes.",
    subcommands: [ListChecks.self, ShowCheck.self, Void.self, Refund.self, ChargeBack.self, Resolve.self])

  struct ListChecks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists checks, newest first.",
      discussion: """
        Example:
          vouch checks list --account ALICE --state issued
        """)
    @Option(help: ArgumentHelp("Only those drawn by this account.", valueName: "code"), transform: Read.code)
    var account: AccountID?
    @Option(help: ArgumentHelp("Only those payable to this seller.", valueName: "code"), transform: Read.code)
    var seller: SellerID?
    @Option(help: ArgumentHelp("Only those in this state.", valueName: CheckState.choices()), transform: Read.named)
    var state: CheckState?
    @Option(help: ArgumentHelp("The check to begin at.", valueName: "id"), transform: Read.id)
    var from: CheckID?
    @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
    var limit: Int = PageBounds.usual
    @OptionGroup var options: ServerOptions

    func run() async throws {
      var query = CheckQuery()
      query.account = account
      query.seller = seller
      query.state = state
      try await options.run { session in
        let page = try await session.collect(limit: limit, from: from) { place, limit in
          var query = query
          query.from = place
          query.limit = limit
          return query
        }
        try session.show(
          page.shown(none: "no checks", table: CheckDocument.table) { "--from \($0)" },
          json: ["checks": .array(page.items.map(\.json)), "next": .optional(page.next)])
      }
    }
  }

  struct ShowCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a check: its terms, its state, and all that happened to it.",
      discussion: """
        Example:
          vouch checks show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let history = try await session.ask(GetCheck(check))
        try session.show(history.text, json: history.json)
      }
    }
  }

  struct Void: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ends a check without paying it.",
      discussion: """
        What it holds goes back to its drawer.

        Example:
          vouch checks void 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --reason mistaken
        """)
    @OptionGroup var action: OperatorAction

    func run() async throws { try await action.run { _ in .void } }
  }

  struct Refund: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives money back from the payee to the drawer.",
      discussion: """
        Example:
          vouch checks refund 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --amount 18.50
        """)
    @OptionGroup var amount: AmountOption
    @OptionGroup var action: OperatorAction

    func run() async throws { try await action.run { .refund(amount: try await $0(amount.amount)) } }
  }

  struct ChargeBack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "charge-back",
      abstract: "Notes that a paying system took money back.",
      discussion: """
        Example:
          vouch checks charge-back 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --amount 48.50
        """)
    @OptionGroup var amount: AmountOption
    @OptionGroup var action: OperatorAction

    func run() async throws { try await action.run { .chargeBack(amount: try await $0(amount.amount)) } }
  }

  struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ends a dispute.",
      discussion: """
        Say how: the check goes on where it stood, the payee is paid (all that remains, or an amount, the rest goes \
        back), or all goes back.

        Example:
          vouch checks resolve 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --pay 10.00
        """)
    @Flag(help: "The check goes on where it stood.")
    var resume = false
    @Option(
      defaultAsFlag: Share.all,
      help: ArgumentHelp("Pays the payee all that remains, or this much.", valueName: "amount"),
      transform: { .part(try Read.amount($0)) })
    var pay: Share?
    @Flag(help: "All is given back.")
    var void = false
    @OptionGroup var action: OperatorAction

    enum Share: CustomStringConvertible {
      case all
      case part(Read.Decimal)

      var description: String {
        switch self {
        case .all: "all that remains"
        case .part(let decimal): decimal.description
        }
      }
    }

    func validate() throws {
      guard [resume, pay != nil, void].filter({ $0 }).count == 1 else {
        throw ValidationError("Say how the dispute ends: --resume, --pay, --pay AMOUNT or --void; one of them.")
      }
    }

    func run() async throws {
      try await action.run { amount in
        switch pay {
        case .all: .resolveDispute(.pay(nil))
        case .part(let decimal): .resolveDispute(.pay(try await amount(decimal)))
        case nil: .resolveDispute(resume ? .resume : .void)
        }
      }
    }
  }
}

/// `--amount`.
struct AmountOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("How much, in the check's currency. (default: all that can be)", valueName: "amount"),
    transform: Read.amount)
  var amount: Read.Decimal?
}

/// The arguments of everything that the operator does to a check.
struct OperatorAction: ParsableArguments {
  @Argument(help: "The check's number.", transform: Read.id)
  var check: CheckID
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  /// Lets the event that `makeEvent` makes happen, and shows it. It is given what turns a decimal into an amount in the
  /// check's currency.
  func run(
    _ makeEvent: (_ amount: (Read.Decimal?) async throws -> Amount?) async throws -> CheckEvent
  ) async throws {
    try await options.run { session in
      let event = try await makeEvent { decimal in
        guard let decimal else { return nil }
        return try decimal.amount(in: try await session.ask(GetCheck(check)).check.terms.currency)
      }
      let action = CheckAction(id: id.command, check: check, actor: .operator, event: event, note: reason.reason)
      try session.show(try await session.ask(action))
    }
  }
}
