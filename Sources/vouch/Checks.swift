/// `vouch checks`: the issued checks, and what the operator may do to them.
import ArgumentParser
import Console
import Ledger
import Wire

struct Checks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows checks, and ends disputes.",
    subcommands: [
      ListChecks.self, ShowCheck.self, Void.self, Refund.self, ClaimGuarantee.self, ChargeBack.self, Resolve.self,
    ])

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
    @OptionGroup var filter: CheckListOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      var query = CheckQuery()
      query.account = account
      query.seller = seller
      try await options.run { try await $0.list(query, filter) }
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
    @OptionGroup var action: ActionArguments

    func run() async throws { try await action.run(as: .operator, .void) }
  }

  struct Refund: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives money back from the payee to the drawer.",
      discussion: """
        Example:
          vouch checks refund 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --amount 18.50
        """)
    @OptionGroup var amount: AmountOptions
    @OptionGroup var action: ActionArguments

    func run() async throws {
      try await action.run(as: .operator) { .refund(amount: try await $0.amount(amount)) }
    }
  }

  struct ClaimGuarantee: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "claim-guarantee",
      abstract: "Pays a claim within the guarantee out of what is retained.",
      discussion: """
        All that is retained, unless an amount is named. The payee does the same by vouch-seller claim-guarantee.

        Example:
          vouch checks claim-guarantee 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --amount 4.00 --reason "handle broke off"
        """)
    @OptionGroup var amount: AmountOptions
    @OptionGroup var action: ActionArguments

    func run() async throws {
      try await action.run(as: .operator) { .claimGuarantee(amount: try await $0.amount(amount)) }
    }
  }

  struct ChargeBack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "charge-back",
      abstract: "Notes that a paying system took money back.",
      discussion: """
        Example:
          vouch checks charge-back 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --amount 48.50
        """)
    @OptionGroup var amount: AmountOptions
    @OptionGroup var action: ActionArguments

    func run() async throws {
      try await action.run(as: .operator) { .chargeBack(amount: try await $0.amount(amount)) }
    }
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
    @OptionGroup var action: ActionArguments

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
      try await action.run(as: .operator) { check in
        switch pay {
        case .all: .resolveDispute(.pay(nil))
        case .part(let decimal): .resolveDispute(.pay(try await check.amount(decimal)))
        case nil: .resolveDispute(resume ? .resume : .void)
        }
      }
    }
  }
}
