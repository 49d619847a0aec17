// Every refusal: its number and name for ever, its sentence, and a real command that is told it.
import Ledger
import Testing
import VouchTesting

@Suite struct `a refusal` {
  /// Numbers and names are the wire's and the journal's: a line here is never changed, only added.
  static let golden: [(UInt16, String)] = [
    (1, "id_outside_window"), (2, "id_reused"), (3, "not_permitted"), (10, "unknown_account"),
    (11, "account_not_active"), (12, "account_suspended"), (13, "account_closed"), (14, "currency_mismatch"),
    (15, "no_cover"), (16, "standing_bad"), (17, "insufficient_funds"), (18, "over_check_limit"),
    (19, "over_daily_amount"), (20, "over_daily_count"), (21, "claim_required"), (30, "unknown_seller"),
    (31, "seller_not_active"), (32, "seller_suspended"), (33, "seller_closed"), (34, "seller_currency_mismatch"),
    (35, "over_seller_exposure"), (36, "payee_insufficient"), (40, "unknown_distributor"),
    (41, "distributor_not_active"), (42, "distributor_suspended"), (43, "distributor_closed"),
    (44, "distributor_currency_mismatch"), (45, "over_distributor_exposure"), (46, "distributor_required"),
    (47, "over_cash_limit"), (48, "exceeds_debt"), (49, "address_key_missing"), (60, "unknown_check"),
    (61, "wrong_payee"),
    (62, "wrong_distributor"), (63, "not_party"), (64, "check_open"), (65, "check_not_committed"),
    (66, "check_committed"), (67, "check_not_frozen"), (68, "check_frozen"), (69, "check_settled"),
    (70, "check_voided"), (71, "check_expired"), (72, "expiry_out_of_range"), (73, "not_later"),
    (74, "exceeds_remaining"), (75, "exceeds_captured"), (76, "already_confirmed"), (77, "already_captured"),
    (78, "same_method"), (79, "cash_due"), (80, "not_cash"), (81, "no_payee"), (82, "nothing_captured"),
    (83, "cooling_off_over"), (84, "not_due"), (85, "order_mismatch"), (86, "not_claimable"), (87, "claim_refused"),
    (88, "claim_locked"), (89, "terms_mismatch"), (90, "proof_required"), (91, "proof_wrong"),
    (92, "collection_pending"), (93, "guarantee_over"), (94, "exceeds_reserve"), (100, "balance_limit"),
    (101, "history_full"),
    (102, "already_enrolled"), (103, "has_open_checks"), (104, "balance_not_zero"), (105, "stale_statement"),
    (106, "same_status"), (107, "nothing_changed"), (108, "wrong_rail"), (109, "unknown_instruction"),
    (110, "instruction_ended"), (115, "keys_read_only"), (116, "keys_in_use"),
    (117, "seal_broken"), (118, "party_forgotten"), (119, "key_missing"), (120, "disk_full"),
    (121, "not_attested"), (122, "attestation_off"), (123, "unknown_history"),
    (124, "entry_archived"), (130, "unknown_key"), (131, "keys_full"),
  ]

  @Test func `keeps its number and its name`() {
    let now = Refusal.allCases.map { "\($0.rawValue) \($0.name)" }
    #expect(now == `a refusal`.golden.map { "\($0) \($1)" })
  }

  @Test(arguments: Refusal.allCases)
  func `says what is wrong in a sentence of its own`(refusal: Refusal) {
    #expect(refusal.sentence.hasSuffix("."))
    #expect(refusal.sentence.first?.isUppercase == true)
    #expect(Refusal.allCases.filter { $0.sentence == refusal.sentence } == [refusal])
    #expect(Refusal.allCases.filter { $0.name == refusal.name } == [refusal])
  }

  @Test func `names its bounds truly`() {
    #expect(Refusal.idOutsideWindow.sentence.contains("\(Bounds.idPast.milliseconds / 86_400_000) days"))
    #expect(Refusal.idOutsideWindow.sentence.contains("\(Bounds.idFuture.milliseconds / 60_000) minutes"))
    #expect(Refusal.expiryOutOfRange.sentence.contains("\(Bounds.maximumValidity.milliseconds / 86_400_000) days"))
  }

