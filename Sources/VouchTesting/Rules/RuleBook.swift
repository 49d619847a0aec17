/// The rules as people read them, made from the code: `docs/refusals.md` and `docs/state-table.md`.
internal import Ledger

/// Renders the documents; a test compares them with the files.
public enum RuleBook {
  /// Every refusal with its number, name and sentence, and what comes first for every command.
  public static var refusals: String {
    var text = """
      # Refusals

      Made from the code; to make it again: `VOUCH_WRITE_DOCS=1 swift test --filter LedgerTests`.

      Each judgement is yes, or one of these names. A refused command changed nothing and may be judged again.

      | no. | name | what it says |
      | --- | --- | --- |

      """
    for refusal in Refusal.allCases {
      text += "| \(refusal.rawValue) | `\(refusal.name)` | \(refusal.sentence) |\n"
    }
    text += """

      ## What is said first

      Where several are true, the first in the command's order is answered.


      """
    text += order("Every command", Precedence.everyCommand)
    text += order("A demand for a check (the dry credit check is the same without the first)", Precedence.issue)
    text += order("Verify", Precedence.verify)
    text += order("Claim", Precedence.claim)
    text += order("Every event on a check, before the event's own", Precedence.everyEvent)
    text += "Then the event's own, and `\(Refusal.balanceLimit.name)` last:\n\n"
    text += "| event | refusals in order |\n| --- | --- |\n"
    for event in StateTable.Event.allCases {
      let own = Precedence.own(of: event)
      text += "| \(event.rawValue) | \(own.isEmpty ? "–" : list(own)) |\n"
    }
    return text + "\n" + order("Registries and money over rails", Precedence.administration)
  }

  private static func order(_ title: String, _ refusals: [Refusal]) -> String {
    "### \(title)\n\n\(list(refusals))\n\n"
  }

  private static func list(_ refusals: [Refusal]) -> String {
    refusals.map { "`\($0.name)`" }.joined(separator: ", ")
  }

  /// The life of a check: a row an event, a column a state, in each cell the next state or the refusal; then who acts.
  public static var stateTable: String {
    let events = StateTable.Event.allCases
    var text = """
      # The life of a check

      Made from the code; to make it again: `VOUCH_WRITE_DOCS=1 swift test --filter LedgerTests`.

      A cell names the states that follow, or the refusal. The state is the one by the clock: an issued check is expired
      at its expiry and a committed one void at its deadline, swept or not (`lapse` is the sweep itself).


      """
    text += "| event | \(CheckState.allCases.map { "**\($0)**" }.joined(separator: " | ")) |\n"
    text += "| --- |\(String(repeating: " --- |", count: CheckState.allCases.count))\n"
    for event in events {
      text += "| \(event.rawValue) |"
      for state in CheckState.allCases {
        if let refusal = StateTable.refusal(of: event, in: state) {
          text += " `\(refusal.name)` |"
        } else {
          let next = Probe.nextStates(of: event, in: state)
          text += " \(next.map { "**\($0)**" }.joined(separator: ", ")) |"
        }
      }
      text += "\n"
    }
    text += "\n## Who may act\n\n"
    text += """
      "own" is the party that the check names. A check that names no payee is paid to the first seller that presents it,
      which then is its own.


      """
    text += "| event | \(Probe.roles.map(\.name).joined(separator: " | ")) |\n"
    text += "| --- |\(String(repeating: " --- |", count: Probe.roles.count))\n"
    for event in events {
      text += "| \(event.rawValue) |"
      for role in Probe.roles {
        let answer = Probe.answer(to: role.actor, asking: event).map { "`\($0.name)`" } ?? "yes"
        text += " \(answer) |"
      }
      text += "\n"
    }
    return text
  }
}
