/// What is kept of parties, opened for whoever is shown it.
internal import Ledger
internal import Logging
internal import Persons

/// How much of a party's bank account number is shown (`Viewer.disclosure`). Of a card number nobody is shown more than its
/// last four characters, which the wire sees to.
enum Disclosure {
  case whole
  /// Its last four characters.
  case masked
  /// Nothing: of a company no more than its name and its status.
  case name
}

extension Registrar {
  /// A sealed profile opened: what it says, or why it says nothing. What is wrong is logged, not thrown: a list is not
  /// withheld for one party in it.
  func open(
    _ profile: SealedProfile, of party: Party, only field: ProfileField? = nil
  ) -> (fields: ClearFields, state: ProfileState) {
    do throws(PersonsError) {
      switch try vault.open(profile, of: party, only: field) {
      case .fields(let fields): return (fields, .kept)
      case .forgotten: return ([:], .forgotten)
      }
    } catch {
      logger.error("a party's data cannot be read", metadata: ["party": "\(party)", "reason": "\(error)"])
      switch error {
      case .keyBroken, .fieldBroken: return ([:], .broken)
      default: return ([:], .keyMissing)
      }
    }
  }

  func record(_ account: Account, _ sealed: SealedProfile, for disclosure: Disclosure) -> AccountRecord {
    let (fields, state) = open(sealed, of: .account(account.id))
    guard var profile = AccountProfile(fields) else {
      return AccountRecord(account: account, profile: AccountProfile(), state: .broken)
    }
    profile.bankAccountNumber = profile.bankAccountNumber?.shown(disclosure)
    return AccountRecord(account: account, profile: profile, state: state)
  }

  func record(_ seller: Seller, _ sealed: SealedProfile, for disclosure: Disclosure) -> SellerRecord {
    let (profile, state) = company(sealed, .seller(seller.id), disclosure)
    guard disclosure != .name else {
      let named = Seller(id: seller.id, status: seller.status, currency: seller.currency, at: seller.enrolled)
      return SellerRecord(seller: named, profile: profile, state: state)
    }
    return SellerRecord(seller: seller, profile: profile, state: state)
  }

  func record(
    _ distributor: Distributor, _ sealed: SealedProfile, for disclosure: Disclosure
  ) -> DistributorRecord {
    var (profile, state) = company(sealed, .distributor(distributor.id), disclosure)
    guard disclosure != .name else {
      let named = Distributor(
        id: distributor.id, status: distributor.status, currency: distributor.currency, at: distributor.enrolled)
      return DistributorRecord(distributor: named, profile: profile, state: state)
    }
    (profile.addressKey, profile.handOverKeys) = (sealed.addressKey, sealed.handOverKeys)
    return DistributorRecord(distributor: distributor, profile: profile, state: state)
  }

  private func company(
    _ sealed: SealedProfile, _ party: Party, _ disclosure: Disclosure
  ) -> (CompanyProfile, ProfileState) {
    let (fields, state) = open(sealed, of: party, only: disclosure == .name ? .name : nil)
    guard var profile = CompanyProfile(fields) else { return (CompanyProfile(), .broken) }
    profile.bankAccountNumber = profile.bankAccountNumber?.shown(disclosure)
    return (profile, state)
  }

  /// The name that stands on a check; in its place what is the matter, where it cannot be known.
  func name(of party: Party, _ sealed: SealedProfile) -> Text {
    let (fields, state) = open(sealed, of: party, only: .name)
    switch state {
    case .kept: return fields[.name].flatMap { AccountProfile([.name: $0])?.name } ?? .empty
    case .forgotten: return Text("(forgotten)") ?? .empty
    case .keyMissing, .broken: return Text("(unreadable)") ?? .empty
    }
  }
}

extension ProfileState {
  /// Why nobody is told; nil where it can be read.
  var refusal: Refusal? {
    switch self {
    case .kept: nil
    case .forgotten: .partyForgotten
    case .keyMissing: .keyMissing
    case .broken: .sealBroken
    }
  }
}

extension Text {
  func shown(_ disclosure: Disclosure) -> Text? {
    switch disclosure {
    case .whole: self
    case .masked: Text("… " + value.suffix(4))
    case .name: nil
    }
  }
}
