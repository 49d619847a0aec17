/// The settings as people read them, and as the file would hold them.
internal import RPC
internal import Persons

extension Configuration: CustomStringConvertible {
  /// One line a setting: its name, and its value.
  public var description: String {
    let values: [(String, String)] = [
      ("data", data), ("listen", listen ?? "-"), ("unix", unix ?? "-"), ("identity", identity ?? "-"),
      ("callers", callers.rawValue), ("trust", trust?.rawValue ?? "-"), ("operators", "\(operators)"),
      ("drawee", drawee), ("map_gib", "\(mapGiB)"),
      ("log", log ?? "-"), ("persons", personsPath), ("sealing_keys", sealingKeyFile.path),
      ("log_segment_mib", "\(logSegmentMiB)"), ("backup_log_gib", "\(backupLogGiB)"), ("fold_mib", "\(foldMiB)"),
      ("account_cache_mib", "\(accountCacheMiB)"), ("frame_bytes", "\(frameBytes)"), ("connections", "\(connections)"),
      ("in_flight", "\(inFlight)"), ("queue", "\(queue)"), ("requests_per_second", "\(requestsPerSecond)"),
      ("idle_seconds", "\(idleSeconds)"), ("stop_seconds", "\(stopSeconds)"), ("metrics", metrics ?? "-"),
      ("attest", attest ? "on" : "off"),
      ("signing_key", signingKey ?? "-"), ("leaf_secret", leafSecret ?? "-"),
    ]
    return values.map { name, value in name + String(repeating: " ", count: 20 - name.utf8.count) + value }
      .joined(separator: "\n")
  }
}
