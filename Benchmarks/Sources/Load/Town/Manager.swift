/// A check manager of the run's own, in a directory of its own; neither outlives the run.
public import Dispatch
internal import Foundation
internal import Glibc

/// How a manager of the run's own is reached.
public enum Way: Sendable {
  /// A port of loopback, where everybody is trusted.
  case tcp
  /// A Unix socket, where everybody is trusted.
  case unix
  /// A port of loopback over TLS, by whoever shows a certificate: the harness's has these names.
  case tls([String])
}

/// A check manager of the run's own.
public final class Manager {
  private var child: Child
  private let program: String
  private let directory: String
  /// Where its ledger is.
  private let data: String
  private let way: Way
  private let keepsHistory: Bool
  /// Where it listens.
  public private(set) var target: Target

  /// How long it may take to listen: far more than it needs.
  private static let patience = 60.0

  /// Serves a ledger: the one in `data`, which stays, or an empty one in a directory of its own within `parent`.
  ///
  /// - Parameters:
  ///   - way: how it is reached.
  ///   - keepsHistory: whether it attests what it decides.
  public init(
    program: String, in parent: String, data: String? = nil, way: Way = .tcp, keepsHistory: Bool = true
  ) throws {
    let directory = "\(parent)/vouch-bench-\(ProcessInfo.processInfo.processIdentifier)"
    self.program = program
    self.directory = directory
    self.data = data ?? "\(directory)/data"
    self.way = way
    self.keepsHistory = keepsHistory
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw LoadError("\(directory) cannot be made: \(error.localizedDescription)")
    }
    do {
      if !FileManager.default.fileExists(atPath: self.data) {
        let log = "\(directory)/log"
        guard try Child(program, ["init", "--data", self.data], errors: log).wait() == 0 else {
          throw LoadError("vouchd made no ledger: \(Manager.complaint(log))")
        }
      }
      if case .tls(let identities) = way {
        try TownAuthority(beside: program, in: directory).issue(["manager"], "manager").issue(identities, "caller")
      }
      (child, target) = try Manager.start(program, self.data, in: directory, way, keepsHistory: keepsHistory)
    } catch {
      try? FileManager.default.removeItem(atPath: directory)
      throw error
    }
  }

  private static func complaint(_ log: String) -> String {
    (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
  }

  private static func start(
    _ program: String, _ data: String, in directory: String, _ way: Way, keepsHistory: Bool
  ) throws -> (Child, Target) {
    let log = "\(directory)/log"
    let endpoints = "\(data)/endpoints"
    // Of a manager that was killed.
    try? FileManager.default.removeItem(atPath: endpoints)
    // Where everybody is trusted, one caller asks in the name of all parties.
    let place =
      switch way {
      case .tcp: ["--trust", "loopback", "--listen", "127.0.0.1:0"]
      case .unix: ["--trust", "loopback", "--unix", "\(directory)/sock"]
      case .tls: ["--identity", "\(directory)/manager", "--listen", "127.0.0.1:0"]
      }
    let history = keepsHistory ? [] : ["--attest", "off"]
    let child = try Child(program, ["--data", data, "--log-level", "warning"] + place + history, errors: log)
    let end = Date(timeIntervalSinceNow: patience)
    while child.isRunning, Date() < end {
      let lines = (try? String(contentsOfFile: endpoints, encoding: .utf8))?.split(separator: "\n") ?? []
      if let target = lines.lazy.compactMap({ Target(String($0)) }).first {
        guard case .tls = way, case .tcp(let port) = target else { return (child, target) }
        return (child, .tls(port: port, try TLSRules(identity: "\(directory)/caller")))
      }
      Thread.sleep(forTimeInterval: 0.002)
    }
    child.stop()
    throw LoadError("vouchd does not listen: \(complaint(log))")
  }

  /// Kills it, as a power cut would end it but for the caches of the system.
  public func kill() { child.kill() }

  /// Starts it again over its ledger, and waits until it has answered a question; how long that took, in seconds.
  public func revive() throws -> Double {
    let start = Clock.now()
    (child, target) = try Manager.start(program, data, in: directory, way, keepsHistory: keepsHistory)
    try Town(target).greet()
    return Double(Clock.now() - start) / 1e9
  }

  /// How much of the disk its ledger takes, in bytes.
  public var diskBytes: Int {
    let files = FileManager.default.enumerator(atPath: data)?.allObjects ?? []
    return files.reduce(0) { sum, name in
      var status = stat()
      guard unsafe lstat("\(data)/\(name)", &status) == 0 else { return sum }
      return sum + Int(status.st_blocks) * 512
    }
  }

  /// When the run is interrupted: kills it and removes its directory at once, and ends this process too.
  public func endOnSignals() -> [any DispatchSourceSignal] {
    let (process, directory) = (child.processID, directory)
    return [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        Glibc.kill(process, SIGKILL)
        try? FileManager.default.removeItem(atPath: directory)
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// What it used so far.
  public var usage: Usage? {
    var usage = Usage(of: child.processID)
    usage?.deviceWritten = Device.written(under: data)
    return usage
  }

  /// Stops it, and removes its directory.
  public func stop() {
    child.stop()
    try? FileManager.default.removeItem(atPath: directory)
  }
}
