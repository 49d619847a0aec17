/// The name master (D6), the vehicles and the map.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import RPC
internal import Sites
internal import Wire

extension Carrier {
  /// How many sellers and how many vehicles a carrier has at most: all stand in one reply.
  static let maximumPartners: UInt64 = 1000

  func company() throws(SiteStoreError) -> Company {
    try store.read { transaction throws(SiteStoreError) in try company(in: transaction) }
  }

  private func company(in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> Company {
    var company = Company(
      code: identity.code, name: identity.name, sellers: [], vehicles: [],
      places: try tables.places.count(in: transaction), deliveries: try tables.deliveries.count(in: transaction),
      waiting: try tables.outbox.count(in: transaction))
    company.pages = pages.flatMap { Text($0.base) } ?? .empty
    try tables.partners.walk(in: transaction) { _, partner throws(SiteStoreError) in
      company.sellers.append(partner)
      return true
    }
    try tables.vehicles.walk(in: transaction) { _, vehicle throws(SiteStoreError) in
      company.vehicles.append(vehicle)
      return true
    }
    return company
  }

  func put(_ vehicle: Vehicle) async throws(SiteStoreError) -> SiteReply<Company> {
    try await write { [self] transaction throws(SiteStoreError) in
      let key = CodeKey(vehicle.code)
      if try tables.vehicles.get(key, in: transaction) == nil,
        try tables.vehicles.count(in: transaction) >= Carrier.maximumPartners
      {
        return .invalid(tooMany("vehicle", "vehicles"))
      }
      try tables.vehicles.put(vehicle, at: key, in: transaction)
      return .accepted(try company(in: transaction))
    }
  }

  func put(_ places: [Place]) async throws(SiteStoreError) -> SiteReply<Company> {
    for place in places where PostcodeKey(place.postcode) == nil {
      return .invalid(
        Invalid(
          field: "place.postcode", reason: "'\(place.postcode)' is no postcode",
          hint: "At most \(PostcodeKey.longest) bytes, blanks not counted, and not blanks alone."))
    }
    return try await write { [self] transaction throws(SiteStoreError) in
      for place in places {
        guard let key = PostcodeKey(place.postcode) else { continue }
        try tables.places.put(place, at: key, in: transaction)
      }
      return .accepted(try company(in: transaction))
    }
  }

  func put(_ seller: Partner) async throws(SiteStoreError) -> SiteReply<Company> {
    guard Endpoint(seller.endpoint) != nil else {
      return .invalid(
        Invalid(
          field: "seller.endpoint", reason: "'\(seller.endpoint)' is no endpoint",
          hint: "HOST:PORT, [IPV6]:PORT or unix:PATH, such as 127.0.0.1:7421."))
    }
    let reply: SiteReply<Company> = try await write { [self] transaction throws(SiteStoreError) in
      let key = CodeKey(seller.code)
      if try tables.partners.get(key, in: transaction) == nil,
        try tables.partners.count(in: transaction) >= Carrier.maximumPartners
      {
        return .invalid(tooMany("seller", "sellers"))
      }
      try tables.partners.put(seller, at: key, in: transaction)
      return .accepted(try company(in: transaction))
    }
    // What waited for this seller can go now.
    tables.outbox.notify()
    return reply
  }

  private func tooMany(_ field: String, _ what: String) -> Invalid {
    Invalid(
      field: field, reason: "would be one too many", hint: "A carrier has at most \(Carrier.maximumPartners) \(what).")
  }
}

extension Carrier {
  /// Where a seller's site is; nil: nobody said.
  func endpoint(of seller: SellerID) throws(SiteStoreError) -> Endpoint? {
    try store.read { transaction throws(SiteStoreError) in
      try tables.partners.get(CodeKey(seller.code), in: transaction).flatMap { Endpoint($0.endpoint) }
    }
  }
}
