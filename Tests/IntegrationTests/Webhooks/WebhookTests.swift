/// Webhooks by the programs: a receiver of another make that fails in all its ways, and the death of each side.
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct WebhookTests {
  @Test func `every event comes once, in order, signed, and as the journal has it`() async throws {
    try await withDaemon { daemon in
      try await withReceiver("\(daemon.directory)/receiver") { receiver in
        _ = try await daemon.addHook(receiver, "--from", "1")
        try await daemon.trade(250)
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
        try await daemon.trade(1)
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
        try await daemon.trade(0)
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
            try slow.plan("hang", "hang", "hang")
            try await daemon.trade(46)
            try await daemon.withSender("--longest-pause", "1", "--tries", "1000") { _ in
              try await eventually("the good one has all") { try good.taken.count == 50 }
              #expect(try slow.taken.isEmpty && bad.requests.isEmpty)
              try await bad.start()
              try await eventually("the others have all too", within: .seconds(60)) {
                try bad.taken.count >= 50 && slow.taken.count >= 50
              }
            }
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
        try await daemon.trade(10)
        for round in 1...8 {
          let before = try receiver.taken.count
          try await daemon.withSender { _ in
            try await daemon.trade(30)
            try await eventually("some are sent") { try receiver.taken.count > before + 7 * round % 23 }
          }
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
}
