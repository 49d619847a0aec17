/// What a field cannot be: each fault is found, and named with its field, what is wrong, and what would be right.
import Ledger
import Testing
import Wire

@Suite struct `a request is invalid` {
  @Test(arguments: missing)
  func `when a field that must be there is not`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: numbers)
  func `when a number is out of its bounds`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: values)
  func `when an enumeration has no such value`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: bytes)
  func `when bytes are too few or too many`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: texts)
  func `when a text is none`(fault: Fault) throws { try fault.judge() }

  @Test(arguments: rules)
  func `when its fields contradict each other`(fault: Fault) throws { try fault.judge() }
}

extension `a request is invalid` {
  static let missing: [Fault] = [
    Fault(missing: "id", [1], in: "issue"),
    Fault(missing: "terms", [2], in: "issue"),
    Fault(missing: "terms", [1], in: "authorize"),
    Fault(missing: "terms.drawer", [2, 1], in: "issue"),
    Fault(missing: "terms.amount", [2, 4], in: "issue"),
    Fault(missing: "terms.currency", [2, 5], in: "issue"),
    Fault(missing: "check", [1], in: "claim"),
    Fault("claim", [2], nil, "secret", "has 0 bytes"),
    Fault(missing: "check", [1], in: "verify"),
    Fault(missing: "command", [1], in: "present"),
    Fault(missing: "check", [2], in: "present"),
    Fault(missing: "seller", [3], in: "present"),
    Fault(missing: "distributor", [3], in: "confirm"),
    Fault(missing: "proof", [4], in: "confirm, signed"),
    Fault(missing: "distributor", [3], in: "collect cash"),
    Fault(missing: "actor", [3], in: "fail delivery by distributor"),
    Fault(missing: "actor.role", [3, 1], in: "fail delivery by distributor"),
    Fault(missing: "actor.code", [3, 2], in: "fail delivery by distributor"),
    Fault(missing: "account", [3], in: "extend"),
    Fault(missing: "until", [4], in: "extend"),
    Fault(missing: "account", [3], in: "choose cash"),
    Fault(missing: "method", [4], in: "choose cash"),
    Fault(missing: "actor", [3], in: "void by operator"),
    Fault(missing: "actor", [3], in: "dispute"),
    Fault(missing: "resolution", [3], in: "resolve: void"),
    Fault(missing: "actor", [3], in: "refund"),
    Fault(missing: "account", [3], in: "withdraw"),
    Fault(missing: "actor", [3], in: "charge back by rail"),
    Fault(missing: "actor.rail", [3, 3], in: "charge back by rail"),
    Fault(missing: "check", [1], in: "get check"),
    Fault(missing: "check", [1], in: "get addressee"),
    Fault(missing: "seller", [2], in: "get addressee"),
    Fault(missing: "command", [1], in: "enrol account"),
    Fault(missing: "account", [2], in: "enrol account"),
    Fault(missing: "items", [1], in: "issue checks"),
    Fault(missing: "items", [1], in: "verify checks"),
    Fault(missing: "items", [1], in: "refund checks"),
    Fault(missing: "currency", [3], in: "enrol account"),
    Fault(missing: "code", [2], in: "enrol seller"),
    Fault(missing: "currency", [3], in: "enrol distributor"),
    Fault(missing: "account", [2], in: "update account"),
    Fault(missing: "code", [2], in: "update distributor"),
    Fault(missing: "party", [2], in: "activate seller"),
    Fault(missing: "party.kind", [2, 1], in: "activate seller"),
    Fault(missing: "party.code", [2, 2], in: "activate seller"),
    Fault(missing: "status", [3], in: "activate seller"),
    Fault(missing: "account", [2], in: "fund"),
    Fault(missing: "cover", [3], in: "fund"),
    Fault(missing: "amount", [4], in: "fund"),
    Fault(missing: "rail", [5], in: "fund"),
    Fault(missing: "cover", [3], in: "reconcile"),
    Fault(missing: "statement", [5], in: "reconcile"),
    Fault(missing: "rail", [6], in: "reconcile"),
    Fault(missing: "seller", [2], in: "pay out"),
    Fault(missing: "amount", [3], in: "pay out"),
    Fault(missing: "rail", [4], in: "pay out"),
    Fault(missing: "distributor", [2], in: "pay in"),
    Fault(missing: "amount", [3], in: "pay in"),
    Fault(missing: "code", [1], in: "get account"),
    Fault(missing: "code", [1], in: "get seller"),
    Fault(missing: "code", [1], in: "get distributor"),
    Fault(missing: "account", [1], in: "statement of bank"),
    Fault(missing: "account.kind", [1, 1], in: "statement of bank"),
    Fault(missing: "account.code", [1, 2], in: "statement of bank"),
    Fault(missing: "account.rail", [1, 3], in: "statement of clearing"),
    Fault(missing: "account.currency", [1, 4], in: "statement of clearing"),
    Fault(missing: "account.currency", [1, 4], in: "statement of fees"),
    Fault(missing: "key", [1], in: "authenticate"),
    Fault(missing: "number", [1], in: "issue key"),
    Fault(missing: "digest", [2], in: "issue key"),
    Fault(missing: "holder", [3], in: "issue key"),
    Fault(missing: "holder.role", [3, 1], in: "issue key"),
    Fault(missing: "lifetime", [4], in: "issue key"),
    Fault(missing: "number", [1], in: "revoke key"),
  ]