  /// What the ledger never decides, and who says it instead.
  static let saidByOthers: [Refusal: String] = [
    .keysReadOnly: "the manager, when a new sealing key could not be kept",
    .keysInUse: "the manager, when old sealing keys are still needed",
    .sealBroken: "the manager, when what it keeps of a party was changed",
    .partyForgotten: "the manager, when a party's key is destroyed",
    .keyMissing: "the manager, when a party's key is not at hand",
    .diskFull: "the committer, when a decision could not be written",
    .notAttested: "who proves, of an entry that was not folded yet",
    .attestationOff: "who proves, where there is no history",
    .unknownHistory: "who proves, asked about another history than there is",
    .entryArchived: "who reads the journal, asked for what archives have",
    .unknownKey: "who keeps the keys, asked to take back one that is not there",
    .keysFull: "who keeps the keys, when there are as many as there may be",
  ]

  @Test(arguments: Situation.all)
  func `is what a real command is told`(situation: Situation) {
    var scene = situation.start.map { Scene($0) } ?? Scene()
    #expect(situation.answer(&scene) == situation.refusal)
    #expect(scene.ledger.violations == [])
  }

  @Test func `is never one that no command is told`() {
    let told = Set(Situation.all.map(\.refusal))
    #expect(Set(Refusal.allCases).subtracting(told) == Set(`a refusal`.saidByOthers.keys))
    #expect(told.isDisjoint(with: `a refusal`.saidByOthers.keys))
  }

  @Test func `has a place in an order`() {
    let ordered =
      Precedence.everyCommand + Precedence.issue + Precedence.verify + Precedence.claim + Precedence.everyEvent
      + Precedence.administration + StateTable.Event.allCases.flatMap { Precedence.own(of: $0) }
    #expect(Set(Refusal.allCases).subtracting(ordered) == Set(`a refusal`.saidByOthers.keys))
  }
}

/// A scene, and a command in it that is told exactly this.
struct Situation: Sendable, CustomTestStringConvertible {
  let refusal: Refusal
  let start: Scene.Start?
  let answer: @Sendable (inout Scene) -> Refusal?

  var testDescription: String { refusal.name }

  init(_ refusal: Refusal, _ start: Scene.Start? = nil, answer: @escaping @Sendable (inout Scene) -> Refusal?) {
    self.refusal = refusal
    self.start = start
    self.answer = answer
  }

  /// A party in another status, then the usual demand.
  static func demand(_ refusal: Refusal, after status: PartyStatus, of party: Party) -> Situation {
    Situation(refusal) { scene in
      // Nobody leaves with money on the account.
      scene.administer(.reconcile(.buyer, .bank, stated: 0, sequence: 1, .bank))
      scene.administer(.setStatus(party, status))
      scene.administer(.reconcile(.buyer, .bank, stated: 10_000, sequence: 2, .bank))
      return scene.issue(Scene.terms).refusal
    }
  }

  /// The usual demand with something else in its terms.
  static func terms(_ refusal: Refusal, _ change: @escaping @Sendable (inout CheckTerms) -> Void) -> Situation {
    Situation(refusal) { scene in
      var terms = Scene.terms
      change(&terms)
      return scene.issue(terms).refusal
    }
  }

  /// An event on a check that has come as far as `start`.
  static func event(_ refusal: Refusal, _ start: Scene.Start, _ actor: Actor, _ event: CheckEvent) -> Situation {
    Situation(refusal, start) { $0.act(actor, event).refusal }
  }

  /// A change of the registries.
  static func change(
    _ refusal: Refusal, _ change: Administration.Change, after start: Scene.Start? = nil
  ) -> Situation {
    Situation(refusal, start) { $0.administer(change).refusal }
  }

  static let all = commands + drawers + companies + checks + judgements + registries
}
