// Fingerprints are journalled: what a command had once, it has for ever.
import Ledger
import Testing
import VouchTesting

@Suite struct `a fingerprint` {
  /// Never changed: a journal already written knows these commands by these numbers.
  @Test(arguments: Sample.all)
  func `is the same for ever`(sample: Sample) {
    #expect(sample.command.fingerprint == sample.fingerprint, "0x\(String(sample.command.fingerprint, radix: 16))")
  }

  @Test func `tells all samples apart`() {
    #expect(Set(Sample.all.map(\.command.fingerprint)).count == Sample.all.count)
  }

  @Test(arguments: Sample.all)
  func `does not depend on the id`(sample: Sample) {
    var command = sample.command
    let id = CommandID(high: 77, low: 78)
    switch command {
    case .issue(var issue):
      issue.id = CheckID(high: 77, low: 78)
      command = .issue(issue)
    case .act(var action):
      action.id = id
      command = .act(action)
    case .administer(var administration):
      administration.id = id
      command = .administer(administration)
    }
    #expect(command.fingerprint == sample.fingerprint)
    #expect(command.id == id)
  }

  @Test func `notices texts that differ only in where they end`() {
    let notes = ["", "a", "aa", "aaaaaaaa", "aaaaaaaaa", "ab", "ba", "\u{E4}", "a\u{308}"].map { Text.of($0) }
    let prints = notes.map { note in
      Command.administer(Administration(id: CommandID(high: 1, low: 1), change: .payIn(.carrier, 1, .bank), note: note))
        .fingerprint
    }
    #expect(Set(prints).count == notes.count)
  }

  @Test func `keeps neighbouring fields apart`() {
    func update(_ change: (inout AccountUpdate) -> Void) -> UInt64 {
      var update = AccountUpdate()
      change(&update)
      return Command.administer(Administration(id: CommandID(high: 1, low: 1), change: .updateAccount(.buyer, update)))
        .fingerprint
    }
    let prints = [
      update { _ in }, update { $0.bankStanding = Standing.none }, update { $0.cardStanding = Standing.none },
      update { $0.creditLine = 0 }, update { $0.creditLine = 1 }, update { $0.limits = AccountLimits() },
      update { $0.limits = AccountLimits(perCheck: 1) }, update { $0.limits = AccountLimits(perDay: 1) },
      update { $0.limits = AccountLimits(checksPerDay: 1) }, update { $0.delivery = .whole },
      update { $0.delivery = .idOnly },
      update {
        $0.profile = AccountProfile()
        $0.profile?.name = .of("x")
      },
      update {
        $0.profile = AccountProfile()
        $0.profile?.name = .empty
      },
      update {
        $0.profile = AccountProfile()
        $0.profile?.address = .of("x")
      },
      update {
        $0.profile = AccountProfile()
        $0.profile?.sex = .unstated
      },
    ]
    #expect(Set(prints).count == prints.count)
    // A profile that says nothing is no profile.
    #expect(update { $0.profile = AccountProfile() } == prints[0])
  }
}

