/// Packages of PyPI that the tests see banks with: only their archives, in `.build-schemas`.
import Foundation
import Testing

/// What `Tools/setup test` fetches.
enum BankWheels {
  /// A path in the package.
  static func path(_ relative: String) -> String {
    // This file is Tests/RailsTests/ISO20022/Support/BankWheels.swift.
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { root.deleteLastPathComponent() }
    return "\(root.path)/\(relative)"
  }

  /// The archive of a package; nil where it was not fetched.
  static func wheel(_ package: String) -> String? {
    let directory = path(".build-schemas")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.sorted().last { $0.hasPrefix("\(package)-") && $0.hasSuffix(".whl") }.map { "\(directory)/\($0)" }
  }

  /// Why a test is not run.
  static let missing: Comment = "its package of PyPI is not in .build-schemas: run Tools/setup test"
}

/// A program that ends, with what it said.
func runPython(_ arguments: [String], in directory: String? = nil) throws -> (status: Int32, output: String) {
  let process = Process()
  // Debian's own, where the packages of Tools/setup are.
  process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
  process.arguments = arguments
  process.environment = ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"]
  if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// Makes a directory, runs `body` with its path, and removes it with all that is in it.
func withBankDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let path = FileManager.default.temporaryDirectory.path + "/vouch-bank-\(UInt64.random(in: 0...UInt64.max))"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}
