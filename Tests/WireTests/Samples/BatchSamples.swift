/// Batches: a request of every method that has one, and replies with every kind of outcome.
import Ledger
import VouchTesting
import Wire

extension RequestSample {
  static let batches: [RequestSample] = {
    let demands = [
      IssueCheck(id: .sample, terms: .full, memo: .of("Zwei Stühle, bitte")), IssueCheck(id: .other, terms: .plain),
    ]
    var question = VerifyCheck(check: .other)
    question.seller = .shop
    let questions = [VerifyCheck(check: .sample), question]
    return [
      RequestSample(
        "issue checks", IssueChecks(demands), .commands(RequestBatch(items: demands.map { .issue($0) }))),
      RequestSample("verify checks", VerifyChecks(questions), .verifications(RequestBatch(items: questions))),
    ]
      + [
        batch(
          "present checks", .present,
          [(.shop, .present(amount: 400, final: true)), (.rival, .present(amount: nil, final: false))]),
        batch("void checks", .void, [(.operator, .void), (.buyer, .void), (.shop, .void)]),
        batch("confirm deliveries", .confirm, [(.carrier, .confirm(proof: .proof)), (.courier, .confirm(proof: nil))]),
        batch("refund checks", .refund, [(.shop, .refund(amount: 403)), (.operator, .refund(amount: nil))]),
      ].compactMap { $0 }
  }()

  private static func batch(
    _ name: String, _ kind: ActOnChecks.Kind, _ events: [(Actor, CheckEvent)]
  ) -> RequestSample? {
    let actions = events.map { actor, event in
      CheckAction(id: .sample, check: .other, actor: actor, event: event, note: .of("as agreed"))
    }
    return ActOnChecks(kind, actions).map { call in
      RequestSample(name, call, .commands(RequestBatch(items: actions.map { .act($0) })))
    }
  }
}

extension MessageSample {
  static let batches: [MessageSample] =
    outcomes(
      "issue checks", IssueChecks.self,
      [
        .refused(.insufficientFunds), .accepted(entry(76, at: .day(3))), .accepted(entry(77, at: .day(3))),
        .invalid(fault), .accepted(entry(12, at: .day(2))), .invalid(fault),
      ],
      others: [
        ("all alike", [.accepted(entry(76, at: .day(3))), .accepted(entry(76, at: .day(3)))]),
        ("all refused", [.refused(.unknownAccount), .refused(.unknownAccount)]),
      ])
    + outcomes(
      "act on checks", ActOnChecks.self,
      [
        .accepted(BatchEntry(sequence: 78, time: .day(4), state: .settled, amount: 400)),
        .accepted(BatchEntry(sequence: 79, time: .day(4), state: .committed, amount: 0)),
        .refused(.wrongPayee),
      ])
    + outcomes(
      "verify checks", VerifyChecks.self,
      [
        .invalid(fault),
        .accepted(
          BriefVerification(
            amount: 42, currency: .dollar, release: .onDelivery, state: .issued, confirmed: true, remaining: 40,
            expires: .day(9))),
        .refused(.checkSettled),
        .accepted(BriefVerification(terms: .plain, progress: .plain)),
      ],
      others: [("all invalid", [.invalid(fault)])])

  private static func entry(_ sequence: UInt64, at time: Timestamp) -> BatchEntry {
    BatchEntry(sequence: sequence, time: time, state: .issued, amount: 1_250)
  }
}
