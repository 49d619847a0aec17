/// What whoever runs a site should know of its store.
public import Logging

extension SiteStore {
  /// Says where records were sealed just now, for the first time or by another key.
  public func log(to logger: Logger) {
    guard case .anew(let records) = sealing else { return }
    logger.notice("the store was sealed by its current key", metadata: ["path": "\(path)", "records": "\(records)"])
  }
}
