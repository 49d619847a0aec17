/// The queue between connections and committer: bounded, in order, and nothing is lost.
import Foundation
import Ledger
import NIOConcurrencyHelpers
import Testing
import VouchTesting

@testable import CheckManager

@Suite struct `the queue` {
  private func submission(_ count: Int, _ name: Int = 0) -> Submission {
    let change = Administration.Change.setStatus(.account(.buyer), .active)
    let commands = (0..<count).map { index in
      Command.administer(Administration(id: CommandID(high: UInt64(name), low: UInt64(index)), change: change))
    }
    return Submission(commands: commands) { _, _ in }
  }

  @Test func `takes as many commands as its bound, and then says that it is too much`() {
    let queue = SubmissionQueue(bound: 10)
    #expect(queue.submit(submission(6)) == .taken)
    #expect(queue.submit(submission(4)) == .taken)
    #expect(queue.submit(submission(1)) == .overloaded)
    #expect(queue.drain(waitingAtMost: 0)?.map(\.commands.count) == [6, 4])
    #expect(queue.submit(submission(1)) == .taken)
  }

  @Test func `takes a submission larger than its bound when nothing else waits`() {
    let queue = SubmissionQueue(bound: 10)
    #expect(queue.submit(submission(11)) == .taken)
    #expect(queue.submit(submission(11)) == .overloaded)
    #expect(queue.drain(waitingAtMost: 0)?.count == 1)
    #expect(queue.submit(submission(1)) == .taken)
    #expect(queue.submit(submission(11)) == .overloaded)
  }

  @Test func `gives nothing when nothing came, and does not end`() {
    let queue = SubmissionQueue(bound: 10)
    #expect(queue.drain(waitingAtMost: 0)?.isEmpty == true)
    #expect(queue.drain(waitingAtMost: 0.01)?.isEmpty == true)
  }

  @Test func `once closed takes nothing, gives what waits, and ends`() {
    let queue = SubmissionQueue(bound: 10)
    #expect(queue.submit(submission(2)) == .taken)
    queue.close()
    #expect(queue.submit(submission(1)) == .closed)
    // A wait that has something to say does not wait.
    #expect(queue.drain(waitingAtMost: 3_600)?.count == 1)
    #expect(queue.drain(waitingAtMost: 3_600) == nil)
    #expect(queue.drain(waitingAtMost: 3_600) == nil)
  }

  @Test func `loses nothing among threads, and keeps each one's order`() {
    let (threads, each) = (4, 2_000)
    let queue = SubmissionQueue(bound: .max)
    let running = NIOLockedValueBox(threads)
    for thread in 0..<threads {
      Thread.detachNewThread {
        for index in 0..<each {
          let id = CommandID(high: UInt64(thread), low: UInt64(index))
          let change = Administration.Change.setStatus(.account(.buyer), .active)
          let commands = [Command.administer(Administration(id: id, change: change))]
          _ = queue.submit(Submission(commands: commands) { _, _ in })
        }
        let left = running.withLockedValue { running in
          running -= 1
          return running
        }
        if left == 0 { queue.close() }
      }
    }
    var seen = [[UInt64]](repeating: [], count: threads)
    while let submissions = queue.drain(waitingAtMost: 60) {
      for command in submissions.flatMap(\.commands) { seen[Int(command.id.high)].append(command.id.low) }
    }
    for thread in 0..<threads { #expect(seen[thread] == Array(0..<UInt64(each)), "thread \(thread)") }
  }

  @Test func `lets somebody decide by itself only when nobody else does and nothing waits`() {
    let queue = SubmissionQueue(bound: 10)
    #expect(queue.claim())
    #expect(!queue.claim(), "somebody does")
    queue.yield()
    _ = queue.submit(submission(1))
    #expect(!queue.claim(), "something waits")
    #expect(queue.drain(waitingAtMost: 0)?.count == 1)
    #expect(!queue.claim(), "who drained decides, until it drains again")
    #expect(queue.drain(waitingAtMost: 0)?.isEmpty == true)
    queue.close()
    #expect(queue.drain(waitingAtMost: 0) == nil)
    #expect(!queue.claim(), "closed")
  }

  @Test func `gives nothing to who drains while somebody decides by itself, not even for a sweep`() {
    let queue = SubmissionQueue(bound: 10)
    #expect(queue.claim())
    let hasYielded = NIOLockedValueBox(false)
    Thread.detachNewThread {
      usleep(20_000)
      _ = queue.submit(self.submission(3))
      usleep(20_000)
      hasYielded.withLockedValue { $0 = true }
      queue.yield()
    }
    #expect(queue.drain(waitingAtMost: 0.001)?.count == 1)
    #expect(hasYielded.withLockedValue { $0 })
  }

  @Test func `wakes who waits when something comes, and when it is closed`() {
    let queue = SubmissionQueue(bound: 10)
    let answers = NIOLockedValueBox<[Int]>([])
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while let submissions = queue.drain(waitingAtMost: 3_600) {
        answers.withLockedValue { $0.append(submissions.count) }
        done.signal()
      }
      done.signal()
    }
    _ = queue.submit(submission(1))
    done.wait()
    queue.close()
    done.wait()
    #expect(answers.withLockedValue { $0 } == [1])
  }
}
