/// How the keys of persons are sealed, as people and programs read it.
public import Wire

extension SealStatus {
  /// For programs.
  public var json: JSON {
    [
      "current": .text(keys.first?.id ?? ""), "left": .unsigned(left), "forgotten": .unsigned(forgotten),
      "keys": .array(keys.map { ["id": .text($0.id), "persons": .unsigned($0.persons)] }),
    ]
  }

  /// For people.
  public var text: String {
    var table = TextTable(.text("sealing key"), .number("persons"), .text(""))
    for (index, key) in keys.enumerated() {
      table.add(key.id, grouped(key.persons), index == 0 ? "seals" : key.persons == 0 ? "can be retired" : "opens")
    }
    let rotation = left == 0 ? "" : "\n\(grouped(left)) still to be sealed by the first key"
    return "\(table)\nforgotten: \(grouped(forgotten))\(rotation)"
  }
}
