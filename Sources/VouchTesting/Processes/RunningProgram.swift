/// A program that runs beside a test, until it ends by itself or by a signal.
internal import Subprocess
internal import Synchronization

/// A running process. What it says on stdout and stderr is collected as it comes.
public final class RunningProgram: Sendable {
  /// The process id.
  public let processID: Int32
  private let said: Said
  private let signals: AsyncStream<Signal>.Continuation
  private let task: Task<ProcessEnding, any Error>

  /// What a process said so far, and how it ended if it did.
  private final class Said: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    let ending = Mutex<ProcessEnding?>(nil)
    func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  }

  private init(
    processID: Int32, said: Said, signals: AsyncStream<Signal>.Continuation, task: Task<ProcessEnding, any Error>
  ) {
    self.processID = processID
    self.said = said
    self.signals = signals
    self.task = task
  }

  /// Starts a program.
  public static func start(
    _ program: Program, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> RunningProgram {
    let environment = try Binaries.environment(environment)
    let said = Said()
    let (signals, signalling) = AsyncStream.makeStream(of: Signal.self)
    let (starts, starting) = AsyncStream.makeStream(of: Int32.self)
    let task = Task {
      defer { starting.finish() }
      let result = try await Subprocess.run(
        .name(program.name), arguments: Arguments(arguments), environment: environment, input: .none,
        output: .sequence, error: .combinedWithOutput
      ) { execution in
        starting.yield(execution.processIdentifier.value)
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            for await signal in signals { try? execution.send(signal: signal) }
          }
          for try await buffer in execution.standardOutput {
            unsafe said.add(buffer.withUnsafeBytes { unsafe Array($0) })
          }
          group.cancelAll()
        }
      }
      let ending = ProcessEnding(result.terminationStatus)
      said.ending.withLock { $0 = ending }
      return ending
    }
    for await processID in starts {
      return RunningProgram(processID: processID, said: said, signals: signalling, task: task)
    }
    _ = try await task.value
    throw ProcessFailure("\(program.name) ended before it had begun.")
  }

  /// All that it said on stdout and stderr so far.
  public var output: String { said.text }

  /// How it ended; nil while it runs.
  public var ending: ProcessEnding? { said.ending.withLock { $0 } }

  /// Sends it a signal.
  func send(_ signal: Signal) { signals.yield(signal) }

  /// Tells it to stop (SIGTERM), without waiting.
  public func terminate() { send(.terminate) }

  /// Tells it to read anew what it reads anew (SIGHUP), without waiting.
  public func hangUp() { send(.terminalClosed) }

  /// Waits for its end; kills it when that takes more than `limit`.
  ///
  /// - Throws: `ProcessFailure` when it had to be killed.
  public func end(within limit: Duration) async throws -> ProcessEnding {
    try await withThrowingTaskGroup(of: ProcessEnding?.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await self.task.value }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      if let first = try await group.next(), let ending = first { return ending }
      send(.kill)
      _ = try await task.value
      throw ProcessFailure("A process did not end within \(limit) and was killed. It said:\n\(output)")
    }
  }

  /// Makes sure that it is gone.
  public func kill() async {
    send(.kill)
    _ = try? await task.value
  }
}
