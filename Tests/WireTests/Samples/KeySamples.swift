/// Requests and replies about keys.
import Ledger
import VouchTesting
import Wire

extension RequestSample {
  static let keys: [RequestSample] = {
    let text = "vouch_0000000001_" + String(repeating: "7", count: 59)
    let issue = IssueKey(
      number: 1 << 50 - 1, digest: .proof, holder: .terminal(.buyer), lifetime: .days(90), note: .of("Ada's telephone"))
    let rail = IssueKey(number: 1, digest: .order, holder: .rail(.post), lifetime: .minutes(1))
    return [
      RequestSample("authenticate", Authenticate(key: text), .authenticate(Authenticate(key: text))),
      RequestSample("issue key", issue, .issueKey(issue)),
      RequestSample("issue key, plain", rail, .issueKey(rail)),
      RequestSample("revoke key", RevokeKey(77), .revokeKey(77)),
      RequestSample("list keys", ListKeys(from: 78, limit: 19), .keys(from: 78, limit: 19)),
      RequestSample("list keys, plain", ListKeys(), .keys(from: nil, limit: 100)),
    ]
  }()
}

extension MessageSample {
  private static let key = KeyRecord(
    number: 1 << 50 - 1, holder: .distributor(.carrier), issued: .day(1), expires: .day(90), revoked: .day(3),
    note: .of("the tablet in lorry 7"))
  private static let plainKey = KeyRecord(number: 5, holder: .rail(.card), issued: .day(2), expires: .day(4))

  static let keys: [MessageSample] =
    outcomes(
      "authenticate", Authenticate.self, Authenticated(holder: .seller(.shop), number: 79, expires: .day(5)))
    + outcomes("issue key", IssueKey.self, key, others: [("plain", plainKey)])
    + outcomes(
      "list keys", ListKeys.self, Page(items: [plainKey, key], next: 80),
      others: [("none", Page(items: [], next: nil))])
}
