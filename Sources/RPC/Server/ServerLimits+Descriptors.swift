/// Connections and files share what a process may open: connections must leave the process what it needs itself, or a flood of
/// them would cost it its disk.
internal import Glibc
public import Logging

extension ServerLimits {
  /// What a process opens beside the connections it serves: a database, segments of a log, keys, a backup that is under
  /// way; and connections that it takes only to close them, as they are too many.
  static let ownDescriptors = 128

  /// How many connections there is room for where so many files may be open: at least one.
  func connections(within descriptors: Int) -> Int {
    min(connections, max(descriptors - ServerLimits.ownDescriptors, 1))
  }

  /// Lets this process open as many files as `connections` need, as far as the system lets it. Where that is too few,
  /// fewer connections are taken, and the log says so.
  public mutating func fitDescriptors(_ logger: Logger) {
    let needed = connections + ServerLimits.ownDescriptors
    let room = connections(within: ServerLimits.raiseDescriptors(to: needed))
    guard room < connections else { return }
    logger.warning(
      "this process may open too few files: fewer connections are taken. Raise its limit (ulimit -n, LimitNOFILE)",
      metadata: ["connections": "\(connections)", "bound": "\(room)", "needed": "\(needed)"])
    connections = room
  }

  /// Gives how many files this process may have open from now on.
  private static func raiseDescriptors(to needed: Int) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return needed }
    let wanted = rlim_t(needed)
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = min(wanted, limit.rlim_max)
      if unsafe setrlimit(.init(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    return Int(clamping: limit.rlim_cur)
  }
}
