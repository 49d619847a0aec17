/// How the manager is, as people and programs read it.
internal import Ledger
public import Wire

extension ManagerStatus {
  /// The status for programs. `clock_jump_ms` is null while the clock is trusted, `read_only` while changes are taken.
  public var json: JSON {
    [
      "drawee": .text(draweeName), "version": .text(version), "time": time.json, "started": started.json,
      "accounts": .unsigned(accounts), "sellers": .unsigned(sellers), "distributors": .unsigned(distributors),
      "checks": .unsigned(checks), "open_checks": .unsigned(openChecks),
      "clock_jump_ms": clockJump.map { .integer($0) } ?? .null, "read_only": .optional(readOnly),
      "archived_through": archived.map { .unsigned($0.through) } ?? .null,
      "archived_time": archived.map(\.time.json) ?? .null,
    ]
  }

  /// The status for people.
  public var text: String {
    var fields = FieldList()
    fields.add("version", version)
    fields.add("time", time.withZone)
    fields.add("started", started.withZone)
    fields.add("accounts", grouped(accounts))
    fields.add("sellers", grouped(sellers))
    fields.add("distributors", grouped(distributors))
    fields.add("checks", "\(grouped(checks)), \(grouped(openChecks)) open")
    if let archived { fields.add("archived", "to entry \(grouped(archived.through)), of \(archived.time.withZone)") }
    fields.add("clock", clockJump.map(ManagerStatus.jump) ?? "steady")
    fields.add("changes", readOnly.map { "refused: \($0)" } ?? "taken")
    return "\(draweeName.printable)\n\(fields)"
  }

  private static func jump(_ milliseconds: Int64) -> String {
    let seconds = (milliseconds.magnitude + 500) / 1000
    let direction = milliseconds < 0 ? "back" : "ahead"
    return "jumped \(direction) by \(grouped(seconds)) s: nothing expires until `vouch clock accept`"
  }
}
