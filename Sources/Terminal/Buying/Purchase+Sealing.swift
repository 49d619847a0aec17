/// The address that goes with an order, sealed by the terminal itself: the shop never has it in clear (N8).
public import Ledger
public import MailOrder
internal import Seals
internal import Wire

extension Purchase {
  /// Whether its recipient has still to be sealed before anything is sent. An address on file the check manager seals.
  public var mustSeal: Bool { demand.terms.sealsAddress && order.recipient != nil && order.sealed == nil }

  /// The purchase with its recipient sealed to the key of the distributor on its check, for that check and no other. The
  /// terminal keeps the recipient too, for its buyer to read. Nil where nothing can be sealed to that key.
  public func sealing(to key: PublicKey) -> Purchase? {
    guard let recipient = order.recipient, let address = AddressPublicKey(key.bytes),
      let sealed = try? AddressSeal.seal(recipient.packed, to: address, for: demand.id.bytes),
      let seal = SealedRecipient(sealed)
    else { return nil }
    var changed = self
    changed.order.sealed = seal
    return changed
  }
}
