/// The contract, tried by a client of another make: Python with Google's protobuf.
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct OtherMakeTests {
  @Test(arguments: Way.allCases)
  func `a client of another make plays a whole order`(way: Way) async throws {
    let python = try await OtherMakeTests.python()
    try await withDaemon { daemon in
      let protos = PackageFiles.path("Protos")
      let made = try await OtherMakeTests.protoc(
        ["--proto_path", protos, "--python_out", daemon.directory, "\(protos)/vouch.proto"])
      try made.expecting(0)
      let played = try await Program("python3").run(
        [PackageFiles.path("Tests/IntegrationTests/OtherMake/order.py"), "\(daemon.endpoint(way))", daemon.directory],
        environment: python)
      try played.expecting(0)
      #expect(played.output.hasSuffix("conserved: yes\n"), "\(played)")
      try await daemon.withClient { try await $0.expectSoundBooks() }
    }
  }

  /// The environment of a Python that has Google's protobuf. Where several are installed, the first in the `PATH` is
  /// not always the system's.
  static func python() async throws -> [String: String] {
    for path in [[:], ["PATH": "/usr/bin:/bin"]] {
      let environment = path.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
      let tried = try? await Program("python3").run(["-c", "import google.protobuf"], environment: environment)
      if tried?.exitCode == 0 { return environment }
    }
    throw ProcessFailure("No Python with Google's protobuf is here. Install it: apt install python3 python3-protobuf")
  }

  private static func protoc(_ arguments: [String]) async throws -> FinishedProgram {
    guard let version = try? await Program("protoc").run(["--version"]), version.exitCode == 0 else {
      throw ProcessFailure("protoc is not here. Install it: apt install protobuf-compiler")
    }
    return try await Program("protoc").run(arguments)
  }
}
