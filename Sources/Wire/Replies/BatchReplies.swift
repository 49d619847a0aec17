/// The outcomes of a batch's items: arrays with one value for each.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

// MARK: - Writing

extension Builder {
  static func batchReply(_ reply: Reply<[Outcome<BatchEntry>]>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__batch_reply__init) { unsafe builder.outcomes($0) }
  }

  private func outcomes(_ outcomes: [Outcome<BatchEntry>]) -> UnsafeMutablePointer<Vouch__V1__BatchOutcomes> {
    let m = unsafe make(vouch__v1__batch_outcomes__init)
    let count = outcomes.count
    var (entries, times, amounts) = (
      column(count, of: UInt64.self), column(count, of: Int64.self), column(count, of: Int64.self)
    )
    var (refusals, states) = (column(count, of: UInt32.self), column(count, of: UInt32.self))
    for outcome in outcomes {
      if case .accepted(let entry) = outcome {
        entries.append(entry.sequence)
        times.append(entry.time.milliseconds)
        states.append(entry.state.wire)
        amounts.append(entry.amount)
      } else {
        entries.append(0)
        times.skip()
        states.skip()
        amounts.skip()
      }
      refusals.append(outcome.reason)
    }
    unsafe m.pointee.count = UInt32(count)
    unsafe (m.pointee.n_entries, m.pointee.entries) = entries.packed
    unsafe (m.pointee.n_times, m.pointee.times) = times.packed
    unsafe (m.pointee.n_refusals, m.pointee.refusals) = refusals.packed(as: Vouch__V1__RefusalReason.self)
    unsafe (m.pointee.n_states, m.pointee.states) = states.packed(as: Vouch__V1__CheckState.self)
    unsafe (m.pointee.n_amounts, m.pointee.amounts) = amounts.packed
    unsafe (m.pointee.n_invalid, m.pointee.invalid) = invalid(among: outcomes)
    return unsafe m
  }

  func verifications(
    _ outcomes: [Outcome<BriefVerification>]
  ) -> UnsafeMutablePointer<Vouch__V1__BatchVerifications> {
    let m = unsafe make(vouch__v1__batch_verifications__init)
    let count = outcomes.count
    var (refusals, currencies) = (column(count, of: UInt32.self), column(count, of: UInt32.self))
    var (releases, states) = (column(count, of: UInt32.self), column(count, of: UInt32.self))
    var (amounts, remaining) = (column(count, of: Int64.self), column(count, of: Int64.self))
    var (expires, confirmed) = (column(count, of: Int64.self), column(count, of: Int32.self))
    for outcome in outcomes {
      refusals.append(outcome.reason)
      guard case .accepted(let check) = outcome else {
        currencies.skip()
        releases.skip()
        states.skip()
        amounts.skip()
        remaining.skip()
        expires.skip()
        confirmed.skip()
        continue
      }
      currencies.append(UInt32(check.currency.number))
      releases.append(check.release.wire)
      states.append(check.state.wire)
      amounts.append(check.amount.minorUnits)
      remaining.append(check.remaining)
      expires.append(check.expires.milliseconds)
      confirmed.append(check.confirmed ? 1 : 0)
    }
    unsafe m.pointee.count = UInt32(count)
    unsafe (m.pointee.n_refusals, m.pointee.refusals) = refusals.packed(as: Vouch__V1__RefusalReason.self)
    unsafe (m.pointee.n_amounts, m.pointee.amounts) = amounts.packed
    unsafe (m.pointee.n_currencies, m.pointee.currencies) = currencies.packed
    unsafe (m.pointee.n_releases, m.pointee.releases) = releases.packed(as: Vouch__V1__ReleaseRule.self)
    unsafe (m.pointee.n_states, m.pointee.states) = states.packed(as: Vouch__V1__CheckState.self)
    unsafe (m.pointee.n_confirmed, m.pointee.confirmed) = confirmed.packed
    unsafe (m.pointee.n_remaining, m.pointee.remaining) = remaining.packed
    unsafe (m.pointee.n_expires, m.pointee.expires) = expires.packed
    unsafe (m.pointee.n_invalid, m.pointee.invalid) = invalid(among: outcomes)
    return unsafe m
  }

  private func invalid<Brief>(
    among outcomes: [Outcome<Brief>]
  ) -> (count: Int, items: UnsafeMutablePointer<UnsafeMutablePointer<Vouch__V1__InvalidItem>?>?) {
    var items: [InvalidItem] = []
    for index in outcomes.indices {
      if case .invalid(let fault) = outcomes[index] { items.append(InvalidItem(index: index, fault: fault)) }
    }
    return unsafe list(items) { item in
      let m = unsafe make(vouch__v1__invalid_item__init)
      unsafe m.pointee.index = UInt32(item.index)
      unsafe m.pointee.invalid = invalid(item.fault)
      return unsafe m
    }
  }
}

