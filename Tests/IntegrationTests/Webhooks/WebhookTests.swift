/// Webhooks by the programs: a receiver of another make that fails in all its ways, and the death of each side.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(10)))
struct WebhookTests {
  /// Enrols, and makes so many more entries.
  private func trade(_ daemon: Daemon, _ count: Int) async throws {
    try await daemon.withClient { client in
      if try await client.accepted(GetStatus()).accounts == 0 { try await client.enrolTown() }
      for _ in 0..<count { try await client.change(.fund(.buyer, .bank, 1, .book)) }
    }
  }

  @Test func `every event comes once, in order, signed, and as the journal has it`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        _ = try await daemon.addHook(receiver, "--from", "1")
        try await trade(daemon, 250)
        #expect(try await daemon.sendAll()["delivered"] == 254)
        let requests = try receiver.requests
        #expect(requests.map(\.id) == Array(1...254))
        #expect(requests.allSatisfy { $0.signed && $0.attempt == 1 && $0.sequence == $0.id && $0.signatures == 1 })
        #expect(try await daemon.sendAll()["delivered"] == 0)
      }
    }
  }

  @Test func `what fails is sent again in its place, what is refused becomes a dead letter`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        let hook = try await daemon.addHook(receiver, "--from", "1")
        try await trade(daemon, 1)
        try receiver.plan("500", "429", "close", "hang", "trickle", "302", "huge", "410", "200", "404")
        let tally = try await daemon.sendAll()
        #expect(tally["dead"] == 2 && tally["delivered"] == 3 && tally["failed"] == 6, "\(tally)")
        let requests = try receiver.requests
        #expect(requests.map(\.id) == [1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5])
        #expect(requests.map(\.attempt) == [1, 2, 3, 4, 5, 6, 7, 1, 1, 1, 1])
        #expect(requests.allSatisfy { $0.signed && $0.path == "/" }, "a redirect was followed")

        let dead = try await daemon.webhooks("dead-letters")["dead_letters"].items
        #expect(dead.map { $0["event"] } == [2, 4])
        #expect(dead.map { $0["reason"] } == ["it answered 410", "it answered 404"])
        // One is refused again, one is taken; then that too.
        #expect(try await daemon.webhooks("dead-letters", "--retry")["retrying"] == 2)
        try receiver.plan("500")
        try await daemon.sendAll()
        let left = try await daemon.webhooks("dead-letters", "--endpoint", hook)["dead_letters"].items
        #expect(left.map { $0["event"] } == [2] && left.map { $0["attempts"] } == [2])
        try await daemon.webhooks("dead-letters", "--retry", "--event", "2")
        try await daemon.sendAll()
        #expect(try await daemon.webhooks("dead-letters")["dead_letters"].items.isEmpty)
        #expect(try receiver.taken == [1, 3, 5, 4, 2])
      }
    }
  }

  @Test func `an event that is never taken is given up after so many tries`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        _ = try await daemon.addHook(receiver, "--from", "1")
        try await trade(daemon, 0)
        try receiver.plan("500", "503", "500")
        #expect(try await daemon.sendAll("--tries", "3")["dead"] == 1)
        #expect(try receiver.requests.map(\.id) == [1, 1, 1, 2, 3, 4])
        let dead = try await daemon.webhooks("dead-letters")["dead_letters"]
        #expect(dead[0]["attempts"] == 3)
        #expect(dead[0]["body"].text?.contains(#""sequence":1"#) == true)
      }
    }
  }

  @Test func `a receiver that is dead or hangs holds up no other, and misses nothing`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/good") { good in
        try await withReceiver("\(daemon.directory)/bad") { bad in
          try await withReceiver("\(daemon.directory)/slow") { slow in
            for receiver in [bad, slow, good] { _ = try await daemon.addHook(receiver, "--from", "1") }
            await bad.kill()
            try slow.plan("hang", "hang", "hang", "hang", "hang", "hang")
            try await trade(daemon, 46)
            let sender = try await RunningProgram.start(
              .vouch, daemon.sending + ["--longest-pause", "1", "--tries", "1000"])
            try await eventually("the good one has all") { try good.taken.count == 50 }
            #expect(try slow.taken.isEmpty && bad.requests.isEmpty)
            try await bad.start()
            try await eventually("the others have all too", within: .seconds(60)) {
              try bad.taken.count >= 50 && slow.taken.count >= 50
            }
            await sender.kill()
            for receiver in [good, bad, slow] { #expect(try receiver.taken == Array(1...50)) }
          }
        }
      }
    }
  }

  @Test func `a sender killed again and again loses nothing, skips nothing, and keeps the order`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        _ = try await daemon.addHook(receiver, "--from", "1")
        try receiver.plan("500", "200", "200", "close", "200", "503")
        try await trade(daemon, 10)
        for round in 1...8 {
          let before = try receiver.taken.count
          let sender = try await RunningProgram.start(.vouch, daemon.sending)
          try await trade(daemon, 30)
          try await eventually("some are sent") { try receiver.taken.count > before + 7 * round % 23 }
          await sender.kill()
          if round == 4 { try await daemon.restart() }
          if round == 6 {
            await receiver.kill()
            try await receiver.start()
          }
        }
        try await daemon.sendAll()
        let requests = try receiver.requests
        let ids = requests.map(\.id)
        #expect(ids == ids.sorted(), "the order was not kept: \(ids)")
        let taken = try receiver.taken
        #expect(Set(taken) == Set(1...254), "something was lost or skipped")
        #expect(requests.allSatisfy { $0.signed && $0.sequence == $0.id })
        // One can be under way when its sender is killed, and no more.
        #expect(taken.count <= 254 + 8)
      }
    }
  }

  @Test func `an endpoint gets what it asked for, from when it was added to when it was removed`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        try await daemon.enrolByHand()
        let hook = try await daemon.addHook(
          receiver, path: "/shop", "--seller", "SHOP", "--kind", "captured", "--kind", "refunded")
        let other = try await daemon.addHook(receiver, path: "/other", "--distributor", "PARCEL")
        let sender = try await RunningProgram.start(.vouch, daemon.sending)
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
        let sender = try await RunningProgram.start(.vouch, daemon.sending + ["--log-level", "trace"])
        try await trade(daemon, 1)
        try await eventually("sent by the first") { try receiver.taken.count == 5 }
        let second = try #require(try await daemon.webhooks("rotate", hook)["secret"].text)
        try await daemon.webhooks("rotate", hook, exit: 1)
        try await trade(daemon, 1)
        try await eventually("sent by both") { try receiver.taken.count == 6 }
        try receiver.know(second)
        try await trade(daemon, 1)
        try await eventually("sent by both, verified by the second") { try receiver.taken.count == 7 }
        try await daemon.webhooks("rotate", hook, "--finish")
        try await trade(daemon, 1)
        try await eventually("sent by the second") { try receiver.taken.count == 8 }
        await sender.kill()
        let requests = try receiver.requests
        #expect(requests.allSatisfy { $0.signed })
        #expect(requests.map(\.signatures).suffix(4) == [1, 2, 2, 1])
        #expect(!sender.output.contains(first) && !sender.output.contains(second))
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
      let sender = try await RunningProgram.start(.vouch, daemon.sending)
      try await eventually("it serves") { sender.output.contains("an endpoint is served") }
      try await Program.vouch.run(daemon.sending).expecting(75)
      await sender.kill()
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
