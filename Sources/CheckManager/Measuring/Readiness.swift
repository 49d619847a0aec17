/// Whether the manager takes changes just now, and if not, why not, in words.

enum Readiness {
  /// Why changes are not taken; none: they are.
  static func faults(_ state: Committer.Shared, isStopping: Bool, isFull: Bool) -> [String] {
    var faults: [String] = []
    if isStopping { faults.append("It is stopping.") }
    if state.hasFailed { faults.append("The ledger has failed; the log of vouchd says more.") }
    if isFull || state.readOnly != nil {
      faults.append("There is no space for changes: they are refused until there is some.")
    }
    if let jump = state.clockAlarm {
      faults.append(
        "The wall clock jumped by \(jump / 1000) seconds: nothing expires until it comes back, or 'vouch clock accept'."
      )
    }
    return faults
  }
}
