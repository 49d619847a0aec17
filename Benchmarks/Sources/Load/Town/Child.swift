/// A program started for a run, in a directory of its own; neither outlives the run.
public import Dispatch
internal import Foundation

/// What a process used so far.
public struct Usage: Sendable {
  /// Processor time, in seconds.
  public var processor: Double
  /// Bytes handed to the disk.
  public var written: Int
  /// Memory that is its own and no file's, in bytes.
  public var anonymous: Int

  /// Of a process; nil when it is gone or another user's.
  public init?(of process: Int32) {
    func text(_ name: String) -> String? { try? String(contentsOfFile: "/proc/\(process)/\(name)", encoding: .utf8) }
    func number(_ text: String?, _ label: String) -> Int? {
      text?.split(separator: "\n").first { $0.hasPrefix(label) }?
        .split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
    }
    // After the name in brackets: state, then fields 4 …; user and system time are 14 and 15, in hundredths.
    guard let stat = text("stat"), let name = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
    processor = (user + system) / 100
    written = number(text("io"), "write_bytes") ?? 0
    anonymous = (number(text("status"), "RssAnon") ?? 0) * 1024
  }
}

/// A running program.
public final class Child {
  private let process = Process()
  private let output = Pipe()

  /// - Parameter errors: the file that takes its complaints, made anew; nil: nobody hears them.
  public init(_ program: String, _ arguments: [String], errors: String?) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("VOUCH") }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    if let errors, FileManager.default.createFile(atPath: errors, contents: nil) {
      process.standardError = FileHandle(forWritingAtPath: errors) ?? FileHandle.nullDevice
    }
    do {
      try process.run()
    } catch {
      throw LoadError("\(program) cannot be started: \(error.localizedDescription)")
    }
  }

  public var processID: Int32 { process.processIdentifier }
  public var isRunning: Bool { process.isRunning }

  /// The first line it prints, without its end.
  public func firstLine() -> String {
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    return text.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// What it printed since, until it ends.
  public func rest() -> String { String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }

  /// Waits until it ends; its status.
  public func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Tells it to stop, and waits until it has.
  public func stop() {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}

/// A check manager of the run's own.
public final class Manager {
  private let child: Child
  private let directory: String
  /// Where it listens.
  public let target: Target

  /// How long it may take to listen: far more than it needs.
  private static let patience = 60.0

  /// Makes an empty ledger in a directory of its own within `parent`, and serves it.
  public init(program: String, in parent: String, isUnix: Bool) throws {
    let directory = "\(parent)/vouch-bench-\(ProcessInfo.processInfo.processIdentifier)"
    self.directory = directory
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw LoadError("\(directory) cannot be made: \(error.localizedDescription)")
    }
    do {
      (child, target) = try Manager.start(program, in: directory, isUnix: isUnix)
    } catch {
      try? FileManager.default.removeItem(atPath: directory)
      throw error
    }
  }

  private static func start(_ program: String, in directory: String, isUnix: Bool) throws -> (Child, Target) {
    let data = "\(directory)/data"
    let log = "\(directory)/log"
    func complaint() -> String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
    guard try Child(program, ["init", "--data", data], errors: log).wait() == 0 else {
      throw LoadError("vouchd made no ledger: \(complaint())")
    }
    let place = isUnix ? ["--unix", "\(directory)/sock"] : ["--listen", "127.0.0.1:0"]
    let child = try Child(program, ["--data", data, "--log-level", "warning"] + place, errors: log)
    let end = Date(timeIntervalSinceNow: patience)
    while child.isRunning, Date() < end {
      let lines = (try? String(contentsOfFile: "\(data)/endpoints", encoding: .utf8))?.split(separator: "\n") ?? []
      if let target = lines.lazy.compactMap({ Target(String($0)) }).first { return (child, target) }
      Thread.sleep(forTimeInterval: 0.02)
    }
    child.stop()
    throw LoadError("vouchd does not listen: \(complaint())")
  }

  /// When the run is interrupted: kills it and removes its directory at once, and ends this process too.
  public func endOnSignals() -> [any DispatchSourceSignal] {
    let (process, directory) = (child.processID, directory)
    return [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        kill(process, SIGKILL)
        try? FileManager.default.removeItem(atPath: directory)
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// What it used so far.
  public var usage: Usage? { Usage(of: child.processID) }

  /// Stops it, and removes its directory.
  public func stop() {
    child.stop()
    try? FileManager.default.removeItem(atPath: directory)
  }
}
