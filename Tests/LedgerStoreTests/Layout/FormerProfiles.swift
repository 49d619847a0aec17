/// How profiles were written before format 5, in the clear: what older ledgers and logs hold.
import LMDB
import Ledger

@testable import LedgerStore

extension AccountProfile {
  /// As tables of before format 5 have it.
  func version1(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(capacity: 128)
    write(to: &writer)
    return writer.sealed(at: key)
  }

  func write(to writer: inout ByteWriter) {
    writer.put(sex.map { $0.rawValue + 1 } ?? 0)
    for field in [
      name, address, telephone, bank, bankAccountNumber, bankNotes, creditCompany, cardNumber, creditNotes,
    ] { writer.put(field) }
  }
}

extension CompanyProfile {
  /// As tables of before format 5 have it: the fields, and after them the public keys.
  func version1(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(capacity: 96)
    write(to: &writer)
    writer.put(addressKey, handOverKeys)
    return writer.sealed(at: key)
  }

  func write(to writer: inout ByteWriter) {
    for field in [name, address, telephone, bank, bankAccountNumber] { writer.put(field) }
  }
}

extension Tables {
  /// Puts the profiles that nothing but hand-over keys is known of as programs of before format 5 had them: what random
  /// histories come to.
  func writeUnsealed(in transaction: borrowing WriteTransaction) throws {
    for key in try keys(of: distributorProfiles, in: transaction) {
      let sealed = try self.profile(of: .distributor(DistributorID(key.code)), in: transaction)
      var profile = CompanyProfile()
      (profile.addressKey, profile.handOverKeys) = (sealed.addressKey, sealed.handOverKeys)
      try distributorProfiles.put(profile.version1(at: key), at: key, in: transaction)
    }
    for table in [accountProfiles, sellerProfiles] {
      // Nobody was forgotten before format 5.
      for key in try keys(of: table, in: transaction) { _ = try table.delete(key, in: transaction) }
    }
  }

  private func keys(
    of table: Table<CodeKey>, in transaction: borrowing WriteTransaction
  ) throws(LMDBError) -> [CodeKey] {
    var keys: [CodeKey] = []
    try table.scan(in: transaction) { key, _ in
      keys.append(key)
      return true
    }
    return keys
  }
}

extension ByteWriter {
  /// Writes what logs of before format 5 have beside the entry of a command that bears a profile and nothing else.
  mutating func appendSupplement(inClear administration: Administration, to entry: JournalEntry) {
    _ = append(sealedAt: entry.sequence) { writer in
      switch administration.change {
      case .enrolAccount(let enrolment):
        writer.put(1, enrolment.id.code, enrolment.currency, enrolment.status)
        writer.putNothing(5)
        writer.put(1 as UInt8)
        enrolment.update.profile?.write(to: &writer)
      case .enrolSeller(let enrolment), .enrolDistributor(let enrolment):
        let kind: UInt8 = if case .enrolSeller = administration.change { 2 } else { 3 }
        writer.put(kind, enrolment.code, enrolment.currency, enrolment.status)
        writer.putNothing(2)
        writer.put(1 as UInt8)
        enrolment.update.profile?.write(to: &writer)
      case .updateAccount(let id, let update):
        writer.put(4 as UInt8)
        writer.putWhole(id.code.packed)
        writer.putNothing(5)
        writer.put(1 as UInt8)
        update.profile?.write(to: &writer)
      default: preconditionFailure("another has no profile")
      }
    }
  }

  private mutating func put(_ kind: UInt8, _ code: Code, _ currency: Currency, _ status: PartyStatus) {
    put(kind)
    putWhole(code.packed)
    put(UInt64(currency.number))
    put(status.rawValue)
  }

  private mutating func putNothing(_ fields: Int) {
    for _ in 0..<fields { put(0 as UInt8) }
  }
}

/// Supplements as logs of before format 5 have them, byte for byte.
enum FormerSupplements {
  static let all: [(name: String, bytes: String)] = [
    (
      "enrol account",
      """
      010100004e6efcd76d56d2070102030101ea0101ec01ee017801020b416e6e20
      537472c3b66d0a31204d61696e205374063535352d31024204444531036f6b02
      4305343131310163980198
      """
    ),
    (
      "enrol seller",
      """
      0102000030cabe7474b7d2070301f20101f401010553686f7000063535352d32
      0004444532928fbdc0
      """
    ),
    ("enrol distributor", "0103000080c7cd79e4c7d207020000008e717c1c"),
    ("update account", "010400004e6efcd76d56000000000000ee4c3f73"),
    (
      "update seller",
      """
      0105000030cabe7474b701f20101f401010553686f7000063535352d32000444
      45325495ca68
      """
    ),
  ]
}
