/// What can be known of who a party is, as people and programs read it.
internal import Ledger

extension ProfileState {
  /// For programs: a name.
  var json: JSON {
    switch self {
    case .kept: "kept"
    case .forgotten: "forgotten"
    case .keyMissing: "key_missing"
    case .broken: "broken"
    }
  }

  /// For people; nothing where all is as usual.
  var words: String {
    switch self {
    case .kept: ""
    case .forgotten: "forgotten: nobody can know any more who it was"
    case .keyMissing: "cannot be read: its key is not at hand"
    case .broken: "cannot be read: what is kept was changed or damaged"
    }
  }

  /// What stands in a table for the name.
  func name(_ name: Text?) -> String {
    switch self {
    case .kept: name?.value ?? ""
    case .forgotten: "(forgotten)"
    case .keyMissing, .broken: "(unreadable)"
    }
  }
}
