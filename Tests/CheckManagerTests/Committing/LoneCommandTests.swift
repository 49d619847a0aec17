/// A command that comes alone is decided where it was read; in a crowd it is for the committer's own thread. Whoever
/// decides, one does at a time, and in order.
import Foundation
import Ledger
import LedgerStore
import NIOConcurrencyHelpers
import Testing
import VouchTesting

@testable import CheckManager

@Suite struct `a command that comes alone` {
  @Test func `is decided where it was read once commands have come one by one for a while, until a crowd comes`() throws
  {
    let bench = try Bench()
    for number in 1...8 as ClosedRange<UInt64> {
      #expect(!bench.run.committer.decideHere(bench.submission(number)), "command \(number)")
      bench.submitAndWait(number)
    }
    // The committer's own thread may just be looking for what is due: then it is for the queue, and nothing is changed.
    let ninth = bench.submission(9)
    var isDecided = bench.run.committer.decideHere(ninth)
    for _ in 1...5_000 where !isDecided {
      usleep(1000)
      isDecided = bench.run.committer.decideHere(ninth)
    }
    #expect(isDecided)
    // Done when the call returns, and durable.
    #expect(bench.sequences.count == 9)
    #expect(try bench.run.store.snapshot().sequence() == 4 + 9)
    // The next one is there before the answer is written: a crowd.
    #expect(!bench.run.committer.decideHere(bench.submission(10)))
    bench.run.committer.answersAreWritten()
    #expect(!bench.run.committer.decideHere(bench.submission(10)))
    bench.submitAndWait(10)
    bench.end()
    #expect(bench.sequences == (5...14).map { UInt64($0) })
  }

  @Test func `is never decided beside another, whoever decides`() throws {
    let bench = try Bench()
    let (threads, each) = (4, 400)
    let running = NIOLockedValueBox(threads)
    let done = DispatchSemaphore(value: 0)
    for thread in 0..<threads {
      Thread.detachNewThread {
        for index in 0..<each {
          let number = UInt64(thread * each + index + 1)
          let submission = bench.submission(number)
          if !bench.run.committer.decideHere(submission) {
            // One thread asks in a crowd, the others one by one, so that both ways are gone.
            while bench.run.committer.queue.submit(submission) != .taken { usleep(100) }
            if thread > 0 { bench.wait(for: number) }
          }
          bench.run.committer.answersAreWritten()
        }
        running.withLockedValue { $0 -= 1 }
        done.signal()
      }
    }
    for _ in 0..<threads { done.wait() }
    bench.end()
    #expect(bench.sequences.sorted() == (5..<UInt64(5 + threads * each)).map { $0 })
    #expect(try bench.run.store.snapshot().balanceSheet().isConserved)
  }
}

/// A committer that runs on a thread of its own.
private final class Bench: Sendable {
  let run: CommitterRun
  private let town: Town
  private let ended = DispatchSemaphore(value: 0)
  private let answered = NIOLockedValueBox<[UInt64: UInt64]>([:])
  private let order = NIOLockedValueBox<[UInt64]>([])

  init() throws {
    let ledger = try TemporaryLedger()
    run = CommitterRun(store: try ledger.open())
    town = Town(run.clocks)
    let run = run
    let ended = ended
    Thread.detachNewThread {
      run.committer.run()
      _ = ledger
      ended.signal()
    }
    let opened = DispatchSemaphore(value: 0)
    _ = run.committer.queue.submit(Submission(commands: town.opening) { _, _ in opened.signal() })
    opened.wait()
  }

  /// The sequences that were answered, in order.
  var sequences: [UInt64] { order.withLockedValue { $0 } }

  func submission(_ number: UInt64) -> Submission {
    Submission(commands: [town.fund(1)]) { outcomes, _ in
      let sequence = outcomes[0].entry?.sequence ?? 0
      self.order.withLockedValue { $0.append(sequence) }
      self.answered.withLockedValue { $0[number] = sequence }
    }
  }

  func submitAndWait(_ number: UInt64) {
    _ = run.committer.queue.submit(submission(number))
    wait(for: number)
  }

  func wait(for number: UInt64) {
    while answered.withLockedValue({ $0[number] == nil }) { usleep(50) }
  }

  func end() {
    run.committer.queue.close()
    ended.wait()
  }
}
