/// Another make of the protocol, to be compared with: where its archive is, and how its programs are started.
import Foundation

/// PyPI's iso8583sim, as `Tools/setup` fetches it. It runs as a process of its own, and only there.
enum ISOPeer {
  static let skipped: String = "iso8583sim is not there: Tools/setup test fetches it"

  /// The directory of the package.
  static let root: String = {
    var directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while directory.path != "/", !FileManager.default.fileExists(atPath: directory.path + "/Package.swift") {
      directory.deleteLastPathComponent()
    }
    return directory.path
  }()

  /// The archive; nil where it was not fetched.
  static let wheel: String? = {
    let directory = root + "/.build-schemas"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.first { $0.hasPrefix("iso8583sim-") && $0.hasSuffix(".whl") }.map { "\(directory)/\($0)" }
  }()

  static var isThere: Bool { wheel != nil }

  /// A script of the tests, not started yet.
  static func script(_ path: String, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "\(root)/Tests/RailsTests/\(path)"] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "PYTHONPATH": wheel ?? "", "PYTHONDONTWRITEBYTECODE": "1"]
    return process
  }
}
