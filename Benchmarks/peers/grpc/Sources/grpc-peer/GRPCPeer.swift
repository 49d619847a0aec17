/// The peer grpc-swift-2: a server of the hot path, and the client that loads it. Arguments and wiring only.
internal import ArgumentParser
internal import Foundation

@main
struct GRPCPeer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grpc-peer",
    abstract: "Measures grpc-swift-2 serving issue and settle, unary, over memory and nothing durable.",
    subcommands: [Measure.self, Serve.self], defaultSubcommand: Measure.self)
}

struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Starts the server in a process of its own, and asks it: issue a check, settle it, again and again.")

  @Option(help: "How many connections; each has one request in flight.")
  var connections = 64
  @Option(help: "How long to measure, in seconds.")
  var duration = 10.0
  @Option(help: "How long to ask before that, in seconds.")
  var warmup = 2.0
  @Option(help: "Also writes what was measured to this file, as JSON.")
  var json: String?

  func validate() throws {
    guard 1...1024 ~= connections else { throw ValidationError("--connections must be from 1 to 1024.") }
    guard duration > 0, duration <= 3600, warmup >= 0, warmup <= 3600 else {
      throw ValidationError("--duration must be above 0 and --warmup at least 0; both at most an hour.")
    }
  }

  func run() async throws {
    let server = Process()
    let output = Pipe()
    server.executableURL = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
    server.arguments = ["serve"]
    server.standardInput = FileHandle.nullDevice
    server.standardOutput = output
    try server.run()
    defer {
      server.terminate()
      server.waitUntilExit()
    }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .newlines)) else { throw PeerError("The server does not listen.") }
    let load = Load(port: port, connections: connections, warmup: warmup, duration: duration)
    try Report(load: load, result: try await load.run(), server: server.processIdentifier).show(json: json)
  }
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serves until it is stopped.", shouldDisplay: false)

  func run() async throws {
    try await serve { port in FileHandle.standardOutput.write(Data("\(port)\n".utf8)) }
  }
}

struct PeerError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
