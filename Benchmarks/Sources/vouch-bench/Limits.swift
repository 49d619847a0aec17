/// The bare limits: what the machine does when nothing is managed.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Echo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures an echo: the same client and requests, answers as long, and nothing behind them.")

  @OptionGroup var options: LoadOptions
  @Option(help: "How long an answer is, in bytes. (default: the mean of the life workload)")
  var replyBytes = 221

  func validate() throws {
    guard 19...(1 << 20) ~= replyBytes else { throw ValidationError("--reply-bytes must be from 19 to \(1 << 20).") }
    guard options.batch == 1 else {
      throw ValidationError("An echo counts no items: of batches the bare daemon is the limit.")
    }
    guard !options.workload.wantsChecks else { throw ValidationError("An echo knows no checks: use another workload.") }
  }

  func run() throws {
    try measureOwn("echo", ["serve-echo", "--reply-bytes", "\(replyBytes)"], options, hasBooks: false)
  }
}

struct Bare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures a bare daemon: the same frames and judgements, tables in memory, one synced log.",
    discussion: "Its books are proved at the end as a manager's are.")

  @OptionGroup var options: LoadOptions
  @OptionGroup var own: BareOptions

  func validate() throws {
    guard [.life, .issue, .settle].contains(options.workload) else {
      throw ValidationError("A bare daemon knows issue and settle: use life, issue or settle.")
    }
  }

  func run() throws {
    let words = [
      "serve-bare", "--accounts", "\(options.accounts)", "--sellers", "\(options.sellers)", "--distributors",
      "\(options.distributors)", "--reply-bytes", "\(own.replyBytes)", "--room", "\(own.room)", "--directory",
      own.directory ?? NSTemporaryDirectory(),
    ]
    try measureOwn("bare", words, options, hasBooks: true)
  }
}

struct BareOptions: ParsableArguments {
  @Option(
    help: "How long an answer to a request about one check is, in bytes. (default: the mean of the life workload)")
  var replyBytes = 221
  @Option(help: "How many checks there is room for; memory is taken as it is used.")
  var room = 20_000_000
  @Option(help: "Where the log is for that time. (default: the temporary directory)")
  var directory: String?

  func validate() throws {
    guard 128...(1 << 12) ~= replyBytes else { throw ValidationError("--reply-bytes must be from 128 to \(1 << 12).") }
    guard 1...500_000_000 ~= room else { throw ValidationError("--room must be from 1 to 500000000.") }
  }
}

/// Measures a server of the harness's own, in a process of its own, as a manager is.
private func measureOwn(_ name: String, _ words: [String], _ options: LoadOptions, hasBooks: Bool) throws {
  let progress = ProgressLine(isShown: !options.quiet)
  do {
    let child = try Child(Bundle.main.executablePath ?? CommandLine.arguments[0], words, errors: nil)
    defer { child.stop() }
    guard let target = Target(child.firstLine()) else { throw LoadError("The \(name) does not listen.") }
    let settings = options.settings(target)
    let meter = Meter(server: { Usage(of: child.processID) })
    let result = try LoadRun(settings) { what, count in progress.show("\(what): \(count)") }.run()
    let costs = meter.costs
    child.stop()
    let proof = hasBooks ? Proof(child.rest()) : nil
    progress.end()
    try Report(name: name, settings: settings, result: result, proof: proof, costs: costs).show(json: options.json)
    guard !hasBooks || proof?.isConserved ?? false else {
      progress.say("The books do not balance.")
      throw ExitCode(1)
    }
  } catch let error as LoadError {
    progress.end()
    throw Failure.unavailable(error)
  }
}

struct ServeBare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve-bare", abstract: "Serves the bare daemon until it is stopped.", shouldDisplay: false)

  @Option var accounts: Int
  @Option var sellers: Int
  @Option var distributors: Int
  @OptionGroup var own: BareOptions

  func run() throws {
    let cast = Cast(accounts: accounts, sellers: sellers, distributors: distributors)
    do {
      let server = try BareServer(
        cast, checks: own.room, replyBytes: own.replyBytes, in: own.directory ?? NSTemporaryDirectory())
      FileHandle.standardOutput.write(Data("127.0.0.1:\(server.port)\n".utf8))
      let books = try server.run()
      FileHandle.standardOutput.write(Data("\(books.text)\n".utf8))
    } catch let error as LoadError {
      throw Failure.unavailable(error)
    }
  }
}

struct ServeEcho: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve-echo", abstract: "Serves the echo until it is stopped.", shouldDisplay: false)

  @Option var replyBytes: Int

  func run() throws {
    var server = try EchoServer(replyBytes: replyBytes)
    FileHandle.standardOutput.write(Data("127.0.0.1:\(server.port)\n".utf8))
    try server.run()
  }
}