  private static let days: Int64 = 86_400_000

  static let numbers: [Fault] = [
    Fault("issue", [2, 4], .int(-1), "terms.amount", "is negative"),
    Fault("issue", [2, 4], .int(.min), "terms.amount", "is negative"),
    Fault("issue", [2, 4], .int(Amount.maximum + 1), "terms.amount", "is too large"),
    Fault("issue", [2, 4], .int(.max), "terms.amount", "is too large"),
    Fault("issue", [2, 8], .int(-1), "terms.expires", "is negative"),
    Fault("issue", [2, 8], .int(Timestamp.distantFuture.milliseconds + 1), "terms.expires", "is after the year 9999"),
    Fault("issue", [2, 8], .int(.max), "terms.expires", "is after the year 9999"),
    Fault("issue", [2, 9], .int(180 * days + 1), "terms.delivery_window", "is too long"),
    Fault("issue", [2, 9], .number(.max), "terms.delivery_window", "is too long"),
    Fault("issue", [2, 12], .int(400 * days + 1), "terms.cooling_off", "is too long"),
    Fault("issue", [2, 13], .int(3650 * days + 1), "terms.guarantee", "is too long"),
    Fault("issue", [2, 14], .int(10_001), "terms.reserve_share", "is more than the whole"),
    Fault("issue", [2, 14], .int(0xFFFF_FFFF), "terms.reserve_share", "is more than the whole"),
    Fault("verify", [4], .int(-7), "amount", "is negative"),
    Fault("issue key", [1], .number(1 << 50), "number", "is too large"),
    Fault("issue key", [4], .int(398 * days + 1), "lifetime", "is too long"),
    Fault("issue key", [4], .number(.max), "lifetime", "is too long"),
    Fault("revoke key", [1], .number(.max), "number", "is too large"),
    Fault("list keys", [2], .int(1001), "limit", "is too large"),
    Fault("present", [4], .int(-1), "amount", "is negative"),
    Fault("collect cash", [4], .int(.min), "amount", "is negative"),
    Fault("extend", [4], .int(-1), "until", "is negative"),
    Fault("resolve: pay", [4], .int(-1), "amount", "is negative"),
    Fault("refund", [4], .int(Amount.maximum + 1), "amount", "is too large"),
    Fault("charge back by rail", [4], .int(-1), "amount", "is negative"),
    Fault("fund", [4], .int(-501), "amount", "is negative"),
    Fault("pay out", [3], .int(.max), "amount", "is too large"),
    Fault("pay in", [3], .int(-1), "amount", "is negative"),
    Fault("reconcile", [4], .int(Amount.maximum + 1), "stated", "is too large"),
    Fault("reconcile", [4], .int(-Amount.maximum - 1), "stated", "is too large"),
    Fault("reconcile", [4], .int(.min), "stated", "is too large"),
    Fault("enrol account", [5, 5], .int(-1), "settings.credit_line", "is negative"),
    Fault("update account", [3, 5], .int(.max), "settings.credit_line", "is too large"),
    Fault("enrol account", [5, 6, 1], .int(-1), "settings.limits.per_check", "is negative"),
    Fault("enrol account", [5, 6, 2], .int(.max), "settings.limits.per_day", "is too large"),
    Fault("enrol seller", [5, 2], .int(-1), "settings.exposure_limit", "is negative"),
    Fault("update distributor", [3, 3], .int(-1), "settings.cash_limit", "is negative"),
    Fault("list checks", [5], .int(1_001), "limit", "is too large"),
    Fault("list accounts", [2], .int(0xFFFF_FFFF), "limit", "is too large"),
    Fault("list sellers", [2], .int(1_001), "limit", "is too large"),
    Fault("list distributors", [2], .int(1_001), "limit", "is too large"),
    Fault("statement from a place", [4], .int(1_001), "limit", "is too large"),
    Fault("read journal", [2], .int(1_001), "limit", "is too large"),
  ]

