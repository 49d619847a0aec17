/// Passes to a carrier's pages, as people and programs read them.
public import Ledger
public import MailOrder

extension Pass {
  /// Twelve hexadecimal digits.
  public var name: String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// Whom it lets in.
  public var holder: String { vehicle.map { "the driver of \($0)" } ?? "a planner" }

  private func state(at time: Timestamp) -> String {
    revoked != nil ? "revoked" : isGood(at: time) ? "good" : "ended"
  }

  /// The pass for programs.
  public func json(at time: Timestamp) -> JSON {
    [
      "outcome": "accepted", "pass": .text(name), "vehicle": .optional(vehicle), "note": .unlessEmpty(note.value),
      "state": .text(state(at: time)), "issued": issued.json, "expires": expires.json,
      "revoked": revoked?.json ?? .null,
    ]
  }

  /// Several for people.
  public static func table(_ passes: [Pass], at time: Timestamp) -> String {
    var table = TextTable(
      .text("pass"), .text("for"), .text("state"), .text("issued (UTC)"), .text("until (UTC)"), .text("note"))
    for pass in passes {
      table.add(
        pass.name, pass.vehicle?.description ?? "planner", pass.state(at: time), pass.issued.toSecond,
        pass.expires.toSecond, pass.note.value)
    }
    return table.description
  }
}
