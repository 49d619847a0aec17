/// What the journal says of a command besides its effects: the reason given, and the values set. Never who somebody is:
/// of a profile only the names of the fields that changed.
extension Command {
  /// A line of text; empty when there is nothing to say.
  public var detail: String {
    switch self {
    case .issue: ""
    case .act(let action): action.detail
    case .administer(let administration): administration.detail
    }
  }
}

extension CheckAction {
  /// The reason given, the hash of the proof, and the key that signed it.
  public var detail: String {
    if case .reportRail(let instruction, let result) = event {
      return ["\(instruction) \(result)", note.value].filter { !$0.isEmpty }.joined(separator: "; ")
    }
    guard case .confirm(let proof?) = event else { return note.value }
    var detail = "proof=\(proof)"
    if case .by(let key) = seal { detail += " key=\(key)" }
    return note.isEmpty ? detail : "\(detail); \(note)"
  }
}

extension Administration {
  /// The values set, and the reason given.
  public var detail: String { [change.detail, note.value].filter { !$0.isEmpty }.joined(separator: "; ") }
}

extension Administration.Change {
  var detail: String {
    switch self {
    case .enrolAccount(let enrolment):
      (["status=\(enrolment.status)", enrolment.update.detail]).filter { !$0.isEmpty }.joined(separator: " ")
    case .enrolSeller(let enrolment), .enrolDistributor(let enrolment):
      (["status=\(enrolment.status)", enrolment.update.detail]).filter { !$0.isEmpty }.joined(separator: " ")
    case .updateAccount(_, let update): update.detail
    case .updateSeller(_, let update), .updateDistributor(_, let update): update.detail
    case .setStatus(_, let status): "status=\(status)"
    case .forget, .chargeFee: ""
    case .fund(_, let cover, _, let rail): "cover=\(cover) rail=\(rail)"
    case .reconcile(_, let cover, let stated, let seen, let sequence, let rail):
      "cover=\(cover) rail=\(rail) stated=\(stated)\(seen.map { " seen=\($0)" } ?? "") statement=\(sequence)"
    case .payOut(_, _, let rail), .payIn(_, _, let rail): "rail=\(rail)"
    case .reportPayOut(_, let instruction, let result): "\(instruction) \(result)"
    }
  }
}

extension AccountUpdate {
  var detail: String {
    var parts: [String] = []
    if let delivery { parts.append("delivery=\(delivery)") }
    if let bankStanding { parts.append("bank_standing=\(bankStanding)") }
    if let cardStanding { parts.append("card_standing=\(cardStanding)") }
    if let creditLine { parts.append("credit_line=\(creditLine)") }
    if let bankRail { parts.append("bank_rail=\(bankRail)") }
    if let cardRail { parts.append("card_rail=\(cardRail)") }
    if let limits {
      parts.append("per_check=\(limits.perCheck) per_day=\(limits.perDay) checks_per_day=\(limits.checksPerDay)")
    }
    if let fields = profile?.fieldNames ?? sealed?.fieldNames, !fields.isEmpty {
      parts.append("changed=\(fields.joined(separator: ","))")
    }
    return parts.joined(separator: " ")
  }
}

extension CompanyUpdate {
  var detail: String {
    var parts: [String] = []
    if let exposureLimit { parts.append("exposure_limit=\(exposureLimit)") }
    if let cashLimit { parts.append("cash_limit=\(cashLimit)") }
    switch handOverKey {
    case .register(let key): parts.append("hand_over_key=\(key)")
    case .end: parts.append("hand_over_key=none")
    case nil: break
    }
    if let addressKey { parts.append("address_key=\(addressKey == .none ? "none" : "\(addressKey)")") }
    if let fields = profile?.fieldNames ?? sealed?.fieldNames, !fields.isEmpty {
      parts.append("changed=\(fields.joined(separator: ","))")
    }
    return parts.joined(separator: " ")
  }
}