  private static func noMeaning(_ sample: String, _ path: [Int], _ value: Int64, _ field: String) -> Fault {
    Fault(sample, path, .int(value), field, "is \(Int32(truncatingIfNeeded: value)), which has no meaning here")
  }

  static let values: [Fault] = [
    noMeaning("issue", [2, 6], 4, "terms.method"),
    noMeaning("issue", [2, 6], -1, "terms.method"),
    // One byte would take it for cash.
    noMeaning("issue", [2, 6], 0x103, "terms.method"),
    noMeaning("issue", [2, 6], 0x7FFF_FFFF, "terms.method"),
    noMeaning("issue", [2, 7], 3, "terms.release"),
    noMeaning("choose cash", [4], 4, "method"),
    noMeaning("resolve: void", [3], 4, "resolution"),
    noMeaning("fail delivery by payee", [3, 1], 7, "actor.role"),
    noMeaning("fail delivery by payee", [3, 1], -1, "actor.role"),
    noMeaning("charge back by rail", [3, 3], 5, "actor.rail"),
    noMeaning("list checks", [3], 7, "state"),
    noMeaning("enrol account", [4], 5, "status"),
    noMeaning("enrol account", [5, 1, 2], 5, "settings.profile.sex"),
    noMeaning("enrol account", [5, 2], 3, "settings.delivery"),
    noMeaning("enrol account", [5, 3], 4, "settings.bank_standing"),
    noMeaning("update account", [3, 4], 4, "settings.card_standing"),
    noMeaning("activate seller", [2, 1], 4, "party.kind"),
    noMeaning("activate seller", [3], 5, "status"),
    noMeaning("fund", [3], 3, "cover"),
    noMeaning("fund", [5], 5, "rail"),
    noMeaning("statement of bank", [1, 1], 10, "account.kind"),
    noMeaning("statement of clearing", [1, 3], 5, "account.rail"),
  ]

  private static func some(_ count: Int) -> RawMessage.Value { .bytes([UInt8](repeating: 7, count: count)) }

