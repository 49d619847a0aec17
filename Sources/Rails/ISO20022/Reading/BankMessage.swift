/// What a bank may send: read, judged, and nothing but values.

/// A message of a bank.
public enum BankMessage: Hashable, Sendable {
  /// pain.002: what became of a message of orders.
  case statuses(BankStatusReport)
  /// camt.053, versions 02 to 14: all that happened in a period.
  case statements([BankStatement])
  /// camt.052, versions 02 to 14: how an account stands within the day. It binds nobody: entries may still change.
  case reports([BankStatement])
  /// camt.054, versions 02 to 14: single movements.
  case notifications([BankStatement])
  /// pacs.004: payments that came back.
  case returns(BankReturns)

  /// Reads a file. Throws at the first thing that is wrong with it: then nothing of it is to be used.
  public init(_ bytes: [UInt8]) throws(ISO20022Fault) {
    let tree = try MessageTree(bytes)
    let name = tree.message
    if name.hasPrefix("pain.002.001.") {
      self = .statuses(try BankStatusReport(try tree.body(of: "CstmrPmtStsRpt", "pain.002.001.02")))
    } else if try tree.isVersion(of: "camt.053.001.") {
      self = .statements(try BankStatement.all(in: try tree.body(of: "BkToCstmrStmt"), .statement))
    } else if try tree.isVersion(of: "camt.052.001.") {
      self = .reports(try BankStatement.all(in: try tree.body(of: "BkToCstmrAcctRpt"), .report))
    } else if try tree.isVersion(of: "camt.054.001.") {
      self = .notifications(try BankStatement.all(in: try tree.body(of: "BkToCstmrDbtCdtNtfctn"), .notification))
    } else if name.hasPrefix("pacs.004.001.") {
      self = .returns(try BankReturns(try tree.body(of: "PmtRtr")))
    } else {
      throw tree.body.fault(
        "this is a '\(name.prefix(40))'; of a bank's messages pain.002, camt.052, camt.053, camt.054 and pacs.004 are "
          + "read.")
    }
  }
}

extension MessageTree {
  /// The versions of statements and notifications that were held against their schemas.
  private static let versions = 2...14

  /// Whether it is a message of that kind. Throws where its version is not known.
  fileprivate func isVersion(of prefix: String) throws(ISO20022Fault) -> Bool {
    guard message.hasPrefix(prefix) else { return false }
    guard let version = Int(message.dropFirst(prefix.count)), MessageTree.versions.contains(version) else {
      throw body.fault(
        "'\(message.prefix(40))' is a version that is not read; ask the bank for \(prefix)02 to \(prefix)14, best 08.")
    }
    return true
  }

  /// The message's own element. Throws where the name space says another message than stands in it.
  func body(of names: String...) throws(ISO20022Fault) -> MessageElement {
    guard names.contains(body.name) else {
      throw body.fault(
        "the file says that it is a \(message), but has '\(body.name.prefix(40))' in it; it is not what it says.")
    }
    return body
  }
}
