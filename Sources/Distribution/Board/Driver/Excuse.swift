/// Why a parcel was not taken, as a driver chooses it.
internal import Ledger

/// A reason that has words of its own, which may be shown to anybody: they say nothing of a person.
enum Excuse: String, CaseIterable, Sendable {
  case nobody, refused, closed, address, damaged, other

  var inWords: String {
    switch self {
    case .nobody: "nobody at home"
    case .refused: "it was not wanted"
    case .closed: "no way to the door"
    case .address: "the address was not found"
    case .damaged: "the parcel is damaged"
    case .other: "something else"
    }
  }

  /// What is reported: the reason, and what the driver wrote to it; nil: that is too long or has odd characters.
  func note(_ more: String) -> Text? {
    if more.isEmpty { return Text(inWords) }
    return Text(self == .other ? more : "\(inWords): \(more)")
  }

  /// The reason that a note begins with, without what was written to it; nil: it is somebody's own words.
  static func told(in note: Text) -> Excuse? {
    allCases.first { $0 != .other && (note.value == $0.inWords || note.value.hasPrefix("\($0.inWords): ")) }
  }
}