  static let bytes: [Fault] = [
    Fault("issue key", [2], some(31), "digest", "has 31 bytes"),
    Fault("issue key", [2], some(33), "digest", "has 33 bytes"),
    Fault("authenticate", [1], .text(String(repeating: "v", count: 129)), "key", "is too long"),
    Fault("issue", [1], some(15), "id", "has 15 bytes"),
    Fault("issue", [1], some(17), "id", "has 17 bytes"),
    Fault("issue", [2, 10], some(31), "terms.order", "has 31 bytes"),
    Fault("issue", [2, 11], some(33), "terms.claim", "has 33 bytes"),
    Fault("claim", [2], some(15), "secret", "has 15 bytes"),
    Fault("claim", [2], some(65), "secret", "has 65 bytes"),
    Fault("verify", [6], some(1), "order", "has 1 bytes"),
    Fault("present", [1], some(4), "command", "has 4 bytes"),
    Fault("present", [2], some(32), "check", "has 32 bytes"),
    Fault("confirm", [4], some(16), "proof", "has 16 bytes"),
    Fault("confirm, signed", [6], some(63), "signature", "has 63 bytes"),
    Fault("confirm, signed", [6], some(65), "signature", "has 65 bytes"),
    Fault("update distributor, key", [3, 4], some(31), "settings.hand_over_key", "has 31 bytes"),
    Fault(
      "update distributor, key", [3, 4], .bytes(Array(repeating: 0, count: 32)), "settings.hand_over_key", "is no key"),
    Fault("list checks", [4], some(8), "from", "has 8 bytes"),
    Fault("fund", [1], some(1), "command", "has 1 bytes"),
  ]

  private static let long = RawMessage.Value.text(String(repeating: "ö", count: 129))
  private static let latin1 = RawMessage.Value.bytes([0x42, 0xF6, 0x6C])
  private static let surrogate = RawMessage.Value.bytes([0xED, 0xA0, 0x80])
  private static let nul = RawMessage.Value.text("SHOP-1\u{0}")

  static let texts: [Fault] = [
    Fault("issue", [3], long, "memo", "is too long or has control characters"),
    Fault("issue", [3], .text("two\nlines"), "memo", "is too long or has control characters"),
    Fault("issue", [3], .text("escape \u{1B}[31m"), "memo", "is too long or has control characters"),
    Fault("issue", [3], latin1, "memo", "is not valid UTF-8"),
    Fault("issue", [3], surrogate, "memo", "is not valid UTF-8"),
    Fault("issue", [3], .text("half\u{0}"), "memo", "has a NUL in it"),
    Fault("issue", [3], .text("\u{0}"), "memo", "has a NUL in it"),
    Fault("issue", [2, 1], .text("BUYER 1"), "terms.drawer", "is no code"),
    Fault("issue", [2, 1], .text("-BUYER"), "terms.drawer", "is no code"),
    Fault("issue", [2, 1], .text("THIRTEENCHARS"), "terms.drawer", "is no code"),
    Fault("issue", [2, 1], nul, "terms.drawer", "has a NUL in it"),
    Fault("issue", [2, 2], latin1, "terms.payee", "is no code"),
    Fault("issue", [2, 3], .text("VÄN-1"), "terms.distributor", "is no code"),
    Fault("issue", [2, 5], .text("EURO"), "terms.currency", "is no currency"),
    Fault("issue", [2, 5], .text("EU"), "terms.currency", "is no currency"),
    Fault("issue", [2, 5], .text("XXX"), "terms.currency", "is no currency"),
    Fault("issue", [2, 5], .text("ЕUR"), "terms.currency", "is no currency"),
    Fault("issue", [2, 5], .bytes([0xFF, 0x55, 0x52]), "terms.currency", "is no currency"),
    Fault("issue", [2, 5], .text("EUR\u{0}"), "terms.currency", "has a NUL in it"),
    Fault("verify", [2], .text("?"), "seller", "is no code"),
    Fault("verify", [3], .text("?"), "distributor", "is no code"),
    Fault("verify", [5], .text("ABC"), "currency", "is no currency"),
    Fault("present", [6], long, "note", "is too long or has control characters"),
    Fault("list checks", [1], .text("?"), "account", "is no code"),
    Fault("list checks", [2], .text("?"), "seller", "is no code"),
    Fault("list accounts", [1], .text("?"), "from", "is no code"),
    Fault("fund", [7], latin1, "note", "is not valid UTF-8"),
    Fault("enrol account", [3], .text("QQQ"), "currency", "is no currency"),
    Fault("enrol account", [5, 1, 1], latin1, "settings.profile.name", "is not valid UTF-8"),
    Fault("enrol account", [5, 1, 3], long, "settings.profile.address", "is too long or has control characters"),
    Fault("enrol account", [5, 1, 4], nul, "settings.profile.telephone", "has a NUL in it"),
    Fault("enrol account", [5, 1, 5], long, "settings.profile.bank", "is too long or has control characters"),
    Fault("enrol account", [5, 1, 6], nul, "settings.profile.bank_account_number", "has a NUL in it"),
    Fault("enrol account", [5, 1, 7], latin1, "settings.profile.bank_notes", "is not valid UTF-8"),
    Fault("enrol account", [5, 1, 8], nul, "settings.profile.credit_company", "has a NUL in it"),
    Fault("enrol account", [5, 1, 9], latin1, "settings.profile.card_number", "is not valid UTF-8"),
    Fault("enrol account", [5, 1, 10], latin1, "settings.profile.credit_notes", "is not valid UTF-8"),
    Fault("enrol seller", [5, 1, 1], nul, "settings.profile.name", "has a NUL in it"),
    Fault("enrol seller", [5, 1, 2], latin1, "settings.profile.address", "is not valid UTF-8"),
    Fault("enrol seller", [5, 1, 3], latin1, "settings.profile.telephone", "is not valid UTF-8"),
    Fault("enrol seller", [5, 1, 4], latin1, "settings.profile.bank", "is not valid UTF-8"),
    Fault("enrol seller", [5, 1, 5], latin1, "settings.profile.bank_account_number", "is not valid UTF-8"),
    Fault("statement of bank", [1, 2], .text("?"), "account.code", "is no code"),
    Fault("statement of fees", [1, 4], .text("?"), "account.currency", "is no currency"),
  ]