extension Outcome {
  /// The number of the refusal; 0 where it is none.
  fileprivate var reason: UInt32 { if case .refused(let refusal) = self { UInt32(refusal.rawValue) } else { 0 } }
}

// MARK: - Reading

extension Reader {
  static func batchReply(_ bytes: [UInt8]) throws(WireError) -> Reply<[Outcome<BatchEntry>]> {
    unsafe try reply(bytes, vouch__v1__batch_reply__unpack, Reader.outcomes)
  }

  private func outcomes(_ m: Vouch__V1__BatchOutcomes) throws(Invalid) -> [Outcome<BatchEntry>] {
    let count = unsafe try batchCount(m.count)
    let entries = unsafe try column(m.n_entries, m.entries, items: count, "entries")
    let times = unsafe try column(m.n_times, m.times, items: count, "times")
    let refusals = unsafe try column(m.n_refusals, m.refusals, items: count, "refusals")
    let states = unsafe try column(m.n_states, m.states, items: count, "states")
    let amounts = unsafe try column(m.n_amounts, m.amounts, items: count, "amounts")
    return unsafe try outcomes(count, refusals, m.n_invalid, m.invalid) { index throws(Invalid) in
      guard let sequence = entries[index], sequence > 0 else {
        throw missing("entries", "An item that is neither refused nor invalid has an entry.")
      }
      return BatchEntry(
        sequence: sequence, time: try time(times[index] ?? 0, "times"),
        state: try needCase(states[index]?.rawValue ?? 0, "states"), amount: try sum(amounts[index] ?? 0, "amounts"))
    }
  }

  func verifications(_ m: Vouch__V1__BatchVerifications) throws(Invalid) -> [Outcome<BriefVerification>] {
    let count = unsafe try batchCount(m.count)
    let refusals = unsafe try column(m.n_refusals, m.refusals, items: count, "refusals")
    let amounts = unsafe try column(m.n_amounts, m.amounts, items: count, "amounts")
    let currencies = unsafe try column(m.n_currencies, m.currencies, items: count, "currencies")
    let releases = unsafe try column(m.n_releases, m.releases, items: count, "releases")
    let states = unsafe try column(m.n_states, m.states, items: count, "states")
    let confirmed = unsafe try column(m.n_confirmed, m.confirmed, items: count, "confirmed")
    let remaining = unsafe try column(m.n_remaining, m.remaining, items: count, "remaining")
    let expires = unsafe try column(m.n_expires, m.expires, items: count, "expires")
    return unsafe try outcomes(count, refusals, m.n_invalid, m.invalid) { index throws(Invalid) in
      guard let number = UInt16(exactly: currencies[index] ?? 0), let currency = Currency(number: number) else {
        throw Invalid(field: "currencies", reason: "has no currency", hint: "Give the number of ISO 4217: 978 is EUR.")
      }
      return BriefVerification(
        amount: try amount(amounts[index] ?? 0, "amounts"), currency: currency,
        release: try needCase(releases[index]?.rawValue ?? 0, "releases"),
        state: try needCase(states[index]?.rawValue ?? 0, "states"), confirmed: (confirmed[index] ?? 0) != 0,
        remaining: try sum(remaining[index] ?? 0, "remaining"), expires: try time(expires[index] ?? 0, "expires"))
    }
  }

  private func batchCount(_ count: UInt32) throws(Invalid) -> Int {
    guard count <= UInt32(BatchBounds.maximum) else {
      throw Invalid(field: "count", reason: "is too large", hint: "At most \(BatchBounds.maximum).")
    }
    return Int(count)
  }

  /// One outcome for each item: what is neither invalid nor refused was accepted.
  private func outcomes<Brief>(
    _ count: Int, _ refusals: PackedColumn<Vouch__V1__RefusalReason>, _ invalidCount: Int,
    _ invalid: UnsafeMutablePointer<UnsafeMutablePointer<Vouch__V1__InvalidItem>?>?,
    _ accepted: (Int) throws(Invalid) -> Brief
  ) throws(Invalid) -> [Outcome<Brief>] {
    var outcomes: [Outcome<Brief>] = []
    outcomes.reserveCapacity(count)
    var faults = unsafe try items(invalidCount, invalid, Reader.invalidItem)[...]
    for index in 0..<count {
      if let next = faults.first, next.index == index {
        outcomes.append(.invalid(next.fault))
        faults.removeFirst()
      } else if let reason = refusals[index]?.rawValue, reason != 0 {
        outcomes.append(.refused(unsafe try self.reason(reason, nil, of: "manager")))
      } else {
        outcomes.append(.accepted(try accepted(index)))
      }
    }
    guard faults.isEmpty else {
      throw Invalid(field: "invalid", reason: "is not in order", hint: "Each item once, in the order of their places.")
    }
    return outcomes
  }

  private func invalidItem(_ m: Vouch__V1__InvalidItem) throws(Invalid) -> InvalidItem {
    unsafe InvalidItem(index: Int(m.index), fault: try invalid(try need(m.invalid, "invalid.invalid")))
  }
}
