/// A private authority for a run, by `vouch ca`: the manager and the harness show each other certificates as in earnest.
internal import Foundation

struct TownAuthority {
  private let vouch: String
  private let directory: String

  /// Makes one in `directory`, by the `vouch` that lies beside `vouchd`.
  init(beside vouchd: String, in directory: String) throws {
    vouch = "\(URL(fileURLWithPath: vouchd).deletingLastPathComponent().path)/vouch"
    self.directory = directory
    guard FileManager.default.isExecutableFile(atPath: vouch) else {
      throw LoadError("\(vouch) is missing, which makes certificates. Build it: swift build -c release --product vouch")
    }
    try run("init", "\(directory)/authority", "--name", "vouch-bench")
  }

  /// Issues a certificate with these names into the identity directory `name`.
  @discardableResult
  func issue(_ identities: [String], _ name: String) throws -> TownAuthority {
    try run(["issue"] + identities + ["--authority", "\(directory)/authority", "--out", "\(directory)/\(name)"])
    return self
  }

  private func run(_ arguments: String...) throws { try run(arguments) }

  private func run(_ arguments: [String]) throws {
    let log = "\(directory)/ca.log"
    guard try Child(vouch, ["ca"] + arguments, errors: log).wait() == 0 else {
      throw LoadError("vouch made no certificate: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
    }
  }
}