  static let rules: [Fault] = [
    Fault("issue key", [3, 1], .number(1), "holder.role", "is the operator's"),
    Fault("issue key", [3, 1], .number(6), "holder.role", "is the manager's own"),
    Fault("enrol account", [4], .number(4), "status", "is closed"),
    Fault("enrol seller", [4], .number(4), "status", "is closed"),
    Fault("enrol seller", [5, 3], .number(1), "settings.cash_limit", "is for distributors only"),
    Fault("update seller", [3, 3], .number(1), "settings.cash_limit", "is for distributors only"),
    Fault("update seller", [4], .text("cash_limit"), "settings.cash_limit", "is for distributors only"),
    Fault("resolve: resume", [4], .number(1), "amount", "goes with payment only"),
    Fault("resolve: void", [4], .number(1), "amount", "goes with payment only"),
    Fault("void by operator", [3, 1], .number(6), "actor.role", "is the manager's own"),
    Fault("fund by rail", [6, 1], .number(6), "actor.role", "is the manager's own"),
    Fault("update account", [4], .text("status"), "clear", "names 'status', which is no field that can be cleared"),
    Fault("update account", [4], .text(""), "clear", "names '', which is no field that can be cleared"),
    Fault(
      "update account", [4], .text("exposure_limit"), "clear",
      "names 'exposure_limit', which is no field that can be cleared"),
    Fault(
      "update distributor", [4], .text("credit_line"), "clear",
      "names 'credit_line', which is no field that can be cleared"),
    Fault("update account", [4], .text("name\u{0}"), "clear", "has a NUL in it"),
    Fault("update account", [4], .text("\u{1B}[31m"), "clear", "is too long or has control characters"),
    Fault("update account", [4], long, "clear", "is too long or has control characters"),
  ]
}

