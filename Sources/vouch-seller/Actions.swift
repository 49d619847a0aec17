/// What a shop may do to a check.
import ArgumentParser
import Console
import Ledger

struct Present: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Demands payment.",
    discussion: """
      All that remains, unless an amount is named; what then still remains is given back to the buyer, unless the \
      check is kept open for another demand. A check payable on delivery waits for its distributor.

      Example:
        vouch-seller present 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        vouch-seller present 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --amount 40.00 --keep-open
      """)

  enum Rest: String, EnumerableFlag {
    case final
    case keepOpen

    static func help(for value: Rest) -> ArgumentHelp? {
      switch value {
      case .final: "This is the last demand: what remains is given back."
      case .keepOpen: "There will be another demand: what remains stays held."
      }
    }
  }

  @OptionGroup var amount: AmountOptions
  @Flag var rest: Rest = .final
  @OptionGroup var shop: ShopOptions
  @OptionGroup var action: ActionArguments

  func run() async throws {
    try await action.run(as: try shop.actor) { check in
      .present(amount: try await check.amount(amount), final: rest == .final)
    }
  }
}

struct Refund: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gives money back to the buyer.",
    discussion: """
      All that was paid and not yet given back, unless an amount is named.

      Example:
        vouch-seller refund 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --amount 18.50 --reason "one cup broken"
      """)
  @OptionGroup var amount: AmountOptions
  @OptionGroup var shop: ShopOptions
  @OptionGroup var action: ActionArguments

  func run() async throws {
    try await action.run(as: try shop.actor) { check in
      .refund(amount: try await check.amount(amount))
    }
  }
}

struct ClaimGuarantee: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim-guarantee",
    abstract: "Grants a claim within the guarantee.",
    discussion: """
      Money goes back out of what is retained of the check: all of that, unless an amount is named.

      Example:
        vouch-seller claim-guarantee 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --amount 4.00 --reason "handle broke off"
      """)
  @OptionGroup var amount: AmountOptions
  @OptionGroup var shop: ShopOptions
  @OptionGroup var action: ActionArguments

  func run() async throws {
    try await action.run(as: try shop.actor) { check in
      .claimGuarantee(amount: try await check.amount(amount))
    }
  }
}

struct Void: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ends a check without payment.",
    discussion: """
      What it holds goes back to the buyer.

      Example:
        vouch-seller void 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --reason "sold out"
      """)
  @OptionGroup var shop: ShopOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try shop.actor, .void) }
}

struct Fail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says that the delivery failed or the goods came back.",
    discussion: """
      Example:
        vouch-seller fail 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --reason "returned unopened"
      """)
  @OptionGroup var shop: ShopOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try shop.actor, .failDelivery) }
}

struct Dispute: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Freezes a check until the operator has decided.",
    discussion: """
      Example:
        vouch-seller dispute 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --reason "delivered, but denied"
      """)
  @OptionGroup var shop: ShopOptions
  @OptionGroup var action: ActionArguments

  func run() async throws { try await action.run(as: try shop.actor, .openDispute) }
}
