/// What follows a failure, as tables.
import RPC
import Testing
import Wire

@testable import CheckClient

@Suite struct `After a failure` {
  @Test(
    arguments: [
      (0, 0.0, 0), (0, 1, 0), (1, 0, 10), (1, 1, 20), (2, 0, 20), (2, 0.5, 30), (2, 1, 40), (6, 1, 640), (7, 0, 500),
      (7, 1, 1000), (1000, 0, 500), (.max, 1, 1000),
    ] as [(Int, Double, Int)])
  func `waits double up to the longest, with half of each at random`(_ failures: Int, random: Double, milliseconds: Int)
  {
    #expect(Backoff().delay(after: failures, random: random) == .milliseconds(milliseconds))
  }

  private static let server = Endpoint.unix(path: "/s")

  @Test(
    arguments: [
      (.unreachable(server, reason: "x"), .reconnect(.unavailable(server, "x"))),
      (.closed(wasSent: true), .reconnect(.unavailable(server, "the connection was closed before the answer came"))),
      (
        .closed(wasSent: false),
        .reconnect(.unavailable(server, "the connection was closed before the request was sent"))
      ),
      (.status(.unavailable), .pause(.unavailable(server, "it is starting, stopping or unable to work"))),
      (.status(.resourceExhausted), .pause(.overloaded)),
      (.status(.internalFailure), .fail(.status(.internalFailure))),
      (.status(StatusCode(rawValue: 99)), .fail(.status(StatusCode(rawValue: 99)))),
      (.deadline, .fail(.deadline)),
      (.frameTooLong(5), .fail(.tooLong(5))),
      (.badFrame("x"), .fail(.noAnswer(server, "x"))),
      (.insecure("x"), .fail(.insecure(server, "x"))),
      (.altered, .reconnect(.unavailable(server, "\(RPCError.altered)"))),
      (.cancelled, .fail(.cancelled)),
    ] as [(RPCError, AfterFailure)])
  func `each failure of a try is followed by what can help`(_ error: RPCError, after: AfterFailure) {
    #expect(AfterFailure(error, of: Self.server) == after)
  }

  @Test(
    arguments: [
      (.unavailable(server, "x"), "The server at unix:/s does not answer (x). Is it running"),
      (.insecure(server, "it has lapsed"), "There is no secure connection to unix:/s: it has lapsed."),
      (.deadline, "did not answer in time. Try again"), (.overloaded, "too much to do. Try again later"),
      (.status(.permissionDenied), "does not let you"), (.status(.unauthenticated), "does not know who you are"),
      (.status(.unimplemented), "an older version"), (.status(.invalidArgument), "another version"),
      (.status(.internalFailure), "Its log says why"), (.status(StatusCode(rawValue: 99)), "'status 99'"),
      (.tooLong(5), "of 5 bytes is too long. Ask for less"),
      (.noAnswer(server, "x"), "no answer of such a server (x)"),
      (.unreadable(.unreadable), "cannot be read (it is no message of its type)"),
      (.unreadable(.tooLarge), "cannot be read (it is too large)"),
      (.unreadable(.contradictory(Invalid(field: "a", reason: "is b", hint: "c"))), "cannot be read (a is b)"),
      (.cancelled, "was cancelled"), (.closed, "was closed"),
    ] as [(ClientError, String)])
  func `each failure says what happened and what to do`(_ error: ClientError, part: String) {
    #expect("\(error)".contains(part))
  }
}
