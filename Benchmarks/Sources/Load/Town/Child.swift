/// A program started for a run, which it does not outlive, and what it uses.
internal import Foundation
internal import Glibc

/// What a process used so far.
public struct Usage: Sendable {
  /// Processor time, in seconds.
  public var processor: Double
  /// Bytes handed to the disk, as the kernel counts them for a process.
  public var written: Int
  /// Bytes that the disk its data lies on took so far, of all processes.
  public var deviceWritten: Int?
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

  /// Kills it, and waits until it is gone.
  public func kill() {
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Tells it to stop, and waits until it has.
  public func stop() {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}
