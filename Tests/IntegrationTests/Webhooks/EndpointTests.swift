/// Endpoints by the programs: filters, secrets, and who serves them.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct EndpointTests {
  @Test func `an endpoint gets what it asked for, from when it was added to when it was removed`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        try await daemon.enrolByHand()
        let hook = try await daemon.addHook(
          receiver, path: "/shop", "--seller", "SHOP", "--kind", "captured", "--kind", "refunded")
        let other = try await daemon.addHook(receiver, path: "/other", "--distributor", "PARCEL")
        try await daemon.withSender { sender in
          let check = try await daemon.terminal(
            "ALICE", "demand", "--amount", "7.00", "--currency", "EUR", "--seller", "SHOP"
          ).check
          try await daemon.seller("SHOP", "present", check)
          try await daemon.seller("SHOP", "refund", check, "--amount", "1.00")
          func kinds() throws -> [String] { try receiver.requests.filter { $0.path == "/shop" }.map(\.kind) }
          try await eventually("both are sent") { try kinds().count == 2 }
          #expect(try kinds() == ["captured", "refunded"])
          #expect(try receiver.requests.filter { $0.path == "/other" }.isEmpty)
          let listed = try await daemon.webhooks("list")["endpoints"].items
          #expect(Set(listed.map { $0["endpoint"].text }) == [hook, other])

          try await daemon.webhooks("remove", hook)
          try await eventually("it is let go") { sender.output.contains("an endpoint was removed") }
          try await daemon.seller("SHOP", "refund", check, "--amount", "1.00")
          try await daemon.sendNothing(sender)
          #expect(try kinds().count == 2)
        }
        #expect(try await daemon.webhooks("list")["endpoints"].items.count == 1)
        try await Program.vouch.run(["webhooks", "remove", hook, "--data", daemon.hooks]).expecting(66)
      }
    }
  }

  @Test func `a secret is changed without an event refused, and is seen nowhere but where it is shown`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        let hook = try await daemon.addHook(receiver, "--from", "1")
        let first = try String(contentsOfFile: "\(receiver.directory)/secret", encoding: .utf8)
        var second = ""
        try await daemon.withSender("--log-level", "trace") { sender in
          try await daemon.trade(1)
          try await eventually("sent by the first") { try receiver.taken.count == 5 }
          second = try #require(try await daemon.webhooks("rotate", hook)["secret"].text)
          try await daemon.webhooks("rotate", hook, exit: 1)
          try await daemon.trade(1)
          try await eventually("sent by both") { try receiver.taken.count == 6 }
          try receiver.know(second)
          try await daemon.trade(1)
          try await eventually("sent by both, verified by the second") { try receiver.taken.count == 7 }
          try await daemon.webhooks("rotate", hook, "--finish")
          try await daemon.trade(1)
          try await eventually("sent by the second") { try receiver.taken.count == 8 }
          let requests = try receiver.requests
          #expect(requests.allSatisfy { $0.signed })
          #expect(requests.map(\.signatures).suffix(4) == [1, 2, 2, 1])
          #expect(!sender.output.contains(first) && !sender.output.contains(second))
        }
        let listed = try await Program.vouch.run(["webhooks", "list", "--data", daemon.hooks]).expecting(0)
        #expect(!listed.output.contains(second))

        let file = "\(daemon.hooks)/\(hook)/secret"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
        #expect(mode == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        try await Program.vouch.run(["webhooks", "list", "--data", daemon.hooks]).expecting(65)
      }
    }
  }

  @Test func `one process serves a directory, and a directory must be there`() async throws {
    try await withDaemon { daemon in
      try await Program.vouch.run(["webhooks", "serve", "--data", daemon.hooks, "--server", "\(daemon.unix)"])
        .expecting(66)
      try await Program.vouch.run(["webhooks", "add", "http://shop.example/", "--data", daemon.hooks]).expecting(64)
      try await daemon.run(.vouch, ["webhooks", "add", "https://shop.example/", "--data", daemon.hooks, "--from", "9"])
      try await daemon.withSender { sender in
        try await eventually("it serves") { sender.output.contains("an endpoint is served") }
        try await Program.vouch.run(daemon.sending).expecting(75)
        try FileManager.default.removeItem(atPath: daemon.hooks)
        try await eventually("it ends, as there is nothing to serve") { sender.ending == .exited(66) }
      }
    }
  }
}

extension Daemon {
  /// Waits until the sender has looked at the journal a few times.
  fileprivate func sendNothing(_ sender: RunningProgram) async throws {
    try await Task.sleep(for: .milliseconds(300))
    #expect(sender.ending == nil, "\(sender.output)")
  }
}
