/// An order's delivery instruction, as the buyer sees and confirms it (S9).
internal import Ledger
public import MailOrder

extension Order {
  /// What the distributor is told, as far as the buyer is concerned.
  public var instructionText: String {
    var fields = FieldList()
    fields.add("order", form.id.description)
    fields.add("distributor", distributor?.description ?? "")
    fields.add("goes to", [recipient?.line, sealedFor].compactMap(\.self).joined(separator: "  "))
    fields.add("goods", form.lines.map { "\(grouped($0.quantity)) × \($0.commodity)" }.joined(separator: ", "))
    fields.add("confirmed", instructionConfirmed ? "yes" : "not yet")
    fields.add("at the shop", state.words)
    return "delivery instruction\n\(fields)"
  }
}
