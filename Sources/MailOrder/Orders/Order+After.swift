/// What becomes of an order: for each state and each piece of news the next state, and what the shop has to do.
///
/// Answers that come too late are passed over: the order stays as it is. What a caller asks for at the wrong time is
/// refused by name. The table stands, cell by cell, in the tests.
public import Ledger

extension Order {
  /// How many events are kept: far more than an honest delivery has. Past it the middle ones go, so that a distributor
  /// that reports for ever fills no disk.
  public static let maximumEvents = 100

  /// Whether anything of it is shipped. Settled when it is placed: a shop that calls a commodity digital later does not
  /// change what was ordered.
  public var ships: Bool { distributor != nil }

  /// Whether its goods lie here for a buyer who has not said yet how it pays.
  public var awaitsChoice: Bool {
    form.paysLater && !paymentChosen && (state == .received || state == .accepted)
  }

  /// The order after `news`, at `time`.
  ///
  /// - Throws: `SiteRefusal` when a caller asks for what cannot be now.
  public func after(_ news: OrderNews, at time: Timestamp, fresh: FreshIDs) throws(SiteRefusal) -> OrderStep {
    var course = Course(step: OrderStep(order: self), time: time, fresh: fresh)
    switch news {
    case .placed: course.placed()
    case .claimed: if state == .received { course.errand(.verify) }
    case .verified(let release, let method): course.verified(release, method)
    case .addressee(let recipient): course.addressee(recipient)
    case .sealedAddressee(let sealed): course.sealedAddressee(sealed)
    case .demanded(let check, let method): course.demanded(check, method)
    case .givenBack(let check): course.givenBack(check)
    case .seen(let check, let method): course.seen(check, method)
    case .refusedByManager(let reason): course.refusedByManager(reason)
    case .instructed: if state == .demanded { course.enter(.instructed) }
    case .refusedByDistributor(let reason): course.refusedByDistributor(reason)
    case .paymentChosen(let method): try course.paymentChosen(method)
    case .paymentOverdue: course.paymentOverdue()
    case .instructionConfirmed: try course.instructionConfirmed()
    case .reported(let word): try course.reported(word)
    case .withdrawn(let check, let note): try course.withdrawn(check, note)
    }
    return course.step
  }
}

extension OrderState {
  /// The name on the wire and in JSON.
  public var name: String { "\(self)" }
}

extension DeliveryState {
  /// The name on the wire and in JSON.
  public var name: String { "\(self)" }
}