@Suite struct `a request takes` {
  @Test(arguments: [1, Amount.maximum])
  func `an amount at its bounds`(minorUnits: Int64) throws {
    let terms = try #require(changed("authorize", [1, 4], .int(minorUnits)).request?.terms)
    #expect(terms.amount.minorUnits == minorUnits)
  }

  @Test func `spans and shares at their bounds`() throws {
    let spans: [([Int], Timestamp.Span, KeyPath<CheckTerms, Timestamp.Span?>)] = [
      ([1, 9], Bounds.maximumDeliveryWindow, \.deliveryWindow),
      ([1, 12], Bounds.maximumCoolingOff, \.coolingOff.asOptional),
      ([1, 13], Bounds.maximumGuarantee, \.guarantee.asOptional),
    ]
    for (path, bound, field) in spans {
      let terms = try #require(changed("authorize", path, .int(bound.milliseconds)).request?.terms)
      #expect(terms[keyPath: field] == bound)
    }
    #expect(try changed("authorize", [1, 14], .number(10_000)).request?.terms?.reserveShare == 10_000)
  }

  @Test func `lower case for upper in codes and currencies`() throws {
    #expect(try changed("authorize", [1, 1], .text("buyer-1")).request?.terms?.drawer.description == "BUYER-1")
    #expect(try changed("authorize", [1, 5], .text("jpy")).request?.terms?.currency.code == "JPY")
  }

  @Test(arguments: [0, 1, 1_000])
  func `a limit up to a page's bound, and 0 for the usual`(limit: Int64) throws {
    let expected = limit == 0 ? PageBounds.usual : Int(limit)
    #expect(try changed("read journal", [2], .int(limit)).request == .journal(ReadJournal(from: 77, limit: expected)))
  }

  @Test func `a journal from 0 as from its first entry`() throws {
    #expect(try changed("read journal", [1], nil).request == .journal(ReadJournal(from: 0, limit: 13)))
  }

  @Test func `a text of as many bytes as one may have`() throws {
    let text = String(repeating: "ö", count: 128)
    guard case .command(.issue(let issue))? = try changed("issue", [3], .text(text)).request else {
      Issue.record("no demand came")
      return
    }
    #expect(issue.memo.value == text)
  }

  @Test func `the last of a field that comes twice, and passes over fields it does not know`() throws {
    var message = try #require(RawMessage(RequestSample.named("present").encode()))
    message.fields.append(RawMessage.Field(4, .int(399)))
    message.fields.append(RawMessage.Field(500, .text("from the future")))
    message.fields.append(RawMessage.Field(501, .number(.max)))
    guard case .command(.act(let action))? = RequestDecoder().decode(.presentCheck, message.encoded).request else {
      Issue.record("no action came")
      return
    }
    #expect(action.event == .present(amount: Amount(minorUnits: 399), final: true))
  }

  @Test func `32 names of fields to clear, and no more`() throws {
    func clearing(_ count: Int) throws -> RequestDecoder.Decoded {
      var message = try #require(RawMessage(RequestSample.named("update account, nothing").encode()))
      message.fields += Array(repeating: RawMessage.Field(4, .text("name")), count: count)
      return RequestDecoder().decode(.updateAccount, message.encoded)
    }
    #expect(try clearing(32).request != nil)
    #expect(try clearing(33).invalid?.reason == "names too many fields")
  }

  private func changed(_ name: String, _ path: [Int], _ value: RawMessage.Value?) throws -> RequestDecoder.Decoded {
    let sample = try RequestSample.named(name)
    let good = try #require(RawMessage(sample.encode()))
    guard case .manager(let method) = sample.method else { return .unreadable }
    return RequestDecoder().decode(method, good.setting(path, to: value).encoded)
  }
}

extension Request {
  fileprivate var terms: CheckTerms? { if case .authorize(let terms) = self { terms } else { nil } }
}

extension Timestamp.Span {
  fileprivate var asOptional: Timestamp.Span? { self }
}
