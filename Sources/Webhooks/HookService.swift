/// Follows the journal for all endpoints of a directory.
internal import Glibc
public import Logging

/// The sender. Endpoints that are added or removed while it runs are taken up and let go within a second or two.
///
/// Absent here: rules about money; the manager's address and who one is to it (`EventFeed`); what an event looks like.
public actor HookService {
  private let store: HookStore
  private let feed: EventFeed
  private let patience: HookPatience
  private let logger: Logger
  private var workers: [HookID: (worker: HookWorker, task: Task<Void, Never>)] = [:]
  /// What is wrong with endpoints that cannot be served, so that it is said once.
  private var faults: [HookID: String] = [:]

  /// A sender.
  public init(_ store: HookStore, feed: EventFeed, patience: HookPatience = HookPatience(), logger: Logger) {
    self.store = store
    self.feed = feed
    self.patience = patience
    self.logger = logger
  }

  /// Sends until the task is cancelled, or, if so asked, until nothing is left to send.
  ///
  /// - Throws: `HookError.served` where another process does, `.noDirectory` once the directory is gone.
  public func run(untilIdle: Bool = false) async throws(HookError) {
    let lock = try store.serving()
    defer { withExtendedLifetime(lock) {} }
    var end: HookError?
    let post = HookPost(patience, now: { Int64(time(nil)) })
    while !Task.isCancelled {
      do throws(HookError) { try look(post) } catch {
        if case .noDirectory = error {
          end = error
          break
        }
        logger.error("the endpoints cannot be looked at; it is tried again", metadata: ["reason": "\(error)"])
      }
      if untilIdle, await isIdle { break }
      try? await Task.sleep(for: HookService.scanInterval(untilIdle: untilIdle))
    }
    for (_, task) in workers.values { task.cancel() }
    for (_, task) in workers.values { await task.value }
    if let end { throw end }
  }

  /// How often the directory is looked at.
  private static func scanInterval(untilIdle: Bool) -> Duration { untilIdle ? .milliseconds(50) : .seconds(1) }

  /// What was done since the start, for the endpoints that are there.
  public var tally: HookTally {
    get async {
      var sum = HookTally()
      for (worker, _) in workers.values { sum = sum + (await worker.tally) }
      return sum
    }
  }

  private var isIdle: Bool {
    get async {
      for (worker, _) in workers.values where await !worker.isIdle { return false }
      return true
    }
  }

  /// Takes up endpoints that are new, and lets those go that are not there any more.
  private func look(_ post: HookPost) throws(HookError) {
    let ids = Set(try store.ids())
    for (id, running) in workers where !ids.contains(id) {
      running.task.cancel()
      workers[id] = nil
      logger.info("an endpoint was removed", metadata: ["endpoint": "\(id)"])
    }
    for id in ids where workers[id] == nil {
      let hook: Hook
      do throws(HookError) { hook = try store.hook(id) } catch {
        if faults.updateValue("\(error)", forKey: id) != "\(error)" {
          logger.error("an endpoint cannot be served", metadata: ["endpoint": "\(id)", "reason": "\(error)"])
        }
        continue
      }
      faults[id] = nil
      let worker = HookWorker(hook, store: store, feed: feed, post: post, patience: patience, logger: logger)
      workers[id] = (worker, Task { await worker.run() })
      logger.info("an endpoint is served", metadata: ["endpoint": "\(id)", "host": "\(hook.address.host)"])
    }
  }
}
