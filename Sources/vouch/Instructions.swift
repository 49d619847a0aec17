/// `vouch instructions`: what paying systems were told and have not ended.
import ArgumentParser
import Console
import Ledger
import Wire

struct Instructions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What paying systems were told, and have not ended.",
    subcommands: [List.self, Show.self, Report.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists what is on its way, the oldest first.",
      discussion: """
        What the connector of the paying system has still to bring back. What stays here long is worth a call to the bank.

        Example:
          vouch instructions list
          vouch instructions list --rail bank --limit 20
        """)
    @Option(
      help: ArgumentHelp("Only of this paying system. (default: of all)", valueName: "bank|card|post"),
      transform: Read.named)
    var rail: PaymentRail?
    @Option(help: ArgumentHelp("How many at most of each.", valueName: "number"), transform: Read.count)
    var limit = PageBounds.usual
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var orders: [InstructionOrder] = []
        for rail in rail.map({ [$0] }) ?? PaymentRail.allCases.filter(\.isOutside) {
          orders += try await session.collect(limit: limit, from: nil as UInt64?) {
            ListInstructions(rail, after: $0 ?? 0, limit: $1)
          }.items
        }
        try session.show(InstructionOrder.table(orders), json: ["instructions": .array(orders.map(\.json))])
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows one instruction, whatever became of it.",
      discussion: """
        Example:
          vouch instructions show bank-4711
        """)
    @Argument(help: "The instruction, as the list names it.", transform: Read.instruction)
    var instruction: InstructionID
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let order = try await session.instruction(instruction)
        try session.show(InstructionOrder.table([order]), json: order.json)
      }
    }
  }

  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says by hand what became of an instruction.",
      discussion: """
        For when the paying system was asked by telephone. Its connector stops asking about it.

        Example:
          vouch instructions report bank-4711 accepted
          vouch instructions report bank-4711 rejected --reason "account closed"
        """)
    @Argument(help: "The instruction, as the list names it.", transform: Read.instruction)
    var instruction: InstructionID
    @Argument(
      help: ArgumentHelp("What became of it: \(RailResult.choices()).", valueName: "result"), transform: Read.named)
    var result: RailResult
    @OptionGroup var reason: ReasonOption
    @OptionGroup var id: CommandIDOption
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        switch try await session.instruction(instruction).instruction.subject {
        case .check(let check):
          try session.show(
            try await session.ask(
              CheckAction(
                id: id.command, check: check, actor: .operator, event: .reportRail(instruction, result),
                note: reason.reason)))
        case .party(let party):
          let change = Administration.Change.reportPayOut(SellerID(party.code), instruction, result)
          try session.show(try await session.ask(Administration(id: id.command, change: change, note: reason.reason)))
        }
      }
    }
  }
}

extension Session {
  /// One instruction, whatever became of it.
  fileprivate func instruction(_ id: InstructionID) async throws(Failure) -> InstructionOrder {
    guard let order = try await ask(ListInstructions(id)).items.first else { throw .refused(.unknownInstruction) }
    return order
  }
}
