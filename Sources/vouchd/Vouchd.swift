/// The check manager's daemon: arguments and wiring only.
import ArgumentParser
import CheckManager
import Foundation
import Logging
import RPC
import ServiceLifecycle
import UnixSignals

@main
struct Vouchd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouchd",
    abstract: "The check manager: judges demands, issues checks, settles them.",
    discussion: """
      Settings come from a JSON file, are overruled by the environment (VOUCHD_LISTEN, VOUCHD_DATA, …), and that by \
      flags.

      Example:
        vouchd init --data /var/lib/vouch
        vouchd --data /var/lib/vouch --unix /run/vouch/vouchd.sock \\
          --listen 0.0.0.0:7411 --identity /etc/vouch/identity
      """,
    version: vouchVersion,
    subcommands: [
      Serve.self, Initialise.self, Backup.self, Restore.self, Verify.self, Repair.self, Prune.self, Keys.self,
      PersonsCommand.self,
    ],
    defaultSubcommand: Serve.self)
}

/// The version of the program.
let vouchVersion = "0.1.0"

/// The settings as flags. Texts, as in the other layers: one place reads them all.
struct SettingFlags: ParsableArguments {
  @Option(help: "A JSON file with one object of settings (environment: VOUCHD_CONFIG).")
  var config: String?
  @Option(help: "The directory of the ledger. (default: /var/lib/vouch)")
  var data: String?
  @Option(
    help:
      "HOST:PORT to listen on: with --identity anywhere, with --trust loopback on loopback. Port 0 takes any free port."
  )
  var listen: String?
  @Option(help: "The directory with the manager's certificate.pem, key.pem and authority.pem, by which TCP is secured.")
  var identity: String?
  @Option(
    help:
      "What callers over TCP must show: certificate, key (one of the two), or anybody (nothing). (default: certificate)"
  )
  var callers: String?
  @Option(
    help: "Takes every process of this machine for anybody: loopback, which means plain TCP there, and operators.")
  var trust: String?
  @Option(help: "Users who are operators at the Unix socket, beside root and one's own: 1000:enrol+read, 1001:all.")
  var operators: String?
  @Option(help: "The path of the Unix socket to listen on.")
  var unix: String?
  @Option(help: "The manager's name, as it stands on each check. (default: Vouch)")
  var drawee: String?
  @Option(help: "How large the database may become, in GiB. (default: 256)")
  var mapGib: String?
  @Option(help: "The directory of the log, which may be on another disk. (default: log in that of the ledger)")
  var log: String?
  @Option(
    help: "The directory of the keys of persons, which no copy of the ledger should have. (default: DATA-persons)")
  var persons: String?
  @Option(
    help: "The file of sealing keys. (default: the credential vouch-sealing-keys of systemd, else DATA-sealing-keys)")
  var sealingKeys: String?
  @Option(help: "The size of a segment of the log, in MiB. (default: 64)")
  var logSegmentMib: String?
  @Option(help: "How much log is kept for the next backup, in GiB; past it that one is of everything. (default: 8)")
  var backupLogGib: String?
  @Option(help: "How much may lie in memory before it is folded into the database, in MiB. (default: 96)")
  var foldMib: String?
  @Option(help: "How much memory keeps accounts that were lately decided on, in MiB; 0: none. (default: 256)")
  var accountCacheMib: String?
  @Option(help: "The longest message taken, in bytes. (default: 1048576)")
  var frameBytes: String?
  @Option(help: "How many connections are served at once. (default: 4096)")
  var connections: String?
  @Option(help: "How many requests of one connection may be in flight. (default: 8192)")
  var inFlight: String?
  @Option(help: "How many commands may wait for the committer. (default: 65536)")
  var queue: String?
  @Option(help: "How many requests a second one caller may ask in the long run; 0: any number. (default: 0)")
  var requestsPerSecond: String?
  @Option(help: "How long a connection may be silent, in seconds. (default: 3600)")
  var idleSeconds: String?
  @Option(help: "How long a stop waits for what was taken, in seconds. (default: 20)")
  var stopSeconds: String?
  @Option(
    help: "HOST:PORT of loopback at which /metrics, /healthz and /readyz are told over HTTP. (default: none)")
  var metrics: String?
  @Option(help: "on or off: whether entries are taken into the signed history that proves them. (default: on)")
  var attest: String?
  @Option(help: "The file of the key that signs the history. (default: signing.key in the directory of the ledger)")
  var signingKey: String?
  @Option(help: "The file of the secret that hides its leaves. (default: leaf.secret in the directory of the ledger)")
  var leafSecret: String?

