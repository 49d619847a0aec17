/// A verification in a process of its own, minded by this one: LMDB may crash on damaged pages, or never come back, and that
/// is an answer too.
internal import Foundation
internal import Glibc
internal import LedgerStore

/// The process that looks, and what became of it.
public struct VerificationChild {
  /// The program, and what it is given so that it looks and says so in lines of JSON.
  let program: String
  let arguments: [String]
  /// How long it may say nothing: it tells how far it is many times a second.
  let patience: Duration

  /// How long a process may say nothing before it counts as hanging.
  public static let usualPatience = Duration.seconds(120)

  public init(program: String, arguments: [String], patience: Duration = VerificationChild.usualPatience) {
    self.program = program
    self.arguments = arguments
    self.patience = patience
  }

  /// How it ended.
  public enum Ending: Equatable {
    /// It said all it had to say.
    case finished
    /// It said nothing for too long, and was killed.
    case hung
    case signal(Int32)
    case status(Int32)
  }

  /// Runs it, and passes on what it says. Where it dies over the ledger, that is passed on as a finding.
  ///
  /// - Parameter file: what it is looking at.
  public func run(lookingAt file: String, _ tell: (VerificationLine) -> Void) throws -> Ending {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    // How it dies is told here: neither LMDB's last words nor a backtrace are for anybody.
    process.standardError = FileHandle.nullDevice
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    try process.run()
    var last = "the beginning"
    var isDone = false
    var rest: [UInt8] = []
    let isHung = !read(from: output.fileHandleForReading.fileDescriptor) { bytes in
      rest += bytes
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let text = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeSubrange(...end)
        guard let line = VerificationLine(json: text[...]) else { continue }
        if let progress = line.progress { last = "\(progress.what), \(progress.done) of \(progress.all)" }
        if line.summary != nil || line.failure != nil { isDone = true }
        tell(line)
      }
    }
    if isHung { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let ending: Ending =
      if isHung { .hung } else if isDone { .finished } else if process.terminationReason == .uncaughtSignal {
        .signal(process.terminationStatus)
      } else { .status(process.terminationStatus) }
    if let how = ending.words {
      tell(
        VerificationLine(
          finding: VerificationLine.Fault(
            file: file, table: nil, key: nil, offset: nil,
            problem: "the page structure is damaged: reading it \(how), at: \(last)", remedy: Finding.repair)))
    }
    return ending
  }

  /// Lends what comes until its end; false where nothing comes for too long.
  private func read(from descriptor: Int32, _ body: (ArraySlice<UInt8>) -> Void) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = unsafe Glibc.poll(&poll, 1, Int32(patience / .milliseconds(1)))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return false }
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return true }
      body(buffer[..<count])
    }
  }
}

extension VerificationChild.Ending {
  /// What it says of the ledger; nil where it said so itself.
  fileprivate var words: String? {
    switch self {
    case .finished: nil
    case .hung: "came to no end"
    case .signal(let signal): "ended with signal \(signal)"
    case .status(let status): "ended with status \(status)"
    }
  }
}
