/// Parties of any kind, as the desk shows them: one row of a list, and all of one.
internal import Console
internal import Ledger
internal import Pages
internal import Wire

/// A kind of party, by the place where it is shown.
enum PartyKind: String, Sendable, CaseIterable {
  case account = "accounts"
  case seller = "sellers"
  case distributor = "distributors"

  var place: Desk.Place {
    switch self {
    case .account: .accounts
    case .seller: .sellers
    case .distributor: .distributors
    }
  }

  /// The party of a code; nil where it is no code.
  func party(_ code: String) -> Party? {
    switch self {
    case .account: AccountID(code).map { .account($0) }
    case .seller: SellerID(code).map { .seller($0) }
    case .distributor: DistributorID(code).map { .distributor($0) }
    }
  }
}

/// One party.
struct PartyView: Sendable {
  let party: Party
  let status: PartyStatus
  let currency: Currency
  /// Its name, or why it has none.
  let name: String
  /// Sums of a list, as the kind's columns are.
  let sums: [Int64]
  /// All that is known of it.
  let fields: [(String, String)]
  /// Its accounts of the book.
  let books: [BookAccountID]

  static func columns(_ kind: PartyKind) -> [String] {
    switch kind {
    case .account: ["Bank available", "Card available", "Held"]
    case .seller: ["Available", "Locked", "In reserve"]
    case .distributor: ["Debt", "To collect", "Cash limit"]
    }
  }

  init(_ record: AccountRecord) {
    let (account, profile) = (record.account, record.profile)
    party = .account(account.id)
    (status, currency) = (account.status, account.currency)
    name = PartyView.name(profile.name, record.state)
    sums = [account.bank.available, account.card.available, account.bank.held + account.card.held]
    let currency = account.currency
    func cover(_ cover: CoverBalance) -> String {
      cover.standing == .none
        ? "none"
        : "\(currency.money(cover.available)) available: \(currency.money(cover.balance.posted)) there, "
          + "\(currency.money(cover.line)) credit line, \(currency.money(cover.held)) held; standing \(cover.standing.words)"
    }
    fields = [
      ("Bank cover", cover(account.bank)), ("Card cover", cover(account.card)),
      ("Limits", account.limits.summary(in: currency)), ("Open checks", grouped(account.openChecks)),
      ("Address", profile.address?.value ?? ""), ("Telephone", profile.telephone?.value ?? ""),
      ("Bank", profile.bank?.value ?? ""), ("Bank account", profile.bankAccountNumber?.value ?? ""),
      ("Bank says", profile.bankNotes?.value ?? ""), ("Credit company", profile.creditCompany?.value ?? ""),
      ("Card", lastFour(profile.cardNumber).map { "… \($0)" } ?? ""),
      ("Credit company says", profile.creditNotes?.value ?? ""), ("Enrolled", account.enrolled.withZone),
      ("Changed", account.updated.withZone),
    ]
    books = [.bank(account.id)] + (account.card.standing == .none ? [] : [.card(account.id)])
  }

  init(_ record: SellerRecord) {
    let seller = record.seller
    party = .seller(seller.id)
    (status, currency) = (seller.status, seller.currency)
    name = PartyView.name(record.profile.name, record.state)
    sums = [seller.available.posted, seller.locked.posted, seller.reserve.posted]
    let currency = seller.currency
    fields =
      [
        ("Available", currency.money(seller.available.posted)),
        ("Locked by cooling-off", currency.money(seller.locked.posted)),
        ("In reserve for guarantees", currency.money(seller.reserve.posted)),
        ("On open checks", PartyView.exposure(seller.exposure, seller.exposureLimit, currency)),
        ("Being paid out", currency.money(seller.payingOut)),
      ] + PartyView.company(record.profile)
      + [("Enrolled", seller.enrolled.withZone), ("Changed", seller.updated.withZone)]
    books = [.available(seller.id), .locked(seller.id), .reserve(seller.id)]
  }

  init(_ record: DistributorRecord) {
    let distributor = record.distributor
    party = .distributor(distributor.id)
    (status, currency) = (distributor.status, distributor.currency)
    name = PartyView.name(record.profile.name, record.state)
    sums = [distributor.debt.posted, distributor.cashPending, distributor.cashLimit]
    let currency = distributor.currency
    fields =
      [
        ("Cash not paid in", currency.money(distributor.debt.posted)),
        ("Cash to collect", currency.money(distributor.cashPending)),
        ("Cash limit", distributor.cashLimit == 0 ? "collects no cash" : currency.money(distributor.cashLimit)),
        ("On open checks", PartyView.exposure(distributor.exposure, distributor.exposureLimit, currency)),
        ("Hand-over key", distributor.handOverKey?.description ?? "none: deliveries are confirmed without a signature"),
      ] + PartyView.company(record.profile)
      + [("Enrolled", distributor.enrolled.withZone), ("Changed", distributor.updated.withZone)]
    books = [.debt(distributor.id)]
  }

  private static func name(_ name: Text?, _ state: ProfileState) -> String {
    switch state {
    case .kept: name?.value ?? ""
    case .forgotten: "(forgotten)"
    case .keyMissing, .broken: "(cannot be read)"
    }
  }

  private static func exposure(_ sum: Int64, _ limit: Int64, _ currency: Currency) -> String {
    "\(currency.money(sum)), \(limit == 0 ? "no limit" : "at most \(currency.money(limit))")"
  }

  private static func company(_ profile: CompanyProfile) -> [(String, String)] {
    [
      ("Address", profile.address?.value ?? ""), ("Telephone", profile.telephone?.value ?? ""),
      ("Bank", profile.bank?.value ?? ""), ("Bank account", profile.bankAccountNumber?.value ?? ""),
    ]
  }
}

extension Session {
  /// One party.
  func view(of party: Party) async throws(Failure) -> PartyView {
    switch party {
    case .account(let id): PartyView(try await ask(GetAccount(id)))
    case .seller(let id): PartyView(try await ask(GetSeller(id)))
    case .distributor(let id): PartyView(try await ask(GetDistributor(id)))
    }
  }

  /// Parties in the order of their codes, and the code that the next page begins with.
  func views(_ kind: PartyKind, from code: String, limit: Int) async throws(Failure) -> (
    items: [PartyView], next: String?
  ) {
    switch kind {
    case .account:
      let page = try await ask(ListAccounts(from: AccountID(code), limit: limit))
      return (page.items.map { PartyView($0) }, page.next?.description)
    case .seller:
      let page = try await ask(ListSellers(from: SellerID(code), limit: limit))
      return (page.items.map { PartyView($0) }, page.next?.description)
    case .distributor:
      let page = try await ask(ListDistributors(from: DistributorID(code), limit: limit))
      return (page.items.map { PartyView($0) }, page.next?.description)
    }
  }
}
