/// Writes a ledger, or goes on with one, by the store of the commit that it is built with, and says what that store reads.
///
/// Built at commits of former formats alone: see `write`. `HAS_LOG`: since format 2. `ATTESTS`: since 4. `SEALS`: since 5.
import Foundation
import Ledger
import VouchTesting

@testable import LedgerStore

#if ATTESTS
import Seals
#endif

let path = CommandLine.arguments[2]

func open() throws -> Store {
  #if SEALS
  try Store(
    opening: path, mapSize: TemporaryStore.mapSize, log: TemporaryStore.log,
    attesting: LeafSalts(secret: Array(repeating: 7, count: 32)),
    sealing: ProfileSealing(seal: { _, fields in masked(fields) }, makeDurable: {}))
  #elseif ATTESTS
  try Store(
    opening: path, mapSize: TemporaryStore.mapSize, log: TemporaryStore.log,
    attesting: LeafSalts(secret: Array(repeating: 7, count: 32)))
  #elseif HAS_LOG
  try Store(opening: path, mapSize: TemporaryStore.mapSize, log: TemporaryStore.log)
  #else
  try Store(opening: path, mapSize: TemporaryStore.mapSize)
  #endif
}

switch CommandLine.arguments[1] {
case "write":
  let numbers = CommandLine.arguments.dropFirst(3).compactMap { Int($0) }
  let (seed, first, folded, last) = (numbers[0], numbers[1], numbers[2], numbers[3])
  if first == 0 {
    #if HAS_LOG
    try Store.create(
      at: path, identity: (1, 2), time: .start, mapSize: TemporaryStore.mapSize, log: TemporaryStore.log)
    #else
    try Store.create(at: path, identity: (1, 2), time: .start, mapSize: TemporaryStore.mapSize)
    #endif
  }
  let store = try open()
  var history = GroupedHistory(seed: UInt64(seed))
  for number in 0..<last {
    let group = history.next()
    guard number >= first else { continue }
    #if HAS_LOG
    if number == folded { _ = try store.fold() }
    #endif
    let decisions = try store.submit(group.commands.map(furnished), at: group.time)
    // A ledger that another program began may have been decided on by other rules.
    for (decision, expected) in zip(decisions, group.decisions) where first == 0 {
      guard decision.kind == expected.kind else { fatalError("\(decision), where \(expected) was expected") }
    }
  }
case "say": print(try open().snapshot().said(), terminator: "")
default: fatalError("write DIRECTORY SEED FIRST FOLDED LAST, or say DIRECTORY")
}

// MARK: - What is written

/// The command with who the party is, and what the drawer wrote: random histories say neither.
func furnished(_ command: Command) -> Command {
  switch command {
  case .issue(var issue):
    if issue.id.low % 3 == 0 { issue.memo = .of("for the \(issue.id.low % 31)th") }
    return .issue(issue)
  case .act: return command
  case .administer(var administration):
    switch administration.change {
    case .enrolAccount(var enrolment):
      enrolment.update.profile = person(enrolment.id)
      administration.change = .enrolAccount(enrolment)
    case .enrolSeller(var enrolment):
      enrolment.update.profile = company(enrolment.code)
      administration.change = .enrolSeller(enrolment)
    case .enrolDistributor(var enrolment):
      enrolment.update.profile = company(enrolment.code)
      administration.change = .enrolDistributor(enrolment)
    case .updateAccount(let id, var update) where update != AccountUpdate():
      var profile = AccountProfile()
      profile.address = .of("\(administration.id.low % 100) New Street")
      update.profile = profile
      administration.change = .updateAccount(id, update)
    case .updateDistributor(let id, var update) where update != CompanyUpdate():
      var profile = CompanyProfile()
      profile.telephone = .of("555-\(administration.id.low % 10_000)")
      update.profile = profile
      administration.change = .updateDistributor(id, update)
    default: break
    }
    #if SEALS
    if let (_, fields) = administration.clearProfile { administration = administration.sealed(masked(fields)) }
    #endif
    return .administer(administration)
  }
}

