/// How a check manager is set up: a file, overruled by the environment, overruled by flags.
internal import Foundation
public import RPC

/// Everything that can be set. Each value has one name, written the same way in the file (`listen`), in the environment
/// (`VOUCHD_LISTEN`) and as a flag (`--listen`; `_` becomes `-`).
public struct Configuration: Sendable, Hashable {
  /// The directory of the ledger.
  public var data: String
  /// Host and port to listen on; nil to listen on no TCP port. Secured by `identity`, or on loopback with `trust`.
  public var listen: String?
  /// The directory with the manager's certificate, its key and the authorities whose word it takes; nil: TCP is plain.
  public var identity: String?
  /// What callers over TCP must show, where there is an identity.
  public var callers: Callers
  /// Who is taken for anybody without showing anything; nil: nobody.
  public var trust: Trusted?
  /// Which users of this machine are operators at the Unix socket, beside root and the daemon's own.
  public var operators: LocalUsers
  /// The path of the Unix socket; nil for none.
  public var unix: String?
  /// The drawee's name, as it stands on each check.
  public var drawee: String
  /// The size of the database's map in GiB: how large it may become. Address space, not memory.
  public var mapGiB: Int
  /// The directory of the log, which may be on another disk; nil: `log` in `data`.
  public var log: String?
  /// The directory of the keys of persons, which no copy of the ledger should have; nil: `data` with `-persons` after it.
  public var persons: String?
  /// The file of sealing keys; nil: `data` with `-sealing-keys` after it.
  public var sealingKeys: String?
  /// The size of a segment of the log, in MiB.
  public var logSegmentMiB: Int
  /// How much log is kept for the next backup, in GiB: past it, that one will be of everything; 0: none is kept.
  public var backupLogGiB: Int
  /// How much may lie in memory before it is folded into the database, in MiB; twice as much before commands have to wait.
  public var foldMiB: Int
  /// How much memory keeps accounts that were lately decided on, in MiB; 0: none.
  public var accountCacheMiB: Int
  /// The longest message taken, in bytes.
  public var frameBytes: Int
  /// How many connections are served at once.
  public var connections: Int
  /// How many requests of one connection may be in flight.
  public var inFlight: Int
  /// How many commands may wait for the committer.
  public var queue: Int
  /// How many requests a second one caller may ask, in the long run; 0: any number. Operators have no bound.
  public var requestsPerSecond: Int
  /// How long a connection may be silent, in seconds.
  public var idleSeconds: Int
  /// How long a stop waits for what was taken, in seconds.
  public var stopSeconds: Int
  /// Host and port of loopback at which measurements are told over HTTP; nil: at none.
  public var metrics: String?
  /// Whether entries are taken into the signed history that proves them.
  public var attest: Bool
  /// The file of the key that signs the history; nil: systemd's credential `vouch-signing-key`, or `signing.key` in `data`.
  public var signingKey: String?
  /// The file of the secret that hides the history's leaves; nil: systemd's credential `vouch-leaf-secret`, or `leaf.secret`
  /// in `data`.
  public var leafSecret: String?

  /// What a caller must show.
  public enum Callers: String, Hashable, Sendable, CaseIterable {
    /// A certificate of an authority that `identity` names.
    case certificate
    /// A certificate, or, in the first call, a key: within the time of a handshake, and with few bytes.
    case key
    /// Nothing; who shows a certificate is known by it.
    case anybody
  }

  /// Who needs to show nothing.
  public enum Trusted: String, Hashable, Sendable, CaseIterable {
    /// Every process of this machine, over plain TCP; and the operators at the Unix socket, who else speak for themselves
    /// alone.
    case loopback
  }

  /// The values a setting has when nothing is said.
  public static let defaults = Configuration()

  private init() {
    data = "/var/lib/vouch"
    callers = .certificate
    operators = LocalUsers()
    drawee = "Vouch"
    mapGiB = 256
    logSegmentMiB = 64
    backupLogGiB = 8
    foldMiB = 96
    accountCacheMiB = 256
    frameBytes = 1 << 20
    connections = 4096
    inFlight = 8192
    queue = 65_536
    requestsPerSecond = 0
    idleSeconds = 3600
    stopSeconds = 20
    attest = true
  }

