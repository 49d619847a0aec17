/// Heads, keys and faults as people and programs read them.
internal import Ledger
public import Seals

extension SignedHead {
  /// For programs.
  public var json: JSON {
    [
      "ledger": .text(statement.ledger.description), "size": .unsigned(statement.size),
      "root": .text(statement.root.description), "last_sequence": .unsigned(statement.lastSequence),
      "time": Timestamp(milliseconds: statement.milliseconds).json, "key": .text(key.description),
    ]
  }

  /// For people.
  public var text: String {
    var fields = FieldList()
    fields.add("ledger", statement.ledger.description)
    fields.add("root", statement.root.description)
    fields.add("commits", grouped(statement.size))
    fields.add("entries", grouped(statement.lastSequence))
    fields.add("as of", Timestamp(milliseconds: statement.milliseconds).withZone)
    fields.add("signed by", key.description)
    return fields.description
  }
}

extension KeyRing {
  /// For programs.
  public var json: JSON {
    [
      "ledger": .text(ledger.description),
      "keys": .array(
        entries.map { entry in
          [
            "key": .text(entry.key.id.description), "from_sequence": .unsigned(entry.sequences.lowerBound),
            "to_sequence": entry.sequences.upperBound == .max ? .null : .unsigned(entry.sequences.upperBound),
            "revoked": .boolean(entry.isRevoked),
          ]
        }),
    ]
  }

  /// For people.
  public var text: String {
    var table = TextTable(.text("key"), .number("from entry"), .number("to entry"), .text("state"))
    for entry in entries {
      table.add(
        entry.key.id.description, grouped(entry.sequences.lowerBound),
        entry.sequences.upperBound == .max ? "" : grouped(entry.sequences.upperBound),
        entry.isRevoked ? "revoked" : "good")
    }
    return "ledger \(ledger)\n\(table)"
  }
}

extension ProofFault {
  /// By which programs know it.
  public var name: String {
    switch self {
    case .damaged: "damaged"
    case .otherLedger: "other_ledger"
    case .unknownKey: "unknown_key"
    case .revokedKey: "revoked_key"
    case .keyNotValid: "key_not_valid"
    case .signature: "wrong_signature"
    case .head: "other_head"
    case .path: "not_in_history"
    }
  }
}

extension ExportFault {
  /// By which programs know it.
  public var name: String {
    switch self {
    case .noExport: "no_export"
    case .version: "other_version"
    case .damaged: "damaged"
    case .truncated: "truncated"
    case .extended: "extended"
    case .otherLedger: "other_ledger"
    case .head(let fault): fault.name
    case .start: "other_start"
    case .missing: "missing"
    case .changed, .commit: "changed"
    case .root: "other_root"
    case .end: "other_end"
    case .otherHistory: "other_history"
    case .notReached: "not_reached"
    }
  }

  /// The entries that it is about, where it is about some.
  var sequences: ClosedRange<UInt64>? {
    switch self {
    case .missing(let expected, _): expected...expected
    case .changed(let sequence): sequence...sequence
    case .commit(let first, let last): first...max(first, last)
    default: nil
    }
  }
}