/// A command and the fingerprint it has.
struct Sample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let command: Command
  let fingerprint: UInt64

  static let all = demands + actions + administrations

  private static let id = CommandID(high: 0x0199_A3F2_5C41_7E90, low: 0x8D13_6F0B_7A2C_4E55)
  private static let check = CheckID(high: 0x0199_A3F2_5C41_7E91, low: 0x8D13_6F0B_7A2C_4E56)

  private static let demands: [Sample] = {
    var full = Scene.terms
    full.method = .card
    full.release = .onDelivery
    full.order = Digest(1, 2, 3, 4)
    full.claim = Digest(5, 6, 7, 8)
    full.coolingOff = .days(14)
    full.guarantee = .days(730)
    full.reserveShare = 500
    let bare = CheckTerms(drawer: .buyer, amount: 1, currency: .yen)
    return [
      Sample(
        testDescription: "issue", command: .issue(IssueCheck(id: check, terms: Scene.terms)),
        fingerprint: 0xD2B2_FB16_060B_3A2D),
      Sample(
        testDescription: "issue with everything",
        command: .issue(IssueCheck(id: check, terms: full, memo: .of("für die Stiefel"))),
        fingerprint: 0x10D0_3518_56BF_4F21),
      Sample(
        testDescription: "issue with nothing", command: .issue(IssueCheck(id: check, terms: bare)),
        fingerprint: 0xC3B7_3CD4_6E54_0D5C),
    ]
  }()

  private static func act(_ actor: Actor, _ event: CheckEvent, _ fingerprint: UInt64) -> Sample {
    Sample(
      testDescription: "\(event) by \(actor)",
      command: .act(CheckAction(id: id, check: check, actor: actor, event: event, note: .of("note"))),
      fingerprint: fingerprint)
  }

  private static let actions = [
    act(.shop, .present(amount: 400, final: false), 0x62FD_7EF5_3CCE_5719),
    act(.shop, .present(amount: 400, final: true), 0x006C_7453_5032_1BAF),
    act(.shop, .present(amount: nil, final: false), 0xB33C_820D_F6E8_48EC),
    act(.carrier, .confirm(proof: nil), 0x2963_ED83_333A_3AAD),
    act(.carrier, .confirm(proof: Digest(1, 2, 3, 4)), 0xFC10_2806_57F4_B0D4),
    act(.carrier, .collectCash(amount: nil), 0x209B_4097_295B_9DC2),
    act(.carrier, .collectCash(amount: 5), 0x1E4B_AA31_8F05_857A),
    act(.carrier, .failDelivery, 0xCAA6_44CD_6C81_5DD0),
    act(.buyer, .extend(until: .day(20)), 0x168E_0746_7282_720D),
    act(.buyer, .chooseMethod(.card), 0x0A71_34FD_5B14_A65B),
    act(.operator, .void, 0xCBD9_BF00_F77D_0680),
    act(.committer, .lapse, 0xFD78_6E80_220F_4241),
    act(.buyer, .openDispute, 0x2291_66BB_9ADB_BAA2),
    act(.operator, .resolveDispute(.resume), 0x84D5_F981_683E_E007),
    act(.operator, .resolveDispute(.pay(nil)), 0x8EF9_5121_93CD_1C00),
    act(.operator, .resolveDispute(.pay(5)), 0x5015_0CD8_86FA_D352),
    act(.operator, .resolveDispute(.void), 0x04B8_0788_92D3_15B5),
    act(.shop, .refund(amount: 5), 0x94D2_3559_81AF_0775),
    act(.buyer, .withdraw, 0x780A_B6FB_737E_60E8),
    act(.rail(.card), .chargeBack(amount: 5), 0x660F_2431_335C_F9F9),
    act(.committer, .releaseProceeds, 0x9996_A0F7_F0EB_6410),
  ]

  private static func administer(_ name: String, _ change: Administration.Change, _ fingerprint: UInt64) -> Sample {
    Sample(
      testDescription: name, command: .administer(Administration(id: id, change: change, note: .of("note"))),
      fingerprint: fingerprint)
  }

  private static let administrations: [Sample] = {
    var account = AccountUpdate()
    account.profile = AccountProfile()
    account.profile?.name = .of("Alice Sommer")
    account.profile?.sex = .female
    account.profile?.cardNumber = .of("4000 0000 0000 0002")
    account.delivery = .idOnly
    account.bankStanding = .good
    account.cardStanding = .bad
    account.creditLine = 5_000
    account.limits = AccountLimits(perCheck: 1, perDay: 2, checksPerDay: 3)
    var company = CompanyUpdate()
    company.profile = CompanyProfile()
    company.profile?.telephone = .of("+49 30 1234")
    company.exposureLimit = 7
    company.cashLimit = 8
    return [
      administer(
        "enrol account", .enrolAccount(AccountEnrolment(id: .buyer, currency: .euro, update: account)),
        0xC803_1B21_611F_CD7C),
      administer(
        "enrol seller", .enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro, update: company)),
        0x062E_06C5_A5CF_7A64),
      administer(
        "enrol distributor",
        .enrolDistributor(CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro, update: company)),
        0xF48E_4424_1245_CC95),
      administer("update account", .updateAccount(.buyer, account), 0x56F4_9680_732C_3C4C),
      administer("update seller", .updateSeller(.shop, company), 0x0510_36A8_EA23_6633),
      administer("update distributor", .updateDistributor(.carrier, company), 0x6FCA_CA5E_C923_45D7),
      administer("suspend account", .setStatus(.account(.buyer), .suspended), 0x09C2_7536_C842_E448),
      administer("close seller", .setStatus(.seller(.shop), .closed), 0xFFC6_EF9B_C34E_7431),
      administer("activate distributor", .setStatus(.distributor(.carrier), .active), 0xA339_0104_B600_5DB4),
      administer("fund", .fund(.buyer, .bank, 100, .book), 0x6E66_A8E2_03F4_0D3E),
      administer("reconcile", .reconcile(.buyer, .card, stated: -100, sequence: 7, .card), 0x0E5C_D67E_1086_9B31),
      administer(
        "reconcile what was seen", .reconcile(.buyer, .card, stated: -100, seen: 7, sequence: 7, .card),
        0x121A_E753_4A50_9A97),
      administer("pay out", .payOut(.shop, 100, .bank), 0x5ACC_D212_EB80_291C),
      administer("pay in", .payIn(.carrier, 100, .post), 0x54AB_D12D_7D12_A073),
    ]
  }()
}