func person(_ id: AccountID) -> AccountProfile {
  var profile = AccountProfile()
  profile.name = .of("\(id) Ström")
  profile.sex = .female
  profile.address = .of("1 Main Street")
  profile.telephone = .of("555-1234")
  profile.bank = .of("First Bank")
  profile.bankAccountNumber = .of("\(id)-4711")
  profile.creditCompany = .of("Plastic")
  profile.cardNumber = .of("4242 \(id)")
  return profile
}

func company(_ code: Code) -> CompanyProfile {
  var profile = CompanyProfile()
  profile.name = .of("\(code) & Sons")
  profile.address = .of("2 Harbour Road")
  profile.bank = .of("Second Bank")
  profile.bankAccountNumber = .of("\(code)-815")
  return profile
}

#if SEALS
/// Stands for sealing, as the tests' `SealedProfile.masked` does.
func masked(_ fields: ClearFields) -> SealedProfile {
  guard !fields.isEmpty else { return SealedProfile() }
  var digest: [UInt64] = [0, 0, 0, 0]
  for (field, bytes) in fields.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
    for byte in bytes { digest[Int(field.rawValue) % 4] = digest[Int(field.rawValue) % 4] &* 31 &+ UInt64(byte) &+ 1 }
  }
  return SealedProfile(
    fields: fields.mapValues { $0.map { $0 ^ 0xFF } + [0x5A] },
    digest: Digest(digest[0], digest[1], digest[2], digest[3]))
}
#endif

extension Decision {
  var kind: String {
    switch self {
    case .accepted(let entry): "accepted as \(entry.sequence)"
    case .repeated(let entry): "repeated as \(entry.sequence)"
    case .refused: "refused"
    }
  }
}

// MARK: - What is said

