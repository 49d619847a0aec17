/// A dispute as the operator judges it: who, since when, over how much, and what the distributor proved.
public import Ledger

/// A disputed check, and what is known of its delivery.
public struct DisputeCase: Sendable {
  /// The check and its entries.
  public let history: CheckHistory
  /// What the distributor confirmed; nil: nothing.
  public let delivery: Delivery?
  /// The manager's time, for the age.
  public let now: Timestamp

  /// A confirmation, and what vouches for it.
  public struct Delivery: Hashable, Sendable {
    public let time: Timestamp
    /// Nil: it was confirmed in words only.
    public let digest: Digest?
    /// The key that signed; nil: none did.
    public let key: HandOverKey?
  }

  /// A case. `keys` are those that the distributor has or had: what a confirmation says of a key counts only where that key
  /// was the distributor's then, as the ledger takes no other then; a note may say anything.
  public init(_ history: CheckHistory, keys: [RegisteredKey], now: Timestamp) {
    self.history = history
    self.now = now
    delivery = history.entries.last { $0.entry.kind.isConfirmation }.map { receipt in
      let time = receipt.entry.time
      let words = receipt.detail.prefix { $0 != ";" }.split(separator: " ")
      let digest = words.first.flatMap { $0.hasPrefix("proof=") ? try? Read.digest(String($0.dropFirst(6))) : nil }
      let current = keys.first {
        $0.since <= time && ($0.until.map { time <= $0 } ?? true) && words.last == "key=\($0.key.mark)"
      }
      return Delivery(time: time, digest: digest, key: digest == nil ? nil : current?.key)
    }
  }

  /// The entry that opened the dispute; nil: it is not disputed.
  public var opened: Receipt? {
    guard history.check.progress.state == .frozen else { return nil }
    return history.entries.last { $0.entry.kind == .disputeOpened }
  }
}

extension JournalEntry.Kind {
  fileprivate var isConfirmation: Bool {
    self == .deliveryConfirmed || self == .paidOnDelivery || self == .cashCollected
  }
}

// MARK: - Shown

extension DisputeCase {
  /// What is proved of the delivery, in a word for programs: `none`, `unsigned`, `signed`.
  public var proofState: String { delivery.map { $0.key == nil ? "unsigned" : "signed" } ?? "none" }

  /// The dispute for programs.
  public var json: JSON {
    let check = history.check
    return [
      "check": .text(check.id.description), "state": check.progress.state.json,
      "opened": opened?.entry.time.json ?? .null,
      "age_seconds": opened.map { .integer((now - $0.entry.time).milliseconds / 1000) } ?? .null,
      "opened_by": .optional(opened?.entry.actor), "reason": .unlessEmpty(opened?.detail),
      "was": .optional(check.progress.frozenFrom?.name), "drawer": .text(check.terms.drawer.description),
      "payee": .optional(check.progress.payee), "distributor": .optional(check.terms.distributor),
      "amount": .integer(check.terms.amount.minorUnits), "remaining": .integer(check.progress.remaining),
      "demanded": .integer(check.progress.demanded), "currency": .text(check.terms.currency.code),
      "proof_state": .text(proofState), "proof": .optional(delivery?.digest), "key": .optional(delivery?.key),
      "confirmed": delivery?.time.json ?? .null,
    ]
  }

  /// The dispute for people: all that is known, and what each end would do.
  public var text: String {
    let check = history.check
    let (progress, currency) = (check.progress, check.terms.currency)
    var fields = FieldList()
    if let opened {
      fields.add("opened", "\(opened.entry.time.withZone) by \(opened.entry.actor), \(age) ago")
      fields.addUnlessEmpty("reason", opened.detail)
    }
    fields.add("in dispute", currency.money(progress.remaining))
    if progress.demanded != 0 { fields.add("demanded", currency.money(progress.demanded)) }
    switch delivery {
    case nil: fields.add("delivery", "nobody has confirmed it")
    case let delivery?:
      fields.add("delivery", "confirmed \(delivery.time.withZone)")
      fields.add("proof", delivery.digest?.description ?? "none was given")
      fields.add("signed by", delivery.key?.description ?? "nobody: a digest that no key vouches for proves nothing")
    }
    if opened != nil {
      fields.add("--resume", resumption)
      let all = currency.money(progress.remaining)
      fields.add(
        "--pay", progress.payee.map { "\(all), or less, to \($0); the rest goes back" } ?? "nobody to be paid yet")
      fields.add("--void", "\(all) goes back to \(check.terms.drawer)")
    }
    return "\(opened == nil ? "not disputed" : "disputed")\n\(fields)\n\(history.text)"
  }

  private var resumption: String {
    let (progress, currency) = (history.check.progress, history.check.terms.currency)
    guard progress.frozenFrom == .committed else {
      return "it may be presented again, and is good for as long as it was"
    }
    guard progress.confirmed, progress.method != .cash else {
      return "it waits for its delivery again, for as long as it had left"
    }
    return "\(currency.money(progress.demanded)) is paid, as delivery is confirmed"
  }

  private var age: String { opened.map { (now - $0.entry.time).rough } ?? "" }

  /// Several disputes for people.
  public static func table(_ cases: [DisputeCase]) -> String {
    var table = TextTable(
      .text("check"), .text("age"), .text("opened by"), .text("was"), .text("drawer"), .text("payee"),
      .text("distributor"), .number("in dispute"), .text(""), .text("proof"))
    for one in cases {
      let check = one.history.check
      table.add(
        check.id.description, one.age, one.opened?.entry.actor.description ?? "",
        check.progress.frozenFrom?.words ?? "", check.terms.drawer.description,
        check.progress.payee?.description ?? "", check.terms.distributor?.description ?? "",
        check.terms.currency.format(check.progress.remaining), check.terms.currency.code, one.proofState)
    }
    return table.description
  }
}

extension Timestamp.Span {
  /// In the largest unit there is one of.
  fileprivate var rough: String {
    let seconds = milliseconds / 1000
    for (unit, length) in [("d", 86_400), ("h", 3600), ("min", 60)] as [(String, Int64)] where seconds >= length {
      return "\(seconds / length) \(unit)"
    }
    return "\(seconds) s"
  }
}
