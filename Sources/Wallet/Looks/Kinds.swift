/// What happened to an account or a check, as its owner would say it.
internal import Ledger

extension JournalEntry.Kind {
  /// For people, at the beginning of a line.
  var title: String {
    switch self {
    case .issued: "Drawn"
    case .captured: "Paid"
    case .committed: "Promised until delivery"
    case .deliveryConfirmed: "Delivery confirmed"
    case .paidOnDelivery: "Paid on delivery"
    case .cashCollected: "Cash paid to the driver"
    case .deliveryFailed: "Not delivered"
    case .extended: "Good for longer"
    case .methodChosen: "To be paid in another way"
    case .voided: "Made void"
    case .expired: "Expired"
    case .deadlineLapsed: "Not delivered in time"
    case .disputeOpened: "Disputed"
    case .disputeResolved: "Dispute decided"
    case .refunded: "Given back by the seller"
    case .withdrawn: "Taken back"
    case .chargedBack: "Charged back"
    case .proceedsReleased: "Time to give it back is over"
    case .railAccepted: "Moved by the bank"
    case .railRejected: "Refused by the bank"
    case .railReturned: "Sent back by the bank"
    case .railUnsure: "Not yet known of the bank"
    case .guaranteeClaimed: "Guarantee paid"
    case .enrolled: "Account opened"
    case .updated: "Account changed"
    case .statusSet: "Status changed"
    case .funded: "Put on the account"
    case .reconciled: "Brought to the bank’s statement"
    case .paidOut: "Paid out"
    case .paidIn: "Paid in"
    case .forgotten: "Forgotten"
    case .feeCharged: "Fee"
    }
  }
}
