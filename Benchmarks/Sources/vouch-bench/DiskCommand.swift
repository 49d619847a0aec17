/// The bare limit of the disk.
internal import ArgumentParser
internal import Foundation
internal import Load

struct DiskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disk", abstract: "Measures durable appends: 4 KiB each, preallocated, one fdatasync each.")

  @Option(help: "Where the file is for that time. (default: the temporary directory)")
  var directory: String?
  @Option(help: "How long to measure, in seconds.")
  var duration = 3.0
  @Option(help: "Also writes what was measured to this file, as JSON.")
  var json: String?

  func run() throws {
    do {
      let (latencies, seconds) = try Disk.run(in: directory ?? NSTemporaryDirectory(), seconds: duration)
      var table = Table()
      table.add("appends/s", Number.rate(Double(latencies.count) / seconds))
      table.add(latencies)
      print(table.text, terminator: "")
      guard let json else { return }
      try writeJSON(
        [
          "name": "disk", "seconds": seconds, "ops_per_second": Double(latencies.count) / seconds,
          "latency_ns": latencies.json,
        ], to: json)
    } catch let error as LoadError {
      throw Failure.unavailable(error)
    }
  }
}
