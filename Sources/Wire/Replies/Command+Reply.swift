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
  public func encodeReply(_ entry: JournalEntry, draweeName: Text, sequence: UInt64) -> [UInt8] {
    switch self {
    case .issue(let demand): MessageWriter.reply(sequence, demand, entry, draweeName)
    case .act(let action): MessageWriter.reply(sequence, entry, action.detail)
    case .administer: MessageWriter.reply(sequence, entry, detail)
    }
  }
}
