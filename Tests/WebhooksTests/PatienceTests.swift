import Testing
import Webhooks

@Suite struct PatienceTests {
  @Test(arguments: [
    (1, 0.0, 0.5), (1, 1.0, 1), (2, 1.0, 2), (3, 0.5, 3), (10, 1.0, 512), (11, 1.0, 900), (20, 0.0, 450),
    (1_000_000, 1.0, 900), (0, 1.0, 1),
  ])
  func `doubles after each failure up to a bound, with jitter`(failures: Int, random: Double, seconds: Double) {
    #expect(HookPatience().pause(after: failures, random: random) == .milliseconds(Int64(seconds * 1000)))
  }

  @Test(arguments: [
    (Duration.seconds(60), Duration.seconds(60)), (.milliseconds(1), .seconds(1)), (.seconds(86_400), .seconds(900)),
  ])
  func `leaves a receiver alone as long as it asks, within the bound`(wanted: Duration, pause: Duration) {
    #expect(HookPatience().pause(after: 1, random: 1, wanted: wanted) == pause)
  }

  @Test func `gives an event more than two hours before it is a dead letter`() {
    let patience = HookPatience()
    let least = (1..<patience.tries).reduce(Duration.zero) { $0 + patience.pause(after: $1, random: 0) }
    #expect(least > .seconds(3600) && least * 2 > .seconds(7200))
  }

  @Test(arguments: [
    (200, HookVerdict.delivered), (204, .delivered), (299, .delivered), (408, .again("it answered 408", after: nil)),
    (425, .again("it answered 425", after: nil)), (429, .again("it answered 429", after: nil)),
    (410, .never("it answered 410")), (400, .never("it answered 400")), (404, .never("it answered 404")),
    (499, .never("it answered 499")), (500, .again("it answered 500", after: nil)),
    (302, .again("it answered 302: redirects are not followed", after: nil)),
    (101, .again("it answered 101", after: nil)),
  ])
  func `a status is a yes, a not now or a never`(status: Int, verdict: HookVerdict) {
    #expect(HookVerdict(status: status) == verdict)
  }

  @Test(arguments: [
    ("7", Duration.seconds(7) as Duration?), ("Fri, 31 Dec 2027 23:59:59 GMT", nil), ("-1", nil), ("9999999", nil),
    ("", nil),
  ])
  func `of Retry-After seconds are understood`(text: String, after: Duration?) {
    #expect(HookVerdict(status: 429, retryAfter: text) == .again("it answered 429", after: after))
  }
}
