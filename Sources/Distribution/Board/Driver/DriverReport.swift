/// What a driver filled in, read into a report or named as what it is not.
internal import Ledger
internal import MailOrder
internal import Pages

/// A form of the driver's page, as it was sent: kept, so that nothing has to be entered twice.
struct DriverEntry: Sendable {
  var code = ""
  var takenBy = ""
  var collected = ""
  var way = "person"
  var leftAt = ""
  var excuse = ""
  var more = ""
  var ending = "again"

  /// Nothing entered yet.
  init() {}

  init(_ form: Form) {
    code = form["code"]
    takenBy = form["taken-by"]
    collected = form["collected"]
    way = form["way"].isEmpty ? "person" : form["way"]
    leftAt = form["left-at"]
    excuse = form["excuse"]
    more = form["more"]
    ending = form["ending"].isEmpty ? "again" : form["ending"]
  }
}

/// What is wrong with what was entered.
struct EntryFault: Error, Hashable, Sendable {
  let sentence: String
}

extension DriverEntry {
  /// The hand-over as it is reported.
  ///
  /// - Throws: `EntryFault`, in the words of the form.
  func handOver(of delivery: Delivery, id: CommandID) throws(EntryFault) -> DeliveryReport {
    let instruction = delivery.instruction
    var report = DeliveryReport(id: id, order: instruction.order, state: .delivered)
    guard let takenBy = Text(takenBy) else { throw EntryFault(sentence: "The name is too long.") }
    report.takenBy = takenBy
    guard code.utf8.count <= 64 else { throw EntryFault(sentence: "The code is too long.") }
    report.code = Array(code.utf8)
    switch way {
    case "person": break
    case "signed": report.signed = true
    case "left":
      guard let place = Text(leftAt), !place.isEmpty else {
        throw EntryFault(sentence: "Say where you left it, in a few words.")
      }
      report.leftAt = place
    default: throw EntryFault(sentence: "Say how it was handed over.")
    }
    if let due = instruction.cashDue {
      guard !collected.isEmpty else { throw EntryFault(sentence: "Enter the cash you collected. \(due) is due.") }
      // People write a decimal comma; one that sets off thousands is read as that.
      let sum = instruction.currency
      guard let units = sum.parse(collected) ?? sum.parse(collected.map { $0 == "," ? "." : String($0) }.joined()),
        let amount = Amount(minorUnits: units)
      else { throw EntryFault(sentence: "Enter the cash as a sum, such as \(due.split(separator: " ")[0]).") }
      report.collected = amount
    }
    return report
  }

  /// What did not come about, as it is reported.
  func attempt(of delivery: Delivery, id: CommandID) throws(EntryFault) -> DeliveryReport {
    guard let excuse = Excuse(rawValue: excuse) else { throw EntryFault(sentence: "Choose why it was not taken.") }
    guard excuse != .other || !more.isEmpty else { throw EntryFault(sentence: "Say in a few words what happened.") }
    guard let note = excuse.note(more) else { throw EntryFault(sentence: "What you wrote is too long.") }
    let states = ["again": DeliveryState.attempted, "never": .failed]
    guard let state = states[ending] else { throw EntryFault(sentence: "Say whether it is tried again.") }
    var report = DeliveryReport(id: id, order: delivery.instruction.order, state: state)
    report.note = note
    return report
  }
}
