/// An endpoint that events are posted to: where, and which.
public import Ledger

/// An endpoint as it was added. It never changes: another address or other events are another endpoint.
public struct Hook: Hashable, Sendable {
  public let id: HookID
  public let address: HookAddress
  /// Only events about this party; nil: about all.
  public let party: Party?
  /// Only events of these kinds, in their order; none: of all kinds.
  public let kinds: [JournalEntry.Kind]

  /// An endpoint.
  public init(id: HookID, address: HookAddress, party: Party? = nil, kinds: [JournalEntry.Kind] = []) {
    self.id = id
    self.address = address
    self.party = party
    self.kinds = JournalEntry.Kind.allCases.filter { kinds.contains($0) }
  }

  /// Whether an event about the party is one of those wanted.
  func wants(_ event: Receipt) -> Bool { kinds.isEmpty || kinds.contains(event.entry.kind) }
}

/// The name of an endpoint, and of its directory: `hook-` and eight hexadecimal digits. Logs name endpoints by it, since an
/// address may have a secret of the receiver in it.
public struct HookID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let description: String

  /// Reads a name, or nothing when `text` is none.
  public init?(_ text: some StringProtocol) {
    let digits = text.utf8.dropFirst(5)
    guard text.hasPrefix("hook-"), digits.count == 8,
      digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    description = String(text)
  }

  /// The name that a number stands for.
  public init(number: UInt32) {
    let digits = String(number, radix: 16)
    description = "hook-" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  public static func < (a: HookID, b: HookID) -> Bool { a.description < b.description }
}

// MARK: - As a file

extension Hook {
  /// The first line of the file, with the version of its form.
  private static let heading = "vouch webhook 1"

  /// The lines that it is kept as. Kinds and the kinds of parties stand there by their numbers on the wire.
  var text: String {
    var lines = [Hook.heading, "url \(address)"]
    switch party {
    case .account(let id): lines.append("account \(id)")
    case .seller(let id): lines.append("seller \(id)")
    case .distributor(let id): lines.append("distributor \(id)")
    case nil: break
    }
    lines += kinds.map { "kind \($0.rawValue)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads the lines; nothing where they are no endpoint's.
  init?(id: HookID, text: String) {
    let lines = text.split(separator: "\n")
    guard lines.first == Hook.heading[...] else { return nil }
    var address: HookAddress?
    var party: Party?
    var kinds: [JournalEntry.Kind] = []
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      switch parts[0] {
      case "url": address = try? HookAddress(String(parts[1]))
      case "account": party = AccountID(parts[1]).map { .account($0) }
      case "seller": party = SellerID(parts[1]).map { .seller($0) }
      case "distributor": party = DistributorID(parts[1]).map { .distributor($0) }
      case "kind":
        guard let kind = UInt8(parts[1]).flatMap({ JournalEntry.Kind(rawValue: $0) }) else { return nil }
        kinds.append(kind)
      default: return nil
      }
      // What names a party that cannot be one must not become an endpoint for the events of all.
      if ["account", "seller", "distributor"].contains(parts[0]), party == nil { return nil }
    }
    guard let address else { return nil }
    self.init(id: id, address: address, party: party, kinds: kinds)
  }
}