  /// The three layers put together and checked.
  func load() throws -> CheckManager.Configuration {
    let environment = ProcessInfo.processInfo.environment
    let flags: [String: String?] = [
      "data": data, "listen": listen, "unix": unix, "identity": identity, "callers": callers, "trust": trust,
      "operators": operators, "drawee": drawee, "map_gib": mapGib, "log": log,
      "persons": persons, "sealing_keys": sealingKeys, "log_segment_mib": logSegmentMib, "backup_log_gib": backupLogGib,
      "fold_mib": foldMib,
      "account_cache_mib": accountCacheMib, "frame_bytes": frameBytes, "connections": connections,
      "in_flight": inFlight, "queue": queue, "requests_per_second": requestsPerSecond, "idle_seconds": idleSeconds,
      "stop_seconds": stopSeconds, "metrics": metrics, "attest": attest, "signing_key": signingKey,
      "leaf_secret": leafSecret,
    ]
    let configuration = try CheckManager.Configuration.load(
      file: config ?? environment["VOUCHD_CONFIG"], environment: environment, flags: flags.compactMapValues { $0 })
    return configuration
  }
}

/// Exit statuses of sysexits.h.
enum ExitStatus {
  /// The ledger, a backup or an archive is damaged.
  static let damage = ExitCode(1)
  /// EX_UNAVAILABLE: it could not listen.
  static let unavailable = ExitCode(69)
  /// EX_SOFTWARE
  static let software = ExitCode(70)
  /// EX_CANTCREAT
  static let cannotCreate = ExitCode(73)
  /// EX_IOERR: the ledger cannot be opened, or failed.
  static let io = ExitCode(74)
  /// EX_TEMPFAIL: somebody else has it open just now.
  static let temporary = ExitCode(75)
  /// EX_CONFIG
  static let configuration = ExitCode(78)
}

/// Says what is wrong, and ends the program.
func fail(_ error: any Error, _ status: ExitCode) -> ExitCode {
  FileHandle.standardError.write(Data("vouchd: \(error)\n".utf8))
  return status
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serves (the default).")

  @OptionGroup var settings: SettingFlags
  @Flag(help: "Only checks the settings, says what they are, and exits.")
  var checkConfig = false
  @Option(
    help: ArgumentHelp("How much to log.", valueName: Logger.Level.allCases.map(\.rawValue).joined(separator: "|")),
    transform: Serve.level)
  var logLevel: Logger.Level = .info

  private static func level(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      throw ValidationError("'\(text)' is none of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return level
  }

  func run() async throws {
    let configuration: CheckManager.Configuration
    let credentials: LiveCredentials?
    do {
      configuration = try settings.load()
      try configuration.check()
      credentials = try await configuration.credentials()
    } catch {
      throw fail(error, ExitStatus.configuration)
    }
    if checkConfig {
      print(configuration.description)
      return
    }

    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "vouchd")
    logger.logLevel = logLevel
    let service: ManagerService
    do {
      service = try ManagerService.open(
        configuration, credentials: credentials, version: vouchVersion, logger: logger)
    } catch {
      throw fail(error, ExitStatus.io)
    }
    let services = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await services.run()
    } catch let error as RPCServer.ListenError {
      throw fail(error, ExitStatus.unavailable)
    } catch {
      throw fail(error, ExitStatus.io)
    }
  }
}

struct Initialise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Makes an empty ledger.",
    discussion: """
      The directory is made if it is missing; it must hold no ledger yet.

      Example:
        vouchd init --data /var/lib/vouch
      """)

  @Option(help: "The directory of the ledger. (environment: VOUCHD_DATA; default: /var/lib/vouch)")
  var data: String?
  @Option(help: "How large the database may become, in GiB. (default: 256)")
  var mapGib: String?
  @Option(help: "The directory of the log, which may be on another disk. (default: log in that of the ledger)")
  var log: String?
  @Option(
    help: "The directory of the keys of persons, which no copy of the ledger should have. (default: DATA-persons)")
  var persons: String?
  @Option(
    help: "The file of sealing keys. (default: the credential vouch-sealing-keys of systemd, else DATA-sealing-keys)")
  var sealingKeys: String?
  @Option(help: "The size of a segment of the log, in MiB. (default: 64)")
  var logSegmentMib: String?

  func run() throws {
    let configuration: CheckManager.Configuration
    do {
      let flags: [String: String?] = [
        "data": data, "map_gib": mapGib, "log": log, "persons": persons, "sealing_keys": sealingKeys,
        "log_segment_mib": logSegmentMib, "listen": "127.0.0.1:0",
      ]
      configuration = try .load(
        file: nil, environment: ProcessInfo.processInfo.environment, flags: flags.compactMapValues { $0 })
    } catch {
      throw fail(error, ExitStatus.configuration)
    }
    do {
      try configuration.initialise()
    } catch {
      throw fail(error, ExitStatus.cannotCreate)
    }
    print("An empty ledger is in \(configuration.data).")
    print(
      "The keys of persons go to \(configuration.placeOfPersons), sealed by the key in \(configuration.placeOfSealingKeys)."
    )
    print("Keep copies of both, each apart from copies of the ledger (docs/personal-data.md).")
    guard configuration.attest else { return }
    print("Its public keys are in \(configuration.data)/keys.ring: give them to whoever is to verify its checks.")
  }
}
