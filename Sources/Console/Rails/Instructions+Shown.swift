/// What paying systems are told, as people and programs read it.
public import Ledger
public import Wire

extension RailInstruction.Purpose: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension RailInstruction.State: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension RailResult: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension InstructionOrder {
  /// The instruction for programs. The sum is in minor units.
  public var json: JSON {
    var members = [
      JSON.Member("instruction", .text(instruction.id.description)), JSON.Member("purpose", instruction.purpose.json),
    ]
    if case .check(let check) = instruction.subject { members.append(JSON.Member("check", .text(check.description))) }
    members += [
      JSON.Member("party", .text(party.description)), JSON.Member("amount", .integer(instruction.amount)),
      JSON.Member("currency", .text(instruction.currency.code)), JSON.Member("time", instruction.time.json),
      JSON.Member("state", instruction.state.json), JSON.Member("name", .unlessEmpty(holder.name.value)),
      JSON.Member("institution", .unlessEmpty(holder.institution.value)),
      JSON.Member("number", .unlessEmpty(holder.number.value)),
    ]
    return JSON.object(members)
  }

  /// Several for people.
  public static func table(_ orders: [InstructionOrder]) -> String {
    var table = TextTable(
      .text("instruction"), .text("told"), .text("purpose"), .text("party"), .number("amount"), .text(""),
      .text("state"),
      .text("check"))
    for order in orders {
      let instruction = order.instruction
      var check = ""
      if case .check(let id) = instruction.subject { check = id.description }
      table.add(
        instruction.id.description, instruction.time.withZone, instruction.purpose.words, order.party.description,
        instruction.currency.format(instruction.amount), instruction.currency.code, instruction.state.words, check)
    }
    return table.description
  }
}
