/// What the operator may do, as far as the desk can know: so that nothing is offered that the manager would refuse anyhow.
internal import Identities

/// The manager judges; this only says what to show.
struct Powers: Hashable, Sendable {
  /// Who it is, in words.
  let words: String
  /// Whether parties may be looked at.
  let seesParties: Bool
  /// Whether parties may be suspended, activated and closed.
  let enrols: Bool
  /// Whether checks may be acted on.
  let resolves: Bool

  /// - Parameter identities: what a certificate says; nil: there is none, and only the manager knows.
  init(_ identities: [Identity]?) {
    guard let identities else {
      (words, seesParties, enrols, resolves) = ("operator", true, true, true)
      return
    }
    var duties: Identity.Duties = []
    for case .operator(let more) in identities { duties.formUnion(more) }
    seesParties = duties.contains(.read)
    enrols = duties.contains(.enrol)
    resolves = duties.contains(.resolve)
    words = identities.map(\.description).joined(separator: ", ")
  }

  /// Whether it can change anything.
  var acts: Bool { enrols || resolves }
}
