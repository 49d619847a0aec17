/// What a buyer has filled in about how an order is paid and brought: as it was written, and what it comes to.
internal import Ledger
internal import MailOrder
internal import Pages
internal import Terminal

/// The form as it was sent, so that nobody writes it twice.
struct Entries: Sendable {
  var method = "transfer"
  var release = "on_demand"
  var place = "file"
  var name = ""
  var address = ""
  var postcode = ""
  var telephone = ""
  var distributor = ""
  var seals = false
  var code = false
  var confirms = false
  var later = false

  /// What stands there first, for a proposal.
  init(for proposal: Proposal) {
    let usual = PaymentMethod.offered(by: proposal).first { $0.isEnough } ?? PaymentMethod.offered(by: proposal).first
    method = usual.map { $0.method.choice } ?? method
    place = proposal.onFile == nil ? "other" : "file"
    distributor = proposal.distributor?.description ?? ""
    code = proposal.isShipped
  }

  /// What was sent.
  init(_ form: Form) {
    method = form["method"]
    release = form["release"]
    place = form["place"]
    name = form["name"]
    address = form["address"]
    postcode = form["postcode"]
    telephone = form["telephone"]
    distributor = form["distributor"]
    seals = form.has("seals")
    code = form.has("code")
    confirms = form.has("confirms")
    later = form.has("later")
  }
}

/// What is wrong with a form: the field, and a sentence.
struct EntryFault: Hashable, Sendable {
  let field: String
  let sentence: String
}

extension Entries {
  /// What was chosen, in a basket; or all that is wrong with it.
  func basket(for proposal: Proposal, code makeCode: () -> String) -> Result<Basket, EntryFaults> {
    var faults: [EntryFault] = []
    var basket = Basket(
      office: proposal.office, endpoint: "\(proposal.link.shop)", lines: proposal.lines, account: proposal.account.id)
    if let method = PaymentMethod.allCases.first(where: { $0.choice == method }) {
      basket.method = method
    } else {
      faults.append(EntryFault(field: "method", sentence: "Choose how to pay."))
    }
    basket.paysLater = later
    if proposal.isShipped {
      switch release {
      case "on_demand": basket.release = .onDemand
      case "on_delivery": basket.release = .onDelivery
      default: faults.append(EntryFault(field: "release", sentence: "Choose when the shop is paid."))
      }
      fill(&basket, proposal, &faults)
      if code { basket.handOverCode = makeCode() }
      basket.confirmsInstruction = confirms
      basket.sealsAddress = seals
    } else {
      // Nothing is brought: what was said about bringing it is about nothing.
      basket.release = .onDemand
      basket.distributor = nil
      if basket.method == .cash {
        faults.append(
          EntryFault(field: "method", sentence: "Nothing is brought to you, so nobody could take cash. Pay otherwise."))
      }
    }
    return faults.isEmpty ? .success(basket) : .failure(EntryFaults(faults))
  }

  private func fill(_ basket: inout Basket, _ proposal: Proposal, _ faults: inout [EntryFault]) {
    basket.distributor = proposal.distributor
    if proposal.distributor == nil, !distributor.isEmpty {
      if let chosen = proposal.carriers.first(where: { $0.code.description == distributor }) {
        basket.distributor = DistributorID(chosen.code)
      } else {
        faults.append(EntryFault(field: "distributor", sentence: "Choose one of the shop's distributors."))
      }
    }
    switch place {
    case "file":
      if proposal.onFile == nil {
        faults.append(
          EntryFault(field: "place", sentence: "No address of yours is on file. Write down where it shall go."))
      }
      basket.hasAddressOnFile = true
    case "other": basket.recipient = recipient(&faults)
    default: faults.append(EntryFault(field: "place", sentence: "Choose where it shall go."))
    }
  }

  private func recipient(_ faults: inout [EntryFault]) -> Recipient? {
    func text(_ value: String, _ field: String, _ what: String, needed: Bool = false) -> Text {
      if needed, value.isEmpty { faults.append(EntryFault(field: field, sentence: "Write down \(what).")) }
      guard let text = Text(value) else {
        faults.append(
          EntryFault(field: field, sentence: "Use one line of at most \(Text.maximumBytes) characters for \(what)."))
        return .empty
      }
      return text
    }
    return Recipient(
      name: text(name, "name", "who receives it", needed: true),
      address: text(address, "address", "street, number and town", needed: true),
      postcode: text(postcode, "postcode", "the postcode"),
      telephone: text(telephone, "telephone", "the telephone number"))
  }
}

/// All that is wrong with a form.
struct EntryFaults: Error, Hashable, Sendable {
  let all: [EntryFault]

  init(_ all: [EntryFault]) { self.all = all }

  /// What is said beside a field.
  func sentence(of field: String) -> String? { all.first { $0.field == field }?.sentence }
}

// MARK: - Ways to pay

/// A way to pay, as the account allows it.
struct OfferedMethod: Hashable, Sendable {
  let method: PaymentMethod
  /// What is there, in minor units.
  let available: Int64
  /// What is left afterwards, in minor units.
  let left: Int64

  var isEnough: Bool { left >= 0 }
}

extension PaymentMethod {
  /// The name in a form.
  var choice: String {
    switch self {
    case .transfer: "transfer"
    case .card: "card"
    case .cash: "cash"
    }
  }

  /// For people.
  var title: String {
    switch self {
    case .transfer: "Bank transfer"
    case .card: "Card"
    case .cash: "Cash on delivery"
    }
  }

  /// In a sentence: `by …`.
  var phrase: String {
    switch self {
    case .transfer: "bank transfer"
    case .card: "card"
    case .cash: "cash on delivery"
    }
  }

  /// What it is taken from.
  var cover: Cover { self == .card ? .card : .bank }

  /// The ways to pay that an account has, for a proposal: what has no cover is not offered, and cash only where something is
  /// brought.
  static func offered(by proposal: Proposal) -> [OfferedMethod] {
    offered(by: proposal.account, sum: proposal.sum?.minorUnits ?? 0, isShipped: proposal.isShipped)
  }

  /// As above, of an account.
  static func offered(by account: Account, sum: Int64, isShipped: Bool) -> [OfferedMethod] {
    allCases.compactMap { method in
      let cover = account[method.cover]
      guard cover.standing == .good, method != .cash || isShipped else { return nil }
      return OfferedMethod(method: method, available: cover.available, left: cover.available - sum)
    }
  }
}
