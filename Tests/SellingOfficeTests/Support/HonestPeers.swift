/// A check manager and a distributor as they should be, as small as they can be: they remember what took effect by its id,
/// and answer the same again. What a test wants otherwise, it puts before them.
import Ledger
import MailOrder
import NIOConcurrencyHelpers
import Wire

/// The least check manager: it has one check for every number asked for.
final class HonestManager: Sendable {
  private struct State {
    /// What took effect, by the command's id.
    var receipts: [CommandID: Receipt] = [:]
    var progress: [CheckID: CheckProgress] = [:]
    /// How many times each check was paid and refunded: never more than once.
    var presented: [CheckID: Int] = [:]
    var refunded: [CheckID: Int] = [:]
  }

  private let state = NIOLockedValueBox(State())
  /// What a check waits for.
  let release: ReleaseRule
  let method: PaymentMethod
  /// Who lives where.
  let addressee: Addressee

  init(
    release: ReleaseRule = .onDemand, method: PaymentMethod = .transfer,
    addressee: Addressee = Addressee(
      name: line("Alice Sommer"), address: line("Lindenweg 4, 50667 Köln"), telephone: .empty)
  ) {
    self.release = release
    self.method = method
    self.addressee = addressee
  }

  func presented(_ check: CheckID) -> Int { state.withLockedValue { $0.presented[check] ?? 0 } }
  func refunded(_ check: CheckID) -> Int { state.withLockedValue { $0.refunded[check] ?? 0 } }

  func isVoided(_ check: CheckID) -> Bool { state.withLockedValue { $0.progress[check]?.state == .voided } }

  /// The buyer withdraws.
  func withdraw(_ check: CheckID) {
    state.withLockedValue { state in
      var progress = state.progress[check] ?? fresh
      if progress.state == .settled { progress.returned = progress.captured } else { progress.state = .voided }
      state.progress[check] = progress
    }
  }

  private var fresh: CheckProgress {
    CheckProgress(state: .issued, method: method, cover: .bank, expires: Timestamp(milliseconds: 4_000_000_000_000))
  }

  /// Answers as a manager does.
  func answer(_ request: PeerRequest) -> [UInt8] {
    guard let method = Method(rawValue: request.method),
      case .request(let asked) = unsafe request.body.withUnsafeBytes({ unsafe RequestDecoder().decode(method, $0) })
    else { preconditionFailure("a shop asks nothing that cannot be read") }
    return state.withLockedValue { state in
      switch asked {
      case .claim(let claim): Claim.encode(Reply(sequence: 1, outcome: .accepted(document(claim.check, state))))
      case .verify(let question):
        VerifyCheck.encode(
          Reply(
            sequence: 1,
            outcome: .accepted(
              Verification(
                amount: question.amount ?? amount(1), currency: question.currency ?? euro, release: release,
                progress: state.progress[question.check] ?? fresh))))
      case .addressee: GetAddressee.encode(Reply(sequence: 1, outcome: .accepted(addressee)))
      case .check(let id):
        GetCheck.encode(
          Reply(sequence: 1, outcome: .accepted(CheckHistory(check: document(id, state), entries: []))))
      case .command(.act(let action)): CheckAction.encode(Reply(sequence: 1, outcome: act(action, &state)))
      default: preconditionFailure("a shop asks nothing else")
      }
    }
  }

  private func act(_ action: CheckAction, _ state: inout State) -> Outcome<Receipt> {
    if let earlier = state.receipts[action.id] { return .accepted(earlier) }
    var progress = state.progress[action.check] ?? fresh
    switch action.event {
    case .present(let sum, _):
      guard progress.state == .issued else { return .refused(progress.state == .voided ? .checkVoided : .checkSettled) }
      progress.state = release == .onDelivery || method == .cash ? .committed : .settled
      progress.captured = progress.state == .settled ? sum?.minorUnits ?? 0 : 0
      state.presented[action.check, default: 0] += 1
    case .refund:
      guard progress.captured > progress.returned else { return .refused(.nothingCaptured) }
      progress.returned = progress.captured
      state.refunded[action.check, default: 0] += 1
    case .failDelivery: progress.state = .voided
    case .void:
      guard progress.state == .issued else { return .refused(.checkVoided) }
      progress.state = .voided
    default: return .refused(.notPermitted)
    }
    state.progress[action.check] = progress
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: 1), sequence: 1), kind: .captured, actor: action.actor,
      command: action.id, fingerprint: 0, subject: .check(action.check), currency: euro, amount: 1)
    entry.progress = progress
    let receipt = Receipt(entry: entry, detail: "")
    state.receipts[action.id] = receipt
    return .accepted(receipt)
  }

  private func document(_ id: CheckID, _ state: State) -> CheckDocument {
    var terms = CheckTerms(drawer: alice, amount: amount(3490), currency: euro)
    terms.release = release
    return CheckDocument(
      id: id, terms: terms, issued: Timestamp(milliseconds: 1), progress: state.progress[id] ?? fresh, memo: .empty)
  }
}

/// The least distributor: it takes each instruction once.
final class HonestDistributor: Sendable {
  private let taken = NIOLockedValueBox<[OrderID: Instruction]>([:])

  var instructions: [OrderID: Instruction] { taken.withLockedValue { $0 } }

  func answer(_ request: PeerRequest) -> [UInt8] {
    guard case .request(.instruct(let instruction)) = DistributionRequest.decode(request.method, request.body) else {
      preconditionFailure("a shop only instructs")
    }
    return taken.withLockedValue { taken in
      if let earlier = taken[instruction.order], earlier != instruction {
        return Instruct.encode(.refused(SiteRefusal(.idReused)))
      }
      taken[instruction.order] = instruction
      return Instruct.encode(.accepted(Delivery(instruction: instruction, at: Timestamp(milliseconds: 1))))
    }
  }
}

// MARK: - Pieces

func code(_ text: String) -> Code { Code(text) ?? missing(text) }
func line(_ text: String) -> Text { Text(text) ?? missing(text) }
func amount(_ units: Int64) -> Amount { Amount(minorUnits: units) ?? missing("\(units)") }
func commodityCode(_ text: String) -> CommodityCode { CommodityCode(text) ?? missing(text) }
let euro = Currency(code: "EUR") ?? missing("EUR")
let alice = AccountID(code("ALICE"))
let shopID = SellerID(code("SHOP"))
let parcel = DistributorID(code("PARCEL"))

private func missing<Value>(_ text: String) -> Value { preconditionFailure("\(text) is none") }
