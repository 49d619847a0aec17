/// The manager's yes to a command, from the entry alone.
public import Ledger

extension Command {
  /// The reply to this command's method that says yes, as a protobuf message: what `encode` makes of the receipt or, of
  /// a check that is issued, of `IssueCheck.issued(by:draweeName:)`, without making those.
  ///
  /// - Parameters:
  ///   - entry: the entry that the command took effect as.
  ///   - draweeName: the manager's name.
  ///   - sequence: the last decision that the reply saw.
  ///   - body: is lent the message, which is written on the stack.
  public func lendReply(
    _ entry: JournalEntry, draweeName: Text, sequence: UInt64, _ body: (RawSpan) -> Void
  ) {
    switch self {
    case .issue(let demand): MessageWriter.lend({ $0.write(sequence, demand, entry, draweeName) }, body)
    case .act(let action): MessageWriter.lend({ $0.write(sequence, entry, action.detail) }, body)
    case .administer: MessageWriter.lend({ $0.write(sequence, entry, detail) }, body)
    }
  }

  /// The same message, to keep.
  public func encodeReply(_ entry: JournalEntry, draweeName: Text, sequence: UInt64) -> [UInt8] {
    var message: [UInt8] = []
    lendReply(entry, draweeName: draweeName, sequence: sequence) { bytes in
      message = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }
    return message
  }
}
