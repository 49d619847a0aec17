/// Where the built programs are, and the environment they run in.
internal import Foundation
internal import Subprocess

enum Binaries {
  /// The directory of the built programs: beside the running tests, or the package's own build.
  ///
  /// - Throws: `ProcessFailure` when they are nowhere.
  static func directory() throws -> String {
    let candidates = beside + [environment("VOUCH_BINARIES"), packageBuild].compactMap { $0 }
    let files = FileManager.default
    guard let found = candidates.first(where: { files.isExecutableFile(atPath: "\($0)/vouchd") }) else {
      throw ProcessFailure(
        "vouchd is not built: it is in none of \(candidates.joined(separator: ", ")). Run swift build.")
    }
    return found
  }

  /// This process's environment without Vouch's own variables, with the built programs first in the `PATH`, and `more`.
  static func environment(_ more: [String: String]) throws -> Environment {
    var values = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("VOUCH") && $0.key != "NOTIFY_SOCKET" }
    values.merge(more) { $1 }
    values["PATH"] = "\(try directory()):\(values["PATH"] ?? "/usr/bin:/bin")"
    let pairs = values.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
    return .custom(Dictionary(pairs) { $1 })
  }

  private static var beside: [String] {
    [Bundle.main.executablePath, CommandLine.arguments.first].compactMap { path in
      path.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path }
    }
  }

  private static var packageBuild: String {
    PackageFiles.path("").appending(".build/debug")
  }

  private static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}

/// The files of the package that the tests read.
public enum PackageFiles {
  /// The full path of a file by its path within the package: `Protos/vouch.proto`.
  public static func path(_ relative: String, from file: String = #filePath) -> String {
    // This file is Sources/VouchTesting/Processes/Binaries.swift.
    var root = URL(fileURLWithPath: file).resolvingSymlinksInPath()
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return "\(root.path)/\(relative)"
  }
}