  /// What is wrong with a setting: which one, from where, why, and what to do.
  public struct Problem: Error, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
  }

  /// One setting: its name and how it is put into a configuration, or nil with the form it should have.
  private struct Setting: Sendable {
    let name: String
    let form: String
    let put: @Sendable (String, inout Configuration) -> Bool

    static func text(_ name: String, _ path: any (WritableKeyPath<Configuration, String> & Sendable)) -> Setting {
      Setting(name: name, form: "a text that is not empty") { value, configuration in
        configuration[keyPath: path] = value
        return !value.isEmpty
      }
    }

    static func optionalText(_ name: String, _ path: any (WritableKeyPath<Configuration, String?> & Sendable))
      -> Setting
    {
      Setting(name: name, form: "a text") { value, configuration in
        configuration[keyPath: path] = value.isEmpty ? nil : value
        return true
      }
    }

    static func choice<Choice: CaseIterable & RawRepresentable<String> & SendableMetatype>(
      _ name: String, _ put: @escaping @Sendable (Choice?, inout Configuration) -> Bool
    ) -> Setting {
      let words = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      return Setting(name: name, form: words) { value, configuration in
        let choice = Choice(rawValue: value)
        return (choice != nil || value.isEmpty) && put(choice, &configuration)
      }
    }

    static func `switch`(
      _ name: String, _ path: any (WritableKeyPath<Configuration, Bool> & Sendable)
    ) -> Setting {
      Setting(name: name, form: "on or off") { value, configuration in
        guard ["on", "off"].contains(value) else { return false }
        configuration[keyPath: path] = value == "on"
        return true
      }
    }

    static func number(
      _ name: String, _ range: ClosedRange<Int>, _ path: any (WritableKeyPath<Configuration, Int> & Sendable)
    ) -> Setting {
      Setting(name: name, form: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
        value, configuration in
        guard let number = Int(value), range.contains(number) else { return false }
        configuration[keyPath: path] = number
        return true
      }
    }
  }

  private static let settings: [Setting] = [
    .text("data", \.data),
    .optionalText("listen", \.listen),
    .optionalText("unix", \.unix),
    .optionalText("identity", \.identity),
    .choice("callers") { (choice: Callers?, configuration) in
      if let choice { configuration.callers = choice }
      return choice != nil
    },
    .choice("trust") { (choice: Trusted?, configuration) in
      configuration.trust = choice
      return true
    },
    Setting(name: "operators", form: "users with their duties, such as '1000:enrol+read, 1001:all'") {
      value, configuration in
      guard let users = value.isEmpty ? LocalUsers() : LocalUsers(value) else { return false }
      configuration.operators = users
      return true
    },
    .text("drawee", \.drawee),
    .number("map_gib", 1...16_384, \.mapGiB),
    .optionalText("log", \.log),
    .optionalText("persons", \.persons),
    .optionalText("sealing_keys", \.sealingKeys),
    .number("log_segment_mib", 8...1024, \.logSegmentMiB),
    .number("backup_log_gib", 0...16_384, \.backupLogGiB),
    .number("fold_mib", 1...4096, \.foldMiB),
    .number("account_cache_mib", 0...65_536, \.accountCacheMiB),
    .number("frame_bytes", 4096...(16 << 20), \.frameBytes),
    .number("connections", 1...100_000, \.connections),
    .number("in_flight", 1...100_000, \.inFlight),
    .number("queue", 1...1_000_000, \.queue),
    .number("requests_per_second", 0...10_000_000, \.requestsPerSecond),
    .number("idle_seconds", 1...86_400, \.idleSeconds),
    .number("stop_seconds", 1...600, \.stopSeconds),
    .optionalText("metrics", \.metrics),
    .switch("attest", \.attest),
    .optionalText("signing_key", \.signingKey),
    .optionalText("leaf_secret", \.leafSecret),
  ]

  /// The names of all settings, in the order they are documented.
  public static var names: [String] { settings.map(\.name) }

  /// Puts the three layers together and checks the whole.
  ///
  /// - Parameters:
  ///   - file: the path of a JSON file with one object of settings; nil for none.
  ///   - environment: of it, only names that begin with `VOUCHD_` count.
  ///   - flags: values by setting name.
  /// - Throws: `Problem`, which names the setting, where it was set, and what it should be.
  public static func load(
    file: String?, environment: [String: String], flags: [String: String]
  ) throws(Problem) -> Configuration {
    var configuration = Configuration.defaults
    if let file {
      try configuration.take(try read(file: file), from: .file(file))
    }
    let prefix = "VOUCHD_"
    var variables: [String: String] = [:]
    for (name, value) in environment where name.hasPrefix(prefix) && name != "VOUCHD_CONFIG" {
      variables[name.dropFirst(prefix.count).lowercased()] = value
    }
    try configuration.take(variables, from: .environment)
    try configuration.take(flags, from: .flags)
    if configuration.sealingKeys == nil { configuration.sealingKeys = credential("vouch-sealing-keys", environment) }
    try configuration.validate()
    return configuration
  }

  /// A credential that systemd hands over (LoadCredential=), where there is one of that name.
  private static func credential(_ name: String, _ environment: [String: String]) -> String? {
    guard let directory = environment["CREDENTIALS_DIRECTORY"] else { return nil }
    let path = "\(directory)/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Where a setting was set, and what it is called there.
  private enum Source {
    case file(String)
    case environment
    case flags

    func place(of name: String) -> String {
      switch self {
      case .file(let path): "\(path): '\(name)'"
      case .environment: "environment: VOUCHD_\(name.uppercased())"
      case .flags: "--\(name.replacing("_", with: "-"))"
      }
    }
  }

  private mutating func take(_ values: [String: String], from source: Source) throws(Problem) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let setting = Configuration.settings.first(where: { $0.name == name }) else {
        let known = Configuration.names.joined(separator: ", ")
        throw Problem("\(source.place(of: name)): there is no such setting. Known are: \(known).")
      }
      guard setting.put(value, &self) else {
        throw Problem("\(source.place(of: name)) is '\(value)', but must be \(setting.form).")
      }
    }
  }

  private static func read(file: String) throws(Problem) -> [String: String] {
    let content: Data
    do {
      content = try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw Problem("\(file): the configuration file cannot be read. Check the path and its permissions.")
    }
    do {
      return try JSONDecoder().decode([String: FileValue].self, from: content).mapValues(\.text)
    } catch let error as DecodingError {
      throw problem(error, in: file)
    } catch {
      throw Problem("\(file): this is not JSON: \(error)")
    }
  }

  /// A text or a whole number. `true` is neither, though Foundation's numbers would take it for 1.
  private struct FileValue: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        self.text = text
      } else if let number = try? value.decode(Int.self) {
        text = String(number)
      } else {
        // Foundation would call a number with decimals damaged JSON.
        let context = DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no whole number")
        throw DecodingError.typeMismatch(Int.self, context)
      }
    }
  }

  private static func problem(_ error: DecodingError, in file: String) -> Problem {
    let context =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context
      @unknown default: DecodingError.Context(codingPath: [], debugDescription: "\(error)")
      }
    if let name = context.codingPath.first?.stringValue {
      return Problem("\(file): '\(name)' must be a text or a whole number.")
    }
    if case .dataCorrupted = error {
      let reason = (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey] as? String
      return Problem("\(file): this is not JSON: \(reason ?? context.debugDescription)")
    }
    return Problem("\(file): one JSON object of settings is expected, such as {\"listen\": \"127.0.0.1:7411\"}.")
  }

  private func validate() throws(Problem) {
    guard listen != nil || unix != nil else {
      throw Problem("Nowhere to listen: set 'listen' (host:port), 'unix' (a socket path), or both.")
    }
  }
}
