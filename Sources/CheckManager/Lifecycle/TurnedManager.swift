/// A check manager without threads: whoever has it turns it. For simulations, where one seed decides all that happens.
package import LedgerStore
package import Logging
internal import Ledger
internal import NIOConcurrencyHelpers
package import NIOCore
internal import Persons
internal import RPC
internal import Seals
internal import Storage

/// What `ManagerService` wires together, with nothing that runs by itself: no thread for the committer, the chores and long
/// questions, no socket. All calls come from one thread.
///
/// Absent here: anything that decides, reads or writes in another way than the daemon.
package final class TurnedManager {
  private let store: Store
  private let committer: Committer
  private let readers: Readers
  private let server: RPCServer
  private let shared: NIOLockedValueBox<Shared>

  private struct Shared {
    var questions: [@Sendable (Bool) -> Void] = []
    var wantsFold = false
    var ending: StoreError??
  }

  /// - Parameters:
  ///   - path: a directory for what is kept beside the ledger.
  ///   - loop: of all connections.
  package init(
    _ store: Store, path: String, clocks: SystemClocks, bounds: FoldBounds, loop: any EventLoop, logger: Logger
  ) throws {
    self.store = store
    let shared = NIOLockedValueBox(Shared())
    self.shared = shared
    let wantsFold: @Sendable () -> Void = { shared.withLockedValue { $0.wantsFold = true } }
    let measuring = Measuring()
    committer = Committer(
      store: store, clocks: clocks, queueBound: 65_536, bounds: bounds, measures: measuring.commits, logger: logger,
      wantsFold: wantsFold
    ) { failure in
      shared.withLockedValue { $0.ending = .some(failure) }
    }
    let vault = try PersonVault(
      opening: try DiskDirectory(making: path + "/persons"), ring: SealRing(current: SealingKey()))
    readers = Readers(
      store: store, committer: committer, registrar: Registrar(vault: vault, keys: nil, logger: logger),
      draweeName: .empty, version: "simulated", started: Timestamp(milliseconds: clocks.wall()), measuring: measuring)
    let router = Router(
      committer: committer, readers: readers,
      elsewhere: { question in shared.withLockedValue { $0.questions.append(question) } },
      conduct: Conduct(bounds: Conduct.Bounds(), logger: logger), keys: try KeyRegister(path + "/" + KeyStore.name),
      logger: logger, wantsFold: wantsFold)
    server = RPCServer(group: loop, limits: ServerLimits(), measures: measuring.server, logger: logger) {
      router.handle($0)
    }
  }

  /// Why it ended; nil while it has not, and `.some(nil)` if nothing was wrong.
  package var ending: StoreError?? { shared.withLockedValue { $0.ending } }
  /// Whether a fold is asked for.
  package var wantsFold: Bool { shared.withLockedValue { $0.wantsFold } }
  /// How many long questions wait.
  package var questionCount: Int { shared.withLockedValue { $0.questions.count } }
  /// The last decision that is durable.
  package var sequence: UInt64 { committer.state.sequence }

  /// Takes a connection. Who calls is trusted to speak for anybody.
  package func welcome(_ channel: any Channel) { _ = server.welcome(channel, nil) }

  /// One turn of the committer, which waits for nothing.
  package func turn() {
    guard ending == nil else { return }
    do throws(StoreError) {
      if try !committer.turn(waitingAtMost: 0) { committer.end(nil) }
    } catch {
      committer.end(error)
    }
  }

  /// Answers the long question that has waited longest.
  package func answerQuestion() {
    let question = shared.withLockedValue { $0.questions.isEmpty ? nil : $0.questions.removeFirst() }
    question?(true)
  }

  /// What the chore of that name does.
  package func fold() {
    shared.withLockedValue { $0.wantsFold = false }
    attempt("fold") { () throws(StoreError) in try store.fold() }
  }

  /// What the chore of that name does.
  package func prepareLog() {
    attempt("segments") { () throws(StoreError) in try store.prepareLog() }
  }

  /// Lets the ledger go: this thread holds it no more. What was not answered never will be.
  package func leave() {
    shared.withLockedValue { $0.questions = [] }
    committer.end(nil)
    readers.leave()
  }

  private func attempt<Result>(_ name: String, _ body: () throws(StoreError) -> Result) {
    guard ending == nil else { return }
    do throws(StoreError) { _ = try body() } catch { committer.meet(error, of: name) }
  }
}
