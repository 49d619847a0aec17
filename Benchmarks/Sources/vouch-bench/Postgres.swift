/// The peer PostgreSQL, which somebody else has started: Tools/benchmark/postgres.py does.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Postgres: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures PostgreSQL doing the same work by stored functions.",
    discussion: """
      One statement at a time on each connection; a batch comes as arrays. The database has the functions and parties that \
      Tools/benchmark/postgres.py makes. Its books are proved at the end as a manager's are.
      """)

  @OptionGroup var options: LoadOptions
  @Option(help: "Where it listens: unix:/DIRECTORY/.s.PGSQL.5432.")
  var server: String

  func validate() throws {
    guard [.life, .issue, .settle].contains(options.workload) else {
      throw ValidationError("The peer knows issue and settle: use life, issue or settle.")
    }
    guard options.inFlight == 1 else { throw ValidationError("A connection of the peer has one request at a time.") }
  }

  func run() throws {
    let progress = ProgressLine(isShown: !options.quiet)
    do {
      guard let target = Target(server) else { throw LoadError("'\(server)' is no server: unix:/PATH is.") }
      var settings = options.settings(target)
      settings.server = .postgres
      // A cluster of processes: what it costs is the whole machine's less the client's, and not told.
      let meter = Meter(server: { nil })
      let result = try LoadRun(settings) { what, count in progress.show("\(what): \(count)") }.run()
      let costs = meter.costs
      let proof = try Peers.provePostgres(target)
      progress.end()
      try Report(name: "postgres", settings: settings, result: result, proof: proof, costs: costs)
        .show(json: options.json)
      guard proof.isConserved else {
        progress.say("The books do not balance.")
        throw ExitCode(1)
      }
    } catch let error as LoadError {
      progress.end()
      throw Failure.unavailable(error)
    }
  }
}