extension Snapshot {
  /// What a ledger says of everybody, in lines: the same as `GoldenDirectoryTests` has it.
  func said() throws -> String {
    var lines = ["entries \(try sequence())"]
    for sheet in try balanceSheet().sheets {
      lines.append("sheet \(sheet.currency): total \(sheet.total) held \(sheet.held) remaining \(sheet.remaining)")
      for line in sheet.lines where line.posted != 0 {
        lines.append("sheet \(sheet.currency): \(line.kind) \(line.rail.map { "\($0)" } ?? "") \(line.posted)")
      }
    }
    for id in RandomHistory.accounts {
      guard let account = try account(id) else { continue }
      lines.append(
        "account \(id): bank \(account.bank.balance.posted) held \(account.bank.held), card \(account.card.balance.posted) "
          + "held \(account.card.held), \(account.openChecks) open")
      lines.append(
        "account \(id): \(account.status) \(account.currency) \(account.delivery), since \(account.enrolled), "
          + "as of \(account.updated), bank \(account.bank.standing) statement \(account.bank.railSequence), "
          + "card \(account.card.standing) line \(account.card.line) statement \(account.card.railSequence), "
          + "limits \(account.limits.perCheck) \(account.limits.perDay) \(account.limits.checksPerDay), "
          + "used \(account.usedAmount) in \(account.usedCount) on \(account.usedDay)")
      lines += try whoIs(.account(id))
    }
    for id in RandomHistory.sellers {
      guard let seller = try seller(id) else { continue }
      lines.append(
        "seller \(id): \(seller.available.posted) locked \(seller.locked.posted) reserve \(seller.reserve.posted)")
      lines += try whoIs(.seller(id))
    }
    for id in RandomHistory.distributors {
      guard let distributor = try distributor(id) else { continue }
      lines.append("distributor \(id): \(distributor.debt.posted) to collect \(distributor.cashPending)")
      lines += try whoIs(.distributor(id))
    }
    for state in CheckState.allCases {
      var query = CheckQuery()
      query.state = state
      query.limit = 1000
      for check in try checks(query).items {
        lines.append("check \(check.id): \(state) \(check.progress.remaining) of \(check.terms.amount.minorUnits)")
        lines += check.said
      }
    }
    for receipt in try journal(from: 1, limit: 10_000).items { lines.append(receipt.said) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func whoIs(_ party: Party) throws -> [String] {
    var lines: [String] = []
    #if SEALS
    let profile = try sealedProfile(of: party)
    let fields: [(String, String)] = ProfileField.allCases.compactMap { field in
      guard let value = profile.fields[field]?.dropLast().map({ $0 ^ 0xFF }) else { return nil }
      let text = field == .sex ? "\(Sex(rawValue: value[0]) ?? .unstated)" : String(decoding: value, as: UTF8.self)
      return (field.name, text)
    }
    if profile.isForgotten { lines.append("profile \(party): forgotten") }
    if let key = profile.addressKey { lines.append("profile \(party): address key \(key)") }
    #else
    let fields: [(String, String?)]
    let profile: CompanyProfile
    switch party {
    case .account(let id):
      let person = try account(id).map { try record($0).profile } ?? AccountProfile()
      profile = CompanyProfile()
      fields = [
        ("name", person.name?.value), ("sex", person.sex.map { "\($0)" }), ("address", person.address?.value),
        ("telephone", person.telephone?.value), ("bank", person.bank?.value),
        ("bank_account_number", person.bankAccountNumber?.value), ("bank_notes", person.bankNotes?.value),
        ("credit_company", person.creditCompany?.value), ("card_number", person.cardNumber?.value),
        ("credit_notes", person.creditNotes?.value),
      ]
    case .seller, .distributor:
      switch party {
      case .distributor(let id): profile = try distributor(id).map { try record($0).profile } ?? CompanyProfile()
      default: profile = try seller(SellerID(party.code)).map { try record($0).profile } ?? CompanyProfile()
      }
      fields = [
        ("name", profile.name?.value), ("address", profile.address?.value), ("telephone", profile.telephone?.value),
        ("bank", profile.bank?.value), ("bank_account_number", profile.bankAccountNumber?.value),
      ]
    }
    #if ATTESTS
    if let key = profile.addressKey { lines.append("profile \(party): address key \(key)") }
    #endif
    #endif
    for case (let name, let value?) in fields { lines.append("profile \(party): \(name) \(value)") }
    #if ATTESTS
    for key in profile.handOverKeys {
      lines.append(
        "profile \(party): signs \(key.key.mark) since \(key.since) until \(key.until.map { "\($0)" } ?? "-")")
    }
    #endif
    return lines
  }
}

extension CheckDocument {
  var said: [String] {
    func or(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "-" }
    var flags = ""
    #if ATTESTS
    if terms.sealsAddress { flags = ", seals its address" }
    #endif
    return [
      "check \(id): of \(terms.drawer) to \(or(terms.payee)) by \(or(terms.distributor)), \(terms.currency) \(terms.method) "
        + "\(terms.release), until \(or(terms.expires)), window \(or(terms.deliveryWindow?.milliseconds)), "
        + "cooling off \(terms.coolingOff.milliseconds), guarantee \(terms.guarantee.milliseconds) "
        + "of \(terms.reserveShare), order \(or(terms.order)), claim \(or(terms.claim)), issued \(issued)\(flags)",
      "check \(id): \(progress.method) on \(progress.cover) to \(or(progress.payee))"
        + "\(progress.confirmed ? ", confirmed" : ""), captured \(progress.captured) \(progress.capturedFromCard), "
        + "released \(progress.released), returned \(progress.returned) \(progress.returnedToCard), "
        + "demanded \(progress.demanded), until \(progress.expires), deadline \(or(progress.deadline)), "
        + "frozen \(or(progress.frozenFrom)) \(or(progress.frozenAt)), "
        + "locked \(progress.locked) until \(or(progress.lockedUntil)), "
        + "reserved \(progress.reserved) until \(or(progress.reservedUntil))",
    ] + (memo.value.isEmpty ? [] : ["check \(id): \(memo)"])
  }
}

extension Receipt {
  var said: String {
    let subject =
      switch entry.subject {
      case .check(let id): "\(id)"
      case .party(let party): "\(party)"
      }
    let postings = entry.postings.all.map { "\($0.amount) \($0.debit) > \($0.credit)" }.joined(separator: ", ")
    return "entry \(entry.sequence): \(entry.time) \(entry.kind) \(entry.amount) \(entry.currency) by \(entry.actor) "
      + "on \(subject) as \(entry.command) \(entry.fingerprint), held \(entry.heldOnBank) \(entry.heldOnCard), "
      + "[\(postings)] \(detail)"
  }
}
