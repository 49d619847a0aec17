/// The settings as people read them, and as the file would hold them.
internal import Persons

extension Configuration: CustomStringConvertible {
  /// One line a setting: its name, and its value.
  public var description: String {
    let values: [(String, String)] = [
      ("data", data), ("listen", listen ?? "-"), ("unix", unix ?? "-"), ("drawee", drawee), ("map_gib", "\(mapGiB)"),
      ("log", log ?? "-"), ("persons", personsPath), ("sealing_keys", sealingKeyFile.path),
      ("log_segment_mib", "\(logSegmentMiB)"), ("fold_mib", "\(foldMiB)"),
      ("account_cache_mib", "\(accountCacheMiB)"), ("frame_bytes", "\(frameBytes)"), ("connections", "\(connections)"),
      ("in_flight", "\(inFlight)"),
      ("queue", "\(queue)"), ("idle_seconds", "\(idleSeconds)"), ("stop_seconds", "\(stopSeconds)"),
    ]
    return values.map { name, value in name + String(repeating: " ", count: 18 - name.utf8.count) + value }
      .joined(separator: "\n")
  }
}
