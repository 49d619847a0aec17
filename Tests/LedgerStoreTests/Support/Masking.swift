/// Stands for sealing where only the store is looked at: nothing in the clear, and back again.
import Ledger
import Synchronization

@testable import LedgerStore

extension SealedProfile {
  /// Each byte turned over, and one more, so that nothing is empty.
  static func masked(_ fields: ClearFields) -> SealedProfile {
    var digest = InlineArray<4, UInt64>(repeating: 0)
    // In one order: the same says the same always.
    for (field, bytes) in fields.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      for byte in bytes { digest[Int(field.rawValue) % 4] = digest[Int(field.rawValue) % 4] &* 31 &+ UInt64(byte) &+ 1 }
    }
    return SealedProfile(
      fields: fields.mapValues { $0.map { $0 ^ 0xFF } + [0x5A] },
      digest: Digest(digest[0], digest[1], digest[2], digest[3]))
  }

  /// What was masked.
  var unmasked: ClearFields { fields.mapValues { $0.dropLast().map { $0 ^ 0xFF } } }
}

extension AccountProfile {
  var masked: SealedProfile { .masked(fields) }
}

extension CompanyProfile {
  var masked: SealedProfile { .masked(fields) }
}

extension Command {
  /// The command with its profile masked, as the store takes it.
  var masked: Command {
    guard case .administer(let administration) = self, let (_, fields) = administration.clearProfile else {
      return self
    }
    return .administer(administration.sealed(fields.isEmpty ? nil : .masked(fields)))
  }
}

/// Counts what an upgrade asks for.
final class MaskingCount: Sendable {
  let sealed = Mutex<[Party]>([])
  let syncs = Mutex(0)

  var sealing: ProfileSealing {
    ProfileSealing(
      seal: { party, fields in
        self.sealed.withLock { $0.append(party) }
        return fields.isEmpty ? SealedProfile() : .masked(fields)
      },
      makeDurable: { self.syncs.withLock { $0 += 1 } })
  }
}

extension ProfileSealing {
  static var masking: ProfileSealing { MaskingCount().sealing }
}
