/// The public keys of distributors (N8): judged when they are registered, used when an address is sealed.
internal import Ledger
internal import LedgerStore
internal import Seals
internal import Wire

extension Command {
  /// What is wrong with the address key that the command registers; nil: nothing, or it registers none. A key that no
  /// secret belongs to would make a seal that anybody opens.
  var addressKeyFault: Invalid? {
    guard case .administer(let administration) = self else { return nil }
    let update: CompanyUpdate
    switch administration.change {
    case .enrolDistributor(let enrolment): update = enrolment.update
    case .updateDistributor(_, let change): update = change
    default: return nil
    }
    guard let key = update.addressKey, key != .none, AddressPublicKey(key.bytes) == nil else { return nil }
    return Invalid(
      field: "settings.address_key", reason: "is no key that can be sealed to",
      hint: "Give what vouch-distributor address-keys show tells.")
  }
}

extension Readers {
  /// What the address of a check with these terms is sealed to; nil: its terms do not say so, or there is none.
  func addressKey(of terms: CheckTerms, _ snapshot: borrowing Snapshot) throws(StoreError) -> PublicKey? {
    guard terms.sealsAddress, let id = terms.distributor else { return nil }
    return try snapshot.sealedProfile(of: .distributor(id)).addressKey
  }

  /// The addressee as the check's terms want it given: in clear, or for its distributor alone. Never in clear for want of a
  /// key: the distributor may have taken it back since the check was issued.
  func given(_ addressee: Addressee, of check: Check, to key: PublicKey?) -> Outcome<Addressee> {
    guard check.terms.sealsAddress else { return .accepted(addressee) }
    // Nothing on file is no secret, and the seller must know that it has to say no.
    guard let recipient = addressee.recipientBytes else {
      return .accepted(Addressee(name: .empty, address: .empty, telephone: .empty))
    }
    guard let key = key.flatMap({ AddressPublicKey($0.bytes) }) else {
      return .refused(.addressKeyMissing)
    }
    do throws(SealError) {
      let sealed = try AddressSeal.seal(recipient, to: key, for: check.id.bytes)
      guard let addressee = Addressee(sealedBytes: sealed) else { preconditionFailure("four texts fit a seal") }
      return .accepted(addressee)
    } catch {
      preconditionFailure("four texts fit a seal: \(error)")
    }
  }
}
