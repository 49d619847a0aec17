/// The three layers of settings, and what is said of each that is wrong.
import Foundation
import Testing
import VouchTesting

@testable import CheckManager

/// A configuration file, gone when the test ends.
private final class SettingsFile {
  let path = NSTemporaryDirectory() + "vouch-settings-\(UUID().uuidString).json"

  init(_ content: String) throws { try content.write(toFile: path, atomically: true, encoding: .utf8) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct `a configuration` {
  @Test func `is its defaults where nothing is said`() throws {
    let configuration = try Configuration.load(file: nil, environment: [:], flags: ["unix": "/run/vouchd.sock"])
    var expected = Configuration.defaults
    expected.unix = "/run/vouchd.sock"
    #expect(configuration == expected)
  }

  @Test func `is the file, overruled by the environment, overruled by flags`() throws {
    let file = try SettingsFile(
      #"{"data": "/file", "listen": "127.0.0.1:1", "drawee": "File", "queue": 11, "in_flight": "12"}"#)
    let configuration = try Configuration.load(
      file: file.path,
      environment: [
        "VOUCHD_LISTEN": "127.0.0.1:2", "VOUCHD_DRAWEE": "Environment", "VOUCHD_CONFIG": "/x", "HOME": "/",
      ],
      flags: ["drawee": "Flag"])
    #expect(configuration.data == "/file")
    #expect(configuration.listen == "127.0.0.1:2")
    #expect(configuration.drawee == "Flag")
    #expect(configuration.queue == 11)
    #expect(configuration.inFlight == 12)
  }

  @Test func `knows every setting in every layer, by one name`() throws {
    let values = [
      "data": "/d", "listen": "127.0.0.1:7", "unix": "/u", "identity": "/i", "callers": "anybody", "trust": "loopback",
      "operators": "1000:enrol+read, 1001:all", "drawee": "W", "map_gib": "2", "frame_bytes": "5000",
      "connections": "3", "in_flight": "4", "queue": "5", "idle_seconds": "6", "stop_seconds": "7",
      "log": "/l", "persons": "/p", "sealing_keys": "/k", "log_segment_mib": "8", "backup_log_gib": "12",
      "fold_mib": "9",
      "account_cache_mib": "10", "requests_per_second": "11", "metrics": "127.0.0.1:9464",
      "attest": "off", "signing_key": "/s", "leaf_secret": "/e",
    ]
    #expect(Set(values.keys) == Set(Configuration.names))
    let byFlags = try Configuration.load(file: nil, environment: [:], flags: values)
    let environment = Dictionary(uniqueKeysWithValues: values.map { ("VOUCHD_" + $0.uppercased(), $1) })
    let file = try SettingsFile(String(decoding: JSONEncoder().encode(values), as: UTF8.self))
    #expect(try Configuration.load(file: nil, environment: environment, flags: [:]) == byFlags)
    #expect(try Configuration.load(file: file.path, environment: [:], flags: [:]) == byFlags)
    for (name, value) in values {
      #expect(byFlags.description.contains(name) && byFlags.description.contains(value), "\(name)")
    }
  }

  @Test func `takes the sealing keys out of systemd's credentials, unless told otherwise`() async throws {
    try await withTemporaryDirectory { directory in
      let environment = ["CREDENTIALS_DIRECTORY": directory]
      let flags = ["unix": "/u", "data": "/d/"]
      let without = try Configuration.load(file: nil, environment: environment, flags: flags)
      #expect(without.sealingKeys == nil)
      #expect(without.placeOfSealingKeys == "/d-sealing-keys" && without.placeOfPersons == "/d-persons")
      try Data().write(to: URL(fileURLWithPath: "\(directory)/vouch-sealing-keys"))
      let with = try Configuration.load(file: nil, environment: environment, flags: flags)
      #expect(with.placeOfSealingKeys == "\(directory)/vouch-sealing-keys")
      let told = try Configuration.load(
        file: nil, environment: environment, flags: flags.merging(["sealing_keys": "/s"]) { $1 })
      #expect(told.placeOfSealingKeys == "/s")
    }
  }

  static let wrongFiles: [(String, [String])] = [
    ("", ["this is not JSON"]),
    ("{", ["this is not JSON"]),
    ("[1]", ["one JSON object of settings is expected"]),
    ("\"listen\"", ["one JSON object of settings is expected"]),
    (#"{"listne": "127.0.0.1:1"}"#, ["'listne'", "there is no such setting", "listen, unix"]),
    (#"{"queue": true}"#, ["'queue'", "must be a text or a whole number"]),
    (#"{"queue": 1.5}"#, ["'queue'", "must be a text or a whole number"]),
    (#"{"queue": null}"#, ["'queue'", "must be a text or a whole number"]),
    (#"{"unix": ["/a"]}"#, ["'unix'", "must be a text or a whole number"]),
    (#"{"queue": 0}"#, ["'queue' is '0'", "a whole number from 1 to 1000000"]),
    (#"{"queue": "many"}"#, ["'queue' is 'many'", "a whole number from 1 to 1000000"]),
    (#"{"attest": "yes"}"#, ["'attest' is 'yes'", "on or off"]),
    (#"{"data": ""}"#, ["'data' is ''", "a text that is not empty"]),
    (#"{"frame_bytes": 4095}"#, ["'frame_bytes' is '4095'", "from 4096 to 16777216"]),
    (#"{"callers": "some"}"#, ["'callers' is 'some'", "certificate or key or anybody"]),
    (#"{"callers": ""}"#, ["'callers' is ''"]),
    (#"{"trust": "everybody"}"#, ["'trust' is 'everybody'", "must be loopback"]),
    (#"{"operators": "1000"}"#, ["'operators' is '1000'", "users with their duties, such as '1000:enrol+read"]),
    (#"{"operators": "1000:everything"}"#, ["'operators'"]),
    (#"{"queue": 99999999999999999999}"#, ["'queue'", "whole number"]),
  ]

  @Test(arguments: wrongFiles.indices)
  func `names what is wrong in a file: the file, the setting, and what it should be`(index: Int) throws {
    let (content, words) = `a configuration`.wrongFiles[index]
    let file = try SettingsFile(content)
    let problem = try problem(file: file.path)
    #expect(problem.hasPrefix("\(file.path): "))
    for word in words { #expect(problem.contains(word), "\(problem)") }
  }

  @Test func `names a file that cannot be read`() throws {
    let problem = try problem(file: "/nowhere/vouchd.json")
    #expect(
      problem == "/nowhere/vouchd.json: the configuration file cannot be read. Check the path and its permissions.")
  }

  @Test func `names what is wrong in the environment by its variable`() throws {
    #expect(
      try problem(environment: ["VOUCHD_QUEUE": "x"])
        == "environment: VOUCHD_QUEUE is 'x', but must be a whole number from 1 to 1000000.")
    #expect(
      try problem(environment: ["VOUCHD_QUEU": "1"]).hasPrefix("environment: VOUCHD_QUEU: there is no such setting"))
  }

  @Test func `names what is wrong with a flag by the flag`() throws {
    #expect(
      try problem(flags: ["in_flight": "0"]) == "--in-flight is '0', but must be a whole number from 1 to 100000.")
  }

  @Test func `must say where to listen`() throws {
    #expect(try problem().contains("set 'listen' (host:port), 'unix' (a socket path), or both"))
    #expect(try problem(flags: ["listen": "", "unix": ""]).contains("Nowhere to listen"))
  }

  @Test(arguments: ["0.0.0.0:7411", "192.168.1.2:7411", "[::]:7411", "example.org:7411"])
  func `listens to this machine only, and says why`(listen: String) throws {
    let configuration = try Configuration.load(file: nil, environment: [:], flags: ["listen": listen])
    let problem = try #require(throws: Configuration.Problem.self) { try configuration.check() }
    #expect(problem.description.contains("'listen' is '\(listen)', which other machines can reach"))
    #expect(problem.description.contains("nothing secures it. Set 'identity'"))
    #expect(problem.description.contains("127.0.0.1"))
  }

  @Test(arguments: ["127.0.0.1:0", "[::1]:7411", "localhost:7411"])
  func `listens on loopback, where that is trusted`(listen: String) throws {
    let configuration = try Configuration.load(
      file: nil, environment: [:], flags: ["listen": listen, "trust": "loopback"])
    try configuration.check()
    #expect(try configuration.endpoints().count == 1)
  }

  @Test func `says what to set where nothing tells callers apart, and where two settings contradict each other`() throws
  {
    for (flags, words) in [
      (["listen": "127.0.0.1:0"], "Set 'identity' to a directory with the manager's certificate; or 'trust'"),
      (["listen": "127.0.0.1:0", "identity": "/i", "trust": "loopback"], "set one of the two"),
    ] {
      let configuration = try Configuration.load(file: nil, environment: [:], flags: flags)
      let problem = try #require(throws: Configuration.Problem.self) { try configuration.check() }
      #expect(problem.description.contains(words))
    }
    let secured = try Configuration.load(
      file: nil, environment: [:], flags: ["listen": "0.0.0.0:7411", "identity": "/i"])
    try secured.check()
  }

  @Test(arguments: ["7411", "127.0.0.1", "127.0.0.1:port", "127.0.0.1:65536", "/a/path"])
  func `refuses what is no host and port`(listen: String) throws {
    let configuration = try Configuration.load(file: nil, environment: [:], flags: ["listen": listen])
    let problem = try #require(throws: Configuration.Problem.self) { try configuration.check() }
    #expect(problem.description == "'listen' is '\(listen)', but must be a host and a port, such as 127.0.0.1:7411.")
  }

  @Test func `refuses a socket's path that no socket can have, and a name that is no line`() throws {
    let long = "/" + String(repeating: "x", count: 107)
    for (flags, word) in [(["unix": long], "107 bytes"), (["unix": "/u", "drawee": "two\nlines"], "'drawee'")] {
      let configuration = try Configuration.load(file: nil, environment: [:], flags: flags)
      let problem = try #require(throws: Configuration.Problem.self) { try configuration.check() }
      #expect(problem.description.contains(word))
    }
  }

  private func problem(
    file: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
  ) throws -> String {
    try #require(throws: Configuration.Problem.self) {
      try Configuration.load(file: file, environment: environment, flags: flags)
    }.description
  }
}
