/// The registries as they are shown: accounts, sellers, distributors. Values ↔ messages.
internal import CVouchProtos
internal import Ledger

extension Reader {
  func account(_ m: PbAccount) throws(Invalid) -> AccountRecord {
    var account = unsafe Account(
      id: AccountID(try code(m.code, "account.code")), status: try needCase(m.status.rawValue, "account.status"),
      currency: try currency(m.currency, "account.currency"), at: try time(m.enrolled, "account.enrolled"))
    account.delivery = unsafe try needCase(m.delivery.rawValue, "account.delivery")
    account.bank = unsafe try cover(try need(m.bank, "account.bank"), "account.bank")
    account.card = unsafe try cover(try need(m.card, "account.card"), "account.card")
    if let limits = unsafe m.limits { account.limits = unsafe try self.limits(limits.pointee, "account.limits") }
    account.usedDay = unsafe m.used_day
    account.usedAmount = unsafe m.used_amount
    account.usedCount = unsafe m.used_count
    account.openChecks = unsafe m.open_checks
    account.lastCheck = unsafe try optionalID(m.last_check, "account.last_check")
    account.updated = unsafe try time(m.updated, "account.updated")
    return unsafe AccountRecord(
      account: account,
      profile: try m.profile.map { p throws(Invalid) in unsafe try profile(p.pointee, "account.profile") }
        ?? AccountProfile(),
      state: try profileState(m.profile_state))
  }

  func cover(_ m: PbCover, _ field: @autoclosure () -> String) throws(Invalid) -> CoverBalance {
    var cover = unsafe CoverBalance(
      balance: Balance(posted: try bounded(m.posted, "\(field()).posted"), lastEntry: m.last_entry),
      held: try bounded(m.held, "\(field()).held"), line: try sum(m.line, "\(field()).line"),
      standing: try optionalCase(m.standing.rawValue, offset: 1, "\(field()).standing") ?? .none,
      railSequence: unsafe m.statement)
    cover.rail = unsafe try optionalCase(m.rail.rawValue, "\(field()).rail") ?? .book
    return cover
  }

  /// A sum that others are made of: far enough from the end of the numbers that they can be added.
  private func bounded(_ number: Int64, _ field: @autoclosure () -> String) throws(Invalid) -> Int64 {
    guard number.magnitude <= UInt64(Bounds.maximumBalance) else {
      throw Invalid(
        field: field(), reason: "is too large", hint: "At most \(Bounds.maximumBalance) either way.")
    }
    return number
  }

  private func balance(_ m: UnsafeMutablePointer<PbBalance>?) -> Balance {
    unsafe m.map { unsafe Balance(posted: $0.pointee.posted, lastEntry: $0.pointee.last_entry) } ?? Balance()
  }

  private func profileState(_ state: Vouch__V1__ProfileState) throws(Invalid) -> ProfileState {
    try optionalCase(state.rawValue, "profile_state") ?? .kept
  }

  private func company(_ m: UnsafeMutablePointer<PbCompanyProfile>?) throws(Invalid) -> CompanyProfile {
    guard let m = unsafe m else { return CompanyProfile() }
    return unsafe try profile(m.pointee, "profile")
  }

  func seller(_ m: PbSeller) throws(Invalid) -> SellerRecord {
    var seller = unsafe Seller(
      id: SellerID(try code(m.code, "seller.code")), status: try needCase(m.status.rawValue, "seller.status"),
      currency: try currency(m.currency, "seller.currency"), at: try time(m.enrolled, "seller.enrolled"))
    seller.available = unsafe balance(m.available)
    seller.locked = unsafe balance(m.locked)
    seller.reserve = unsafe balance(m.reserve)
    seller.exposure = unsafe m.exposure
    seller.exposureLimit = unsafe m.exposure_limit
    seller.payingOut = unsafe m.paying_out
    seller.updated = unsafe try time(m.updated, "seller.updated")
    return unsafe SellerRecord(
      seller: seller, profile: try company(m.profile), state: try profileState(m.profile_state))
  }

  func distributor(_ m: PbDistributor) throws(Invalid) -> DistributorRecord {
    var distributor = unsafe Distributor(
      id: DistributorID(try code(m.code, "distributor.code")),
      status: try needCase(m.status.rawValue, "distributor.status"),
      currency: try currency(m.currency, "distributor.currency"), at: try time(m.enrolled, "distributor.enrolled"))
    distributor.debt = unsafe balance(m.debt)
    distributor.cashPending = unsafe m.cash_pending
    distributor.cashLimit = unsafe m.cash_limit
    distributor.exposure = unsafe m.exposure
    distributor.exposureLimit = unsafe m.exposure_limit
    distributor.updated = unsafe try time(m.updated, "distributor.updated")
    var profile = unsafe try company(m.profile)
    profile.handOverKeys = unsafe try items(m.n_hand_over_keys, m.hand_over_keys, Reader.registeredKey)
    if let last = profile.handOverKeys.last, last.until == nil { distributor.handOverKey = last.key.mark }
    profile.addressKey = unsafe try publicKey(m.address_key, "distributor.address_key")
    distributor.hasAddressKey = profile.addressKey != nil
    return unsafe DistributorRecord(
      distributor: distributor, profile: profile, state: try profileState(m.profile_state))
  }

  private func registeredKey(_ m: Vouch__V1__HandOverKey) throws(Invalid) -> RegisteredKey {
    guard let key = unsafe try handOverKey(m.key, "hand_over_keys.key") else {
      throw missing("hand_over_keys.key", "Give the key.")
    }
    return unsafe RegisteredKey(
      key, since: try time(m.since, "hand_over_keys.since"), until: try optionalTime(m.until, "hand_over_keys.until"))
  }
}

