/// What can go wrong with endpoints and their files: each names the thing, and what to do.

/// A failure. None says anything of a secret, or of an address.
public enum HookError: Error, Hashable, Sendable {
  /// An address that events are not sent to, and why.
  case address(String)
  /// There is no such endpoint.
  case unknown(HookID)
  case noDirectory(path: String)
  /// Another process serves the directory.
  case served(path: String)
  case tooMany(bound: Int)
  /// It has two secrets already.
  case rotating(HookID)
  /// It has one secret only.
  case notRotating(HookID)
  case notReadable(path: String, reason: String)
  case notWritable(path: String, reason: String)
  /// A secret that others than its owner may read.
  case openToOthers(path: String)
  /// A file that is not what it should be; and what it should be.
  case damaged(path: String, thing: String)
}

extension HookError: CustomStringConvertible {
  /// What is wrong and what to do about it, a sentence or two.
  public var description: String {
    switch self {
    case .address(let reason): "This address is none that events are sent to: \(reason)."
    case .unknown(let id): "There is no endpoint \(id). vouch webhooks list names them all."
    case .noDirectory(let path): "\(path) is no directory of webhooks. vouch webhooks add makes it."
    case .served(let path): "\(path) is served by another process. Let that do it, or stop it first."
    case .tooMany(let bound): "There are \(bound) endpoints already. Remove one, or keep others in another directory."
    case .rotating(let id):
      "\(id) has two secrets: its receiver is still changing over. When it has: vouch webhooks rotate \(id) --finish"
    case .notRotating(let id): "\(id) has one secret only: there is no old one to end."
    case .notReadable(let path, let reason): "\(path) cannot be read: \(reason)."
    case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)."
    case .openToOthers(let path): "\(path) is a secret that others can read. Close it: chmod 600 \(path)"
    case .damaged(let path, let thing):
      "\(path) should be \(thing), and is not. Put it back from a copy, or remove the endpoint and add it again."
    }
  }
}
