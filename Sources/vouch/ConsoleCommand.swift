/// `vouch console`: the operator's desk, wired to the manager.
import ArgumentParser
import Console
import Desk
import Foundation
import Logging
import RPC
import ServiceLifecycle
import UnixSignals

struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "Opens the operator's desk: pages for a browser on this machine.",
    discussion: """
      It prints a link that lets one browser in, once, and serves until it is stopped. What the desk shows and does goes \
      through the same calls as this program's other commands, as whoever --identity or --key-file says: an auditor's desk \
      reads only. It listens on loopback alone (docs/desk.md).

      Example:
        vouch console --server 127.0.0.1:7411 --identity /etc/vouch/me
      """)
  @Option(
    help: ArgumentHelp(
      "HOST:PORT of loopback to listen on; port 0 takes any free one. (default: 127.0.0.1:7426)", valueName: "endpoint"),
    transform: Read.endpoint)
  var listen: Endpoint = .tcp(host: "127.0.0.1", port: 7426)
  @OptionGroup var options: ServerOptions

  func run() async throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "vouch-console")
    logger.logLevel = .notice
    // The service group's own starts and stops are no news to whoever watches a terminal.
    var quiet = logger
    quiet.logLevel = .error
    try await options.run { [logger, quiet] session in
      let service = DeskService(desk: Desk(session, at: listen, logger: logger))
      let services = ServiceGroup(
        configuration: ServiceGroupConfiguration(
          services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
          gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
      try await services.run()
    }
  }
}

/// The desk until the process is told to stop.
private struct DeskService: Service {
  let desk: Desk

  func run() async throws {
    try await desk.run { link in
      // Whoever reads the link is the one who may follow it: a person, or a program that starts a browser.
      try? Terminal.write("The desk is open. Follow this link; it works once:\n\(link)\n")
    }
  }
}