extension Builder {
  func status(_ status: PartyStatus) -> Vouch__V1__PartyStatus { Vouch__V1__PartyStatus(rawValue: status.wire) }

  /// An account as it is shown: of its card number only the last four characters.
  func account(_ record: AccountRecord) -> UnsafeMutablePointer<PbAccount> {
    let m = unsafe make(vouch__v1__account__init)
    let account = record.account
    var shown = record.profile
    shown.cardNumber = shown.cardNumber?.lastFour
    unsafe m.pointee.code = string(account.id.code)
    unsafe m.pointee.status = status(account.status)
    unsafe m.pointee.currency = string(account.currency)
    unsafe m.pointee.profile = profile(shown)
    unsafe m.pointee.delivery = Vouch__V1__CheckDelivery(rawValue: account.delivery.wire)
    unsafe m.pointee.bank = cover(account.bank)
    unsafe m.pointee.card = cover(account.card)
    unsafe m.pointee.limits = account.limits == AccountLimits() ? nil : limits(account.limits)
    unsafe m.pointee.used_day = account.usedDay
    unsafe m.pointee.used_amount = account.usedAmount
    unsafe m.pointee.used_count = account.usedCount
    unsafe m.pointee.open_checks = account.openChecks
    unsafe m.pointee.last_check = id(account.lastCheck)
    unsafe m.pointee.enrolled = account.enrolled.milliseconds
    unsafe m.pointee.updated = account.updated.milliseconds
    unsafe m.pointee.profile_state = Vouch__V1__ProfileState(rawValue: UInt32(record.state.rawValue))
    return unsafe m
  }

  func cover(_ cover: CoverBalance) -> UnsafeMutablePointer<PbCover> {
    let m = unsafe make(vouch__v1__cover_balance__init)
    unsafe m.pointee.posted = cover.balance.posted
    unsafe m.pointee.held = cover.held
    unsafe m.pointee.line = cover.line
    unsafe m.pointee.available = cover.available
    unsafe m.pointee.standing = standing(cover.standing)
    unsafe m.pointee.statement = cover.railSequence
    unsafe m.pointee.last_entry = cover.balance.lastEntry
    if cover.rail.isOutside { unsafe m.pointee.rail = rail(cover.rail) }
    return unsafe m
  }

  private func balance(_ balance: Balance) -> UnsafeMutablePointer<PbBalance> {
    let m = unsafe make(vouch__v1__balance__init)
    unsafe m.pointee.posted = balance.posted
    unsafe m.pointee.last_entry = balance.lastEntry
    return unsafe m
  }

  func seller(_ record: SellerRecord) -> UnsafeMutablePointer<PbSeller> {
    let m = unsafe make(vouch__v1__seller__init)
    let seller = record.seller
    unsafe m.pointee.code = string(seller.id.code)
    unsafe m.pointee.status = status(seller.status)
    unsafe m.pointee.currency = string(seller.currency)
    unsafe m.pointee.profile = profile(record.profile)
    unsafe m.pointee.available = balance(seller.available)
    unsafe m.pointee.locked = balance(seller.locked)
    unsafe m.pointee.reserve = balance(seller.reserve)
    unsafe m.pointee.exposure = seller.exposure
    unsafe m.pointee.exposure_limit = seller.exposureLimit
    unsafe m.pointee.paying_out = seller.payingOut
    unsafe m.pointee.enrolled = seller.enrolled.milliseconds
    unsafe m.pointee.updated = seller.updated.milliseconds
    unsafe m.pointee.profile_state = Vouch__V1__ProfileState(rawValue: UInt32(record.state.rawValue))
    return unsafe m
  }

  func distributor(_ record: DistributorRecord) -> UnsafeMutablePointer<PbDistributor> {
    let m = unsafe make(vouch__v1__distributor__init)
    let distributor = record.distributor
    unsafe m.pointee.code = string(distributor.id.code)
    unsafe m.pointee.status = status(distributor.status)
    unsafe m.pointee.currency = string(distributor.currency)
    unsafe m.pointee.profile = profile(record.profile)
    unsafe m.pointee.debt = balance(distributor.debt)
    unsafe m.pointee.cash_pending = distributor.cashPending
    unsafe m.pointee.cash_limit = distributor.cashLimit
    unsafe m.pointee.exposure = distributor.exposure
    unsafe m.pointee.exposure_limit = distributor.exposureLimit
    unsafe m.pointee.enrolled = distributor.enrolled.milliseconds
    unsafe m.pointee.updated = distributor.updated.milliseconds
    unsafe m.pointee.address_key = publicKey(record.profile.addressKey)
    unsafe (m.pointee.n_hand_over_keys, m.pointee.hand_over_keys) = list(record.profile.handOverKeys) {
      unsafe registeredKey($0)
    }
    unsafe m.pointee.profile_state = Vouch__V1__ProfileState(rawValue: UInt32(record.state.rawValue))
    return unsafe m
  }

  private func registeredKey(_ registered: RegisteredKey) -> UnsafeMutablePointer<Vouch__V1__HandOverKey> {
    let m = unsafe make(vouch__v1__hand_over_key__init)
    unsafe m.pointee.key = bytes(registered.key.bytes)
    unsafe m.pointee.since = registered.since.milliseconds
    unsafe m.pointee.until = registered.until?.milliseconds ?? 0
    return unsafe m
  }
}

extension Text {
  /// What is shown of a card number.
  fileprivate var lastFour: Text? { Text(String(value.suffix(4))) }
}
