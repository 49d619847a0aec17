/// What the manager measures of itself, as Prometheus, a supervisor and an operator see it.
import CheckClient
import Foundation
import Ledger
import Measures
import Testing
import VouchTesting
import Wire

extension Daemon {
  /// A browser for where it tells its measurements.
  func measuresVisitor() async throws -> WebVisitor {
    let file = "\(data)/metrics-endpoint"
    try await eventually("vouchd tells where its measurements are") {
      FileManager.default.fileExists(atPath: file)
    }
    return try WebVisitor(try String(contentsOfFile: file, encoding: .utf8))
  }
}

/// A sample's value in Prometheus' text.
private func value(_ line: String, in text: String) -> Double? {
  text.split(separator: "\n").first { $0.hasPrefix(line + " ") }?.split(separator: " ").last.flatMap { Double($0) }
}

@Suite(.timeLimit(.minutes(30)))
struct MetricsTests {
  private static let promtool = PackageFiles.path(".build-schemas/promtool")
  private static let settings = ["--metrics", "127.0.0.1:0"]

  /// One check that is paid, one that stays open, and one that is refused.
  private func trade(_ daemon: Daemon) async throws {
    try await daemon.enrolByHand()
    let paid = try await daemon.terminal(
      "ALICE", "demand", "--amount", "7.00", "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL"
    ).check
    try await daemon.seller("SHOP", "present", paid)
    try await daemon.terminal("ALICE", "demand", "--amount", "8.00", "--currency", "EUR", "--seller", "SHOP")
    try await daemon.terminal(
      "ALICE", "demand", "--amount", "99999.00", "--currency", "EUR", "--seller", "SHOP", exit: 1)
  }

  @Test func `counts what was asked, decided and refused, and what is kept`() async throws {
    try await withDaemon(settings: Self.settings) { daemon in
      try await trade(daemon)
      let visitor = try await daemon.measuresVisitor()
      let answer = try await visitor.get("/metrics")
      #expect(answer.status == 200)
      #expect(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
      let text = answer.body
      #expect(value("vouch_requests_total{method=\"issueCheck\",outcome=\"accepted\"}", in: text) == 2)
      #expect(value("vouch_requests_total{method=\"issueCheck\",outcome=\"refused\"}", in: text) == 1)
      #expect(value("vouch_requests_total{method=\"presentCheck\",outcome=\"accepted\"}", in: text) == 1)
      #expect(value("vouch_refusals_total{reason=\"insufficient_funds\"}", in: text) == 1)
      let commands = try #require(value("vouch_commands_total", in: text))
      #expect(value("vouch_groups_total", in: text) == commands)
      #expect(value("vouch_group_commands_sum", in: text) == commands)
      #expect(value("vouch_request_duration_seconds_count{kind=\"command\"}", in: text) == commands)
      // What was refused was not written.
      #expect(value("vouch_log_write_duration_seconds_count", in: text) == commands - 1)
      #expect(value("vouch_durable_sequence", in: text) == commands - 1)
      #expect(value("vouch_parties{kind=\"seller\"}", in: text) == 1)
      #expect(value("vouch_checks", in: text) == 2)
      #expect(value("vouch_checks_open", in: text) == 1)
      #expect(value("vouch_clock_trusted", in: text) == 1)
      #expect(value("vouch_connections", in: text) == 0)
      for positive in [
        "vouch_log_written_bytes_total", "vouch_log_size_bytes", "vouch_lmdb_used_bytes", "vouch_connections_total",
        "vouch_disk_free_bytes{place=\"log\"}", "process_resident_memory_bytes", "process_open_fds",
      ] {
        #expect(value(positive, in: text) ?? 0 > 0, "\(positive)")
      }
      try await eventually("all is folded") {
        let text = try await visitor.get("/metrics").body
        return value("vouch_fold_lag", in: text) == 0 && value("vouch_folded_entries_total", in: text) == commands - 1
      }
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: promtool), "run Tools/setup test"))
  func `is what promtool takes`() async throws {
    try await withDaemon(settings: Self.settings) { daemon in
      try await trade(daemon)
      let text = try await daemon.measuresVisitor().get("/metrics").body
      let finished = try await Program("sh").run(["-c", "exec \"$0\" check metrics", Self.promtool], input: text)
        .expecting(0)
      #expect(finished.output + finished.errors == "")
    }
  }

  @Test func `is the same over RPC as over HTTP, but for what has changed meanwhile`() async throws {
    try await withDaemon(settings: Self.settings) { daemon in
      try await trade(daemon)
      let told = try await daemon.withClient { client in
        guard case .accepted(let told) = try await client.call(GetMetrics()).outcome else {
          throw ProcessFailure("GetMetrics was not accepted.")
        }
        return told
      }
      let text = try await daemon.measuresVisitor().get("/metrics").body
      let names = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
      #expect(told.map(\.name) == names.map(String.init))
      #expect(told.value("vouch_commands_total") == value("vouch_commands_total", in: text))
      #expect(told.buckets("vouch_request_duration_seconds", .init("kind", "command")).total > 0)
    }
  }

  @Test func `lives and is ready, is asked by this machine's names only, and tells no page of others`() async throws {
    try await withDaemon(settings: Self.settings) { daemon in
      let visitor = try await daemon.measuresVisitor()
      #expect(try await visitor.get("/healthz").status == 200)
      #expect(try await visitor.get("/readyz").status == 200)
      #expect(try await visitor.get("/metrics", ["Host": "vouch.example"]).status == 421)
      #expect(try await visitor.get("/etc/passwd").status == 404)
      #expect(try await visitor.post("/metrics", [:]).status == 404)
    }
  }

  @Test func `every measurement is in docs/metrics.md, and nothing else`() async throws {
    let page = try String(contentsOfFile: PackageFiles.path("docs/metrics.md"), encoding: .utf8)
    let listed = page.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("| `") else { return nil }
      return String(line.dropFirst(3).prefix { $0 != "`" })
    }
    try await withDaemon { daemon in
      try await trade(daemon)
      let told = try await daemon.withClient { client in
        guard case .accepted(let told) = try await client.call(GetMetrics()).outcome else {
          throw ProcessFailure("GetMetrics was not accepted.")
        }
        return told
      }
      let seldom = ["vouch_backup_last_success_timestamp_seconds", "vouch_prune_last_success_timestamp_seconds"]
      try await eventually("the first entries are attested") {
        try await daemon.withClient { client in
          if case .accepted(let told) = try await client.call(GetMetrics()).outcome {
            Set(told.map(\.name) + seldom) == Set(listed)
          } else {
            false
          }
        }
      }
      #expect(told.allSatisfy { !$0.help.isEmpty })
    }
  }

  @Test(arguments: ["0.0.0.0:9464", "192.0.2.1:9464", "unix:/tmp/x", "9464", "localhost"])
  func `is told on loopback only`(_ place: String) async throws {
    let finished = try await Program.vouchd.run(
      ["--check-config", "--trust", "loopback", "--listen", "127.0.0.1:0", "--metrics", place]
    ).expecting(78)
    #expect(finished.errors.contains("'metrics'"))
  }
}
