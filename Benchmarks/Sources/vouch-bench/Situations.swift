/// Runs that are more than a load: a manager killed under load and started again; questions beside writers.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Restart: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Kills a check manager under load (kill -9), starts it again, and measures the time to its first answer.")

  @OptionGroup var options: LoadOptions
  @OptionGroup var own: OwnManager

  func run() throws {
    try reporting(quiet: options.quiet) { progress in
      try own.serve(progress, options.cast, batch: options.batch) { manager in
        if own.data == nil {
          try Town(manager.target).enrol(options.cast) { what, count in progress.show("\(what): \(count)") }
        }
        var settings = options.settings(manager.target)
        // It ends when its connections do.
        settings.duration = 3600
        let start = Clock.now()
        let end = start + Int64((options.warmup + options.duration) * 1e9)
        var isKilled = false
        let result = try LoadRun(settings) { what, count in
          progress.show("\(what): \(count)")
          guard !isKilled, Clock.now() >= end else { return }
          isKilled = true
          manager.kill()
        }.run()
        let seconds = try manager.revive()
        return (seconds: seconds, ops: result.tally.done, proof: try Town(manager.target).prove())
      }
    } show: { found in
      print("first answer after  \(Number.time(Int64(found.seconds * 1e9)))")
      print("ops before          \(found.ops)")
      if let json = options.json {
        try writeJSON(
          [
            "name": "restart", "seconds_to_first_answer": found.seconds, "ops": found.ops,
            "load_average": LoadAverage.text,
          ], to: json)
      }
      return found.proof.isConserved
    }
  }
}

struct Beside: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Verifies checks while others write: first the writers alone, then both, the writers offered half their best.",
    discussion: """
      With --batch it is those who verify that ask in batches, in-flight ÷ batch of them at once on each connection, but at \
      least one. The writers always issue and settle one by one.
      """)

  @OptionGroup var options: LoadOptions
  @OptionGroup var own: OwnManager

  func run() throws {
    try reporting(quiet: options.quiet) { progress in
      try own.serve(progress, options.cast, batch: options.batch) { manager in
        if own.data == nil {
          try Town(manager.target).enrol(options.cast) { what, count in progress.show("\(what): \(count)") }
        }
        var writers = options.settings(manager.target)
        writers.workload = .life
        writers.batch = 1
        writers.threads = 1
        let best = try LoadRun(writers) { what, count in progress.show("writers: \(count)") }.run().rate
        var readers = writers
        readers.workload = .verify
        readers.batch = options.batch
        readers.inFlight = max(1, options.inFlight / options.batch)
        readers.seed &+= 1000
        readers.pool = try own.pool(seed: readers.seed) ?? LoadRun(readers) { _, _ in }.issueChecks()
        writers.rate = max(1, Int(best / 2))
        progress.show("both")
        let both = try LoadRun.together([writers, readers])
        return (
          best: best, offered: writers.rate ?? 0, writers: both[0], readers: both[1],
          proof: try Town(manager.target).prove()
        )
      }
    } show: { found in
      var table = Table()
      table.add("writers alone", "\(Number.rate(found.best))/s")
      table.add("offered beside", "\(Number.rate(Double(found.offered)))/s")
      table.add("writers beside", "\(Number.rate(found.writers.rate))/s")
      table.add("verified", "\(Number.rate(found.readers.rate))/s")
      table.add(found.readers.tally.latencies)
      print(table.text, terminator: "")
      if let json = options.json {
        try writeJSON(
          [
            "name": "beside", "writers_best_per_second": found.best, "writers_offered_per_second": found.offered,
            "writers_per_second": found.writers.rate, "ops_per_second": found.readers.rate,
            "batch": options.batch, "writers_latency_ns": found.writers.tally.latencies.json,
            "latency_ns": found.readers.tally.latencies.json, "load_average": LoadAverage.text,
          ], to: json)
      }
      return found.proof.isConserved
    }
  }
}
