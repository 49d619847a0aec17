/// What happens to a check: actions ↔ the requests of the twelve methods that bring them about.
internal import CProtobufC
internal import CVouchProtos
public import Ledger

/// What the requests of all events have.
private protocol ActionMessage {
  var command: ProtobufCBinaryData { get set }
  var check: ProtobufCBinaryData { get set }
  var note: UnsafeMutablePointer<CChar>! { get set }
}

extension Vouch__V1__PresentCheckRequest: ActionMessage {}
extension Vouch__V1__ConfirmDeliveryRequest: ActionMessage {}
extension Vouch__V1__CollectCashRequest: ActionMessage {}
extension Vouch__V1__FailDeliveryRequest: ActionMessage {}
extension Vouch__V1__ExtendCheckRequest: ActionMessage {}
extension Vouch__V1__ChooseMethodRequest: ActionMessage {}
extension Vouch__V1__VoidCheckRequest: ActionMessage {}
extension Vouch__V1__OpenDisputeRequest: ActionMessage {}
extension Vouch__V1__ResolveDisputeRequest: ActionMessage {}
extension Vouch__V1__RefundCheckRequest: ActionMessage {}
extension Vouch__V1__WithdrawRequest: ActionMessage {}
extension Vouch__V1__ChargeBackRequest: ActionMessage {}
extension Vouch__V1__ClaimGuaranteeRequest: ActionMessage {}

// MARK: - Reading

extension Reader {
  private func action(
    _ m: some ActionMessage, by actor: Actor, _ event: CheckEvent
  ) throws(Invalid) -> Command {
    unsafe .act(
      CheckAction(
        id: try id(m.command, "command"), check: try id(m.check, "check"), actor: actor, event: event,
        note: try text(m.note, "note")))
  }

  private func terminal(_ account: CString) throws(Invalid) -> Actor {
    unsafe .terminal(AccountID(try code(account, "account")))
  }

  private func distributor(_ code: CString) throws(Invalid) -> Actor {
    unsafe .distributor(DistributorID(try self.code(code, "distributor")))
  }

  func presentCheck(_ m: Vouch__V1__PresentCheckRequest) throws(Invalid) -> Command {
    let event = unsafe CheckEvent.present(amount: try optionalAmount(m.amount, "amount"), final: m.final != 0)
    return unsafe try action(m, by: .seller(SellerID(try code(m.seller, "seller"))), event)
  }

  func confirmDelivery(_ m: Vouch__V1__ConfirmDeliveryRequest) throws(Invalid) -> Command {
    let proof = unsafe try digest(m.proof, "proof")
    let signature = unsafe try signature(m.signature, "signature")
    guard proof != nil || signature == nil else { throw missing("proof", "Give the digest that was signed.") }
    let command = unsafe try action(m, by: try distributor(m.distributor), .confirm(proof: proof))
    guard case .act(var action) = command, let signature else { return command }
    action.seal = .unjudged(signature)
    return .act(action)
  }

  func collectCash(_ m: Vouch__V1__CollectCashRequest) throws(Invalid) -> Command {
    unsafe try action(
      m, by: try distributor(m.distributor), .collectCash(amount: try optionalAmount(m.amount, "amount")))
  }

  func failDelivery(_ m: Vouch__V1__FailDeliveryRequest) throws(Invalid) -> Command {
    unsafe try action(m, by: try needActor(m.actor, "actor"), .failDelivery)
  }

  func extendCheck(_ m: Vouch__V1__ExtendCheckRequest) throws(Invalid) -> Command {
    unsafe try action(m, by: try terminal(m.account), .extend(until: try time(m.until, "until")))
  }

  func chooseMethod(_ m: Vouch__V1__ChooseMethodRequest) throws(Invalid) -> Command {
    unsafe try action(m, by: try terminal(m.account), .chooseMethod(try needCase(m.method.rawValue, "method")))
  }

  func voidCheck(_ m: Vouch__V1__VoidCheckRequest) throws(Invalid) -> Command {
    unsafe try action(m, by: try needActor(m.actor, "actor"), .void)
  }

  func openDispute(_ m: Vouch__V1__OpenDisputeRequest) throws(Invalid) -> Command {
    unsafe try action(m, by: try needActor(m.actor, "actor"), .openDispute)
  }

  func resolveDispute(_ m: Vouch__V1__ResolveDisputeRequest) throws(Invalid) -> Command {
    let amount = unsafe try optionalAmount(m.amount, "amount")
    let resolution: Resolution
    switch unsafe m.resolution.rawValue {
    case ResolutionNumber.resume: resolution = .resume
    case ResolutionNumber.pay: resolution = .pay(amount)
    case ResolutionNumber.void: resolution = .void
    case 0: throw missing("resolution", "Say how the dispute ends.")
    case let other:
      throw Invalid(
        field: "resolution", reason: "is \(Int32(bitPattern: other)), which has no meaning here",
        hint: "Give one of the contract's values.")
    }
    if amount != nil, unsafe m.resolution.rawValue != ResolutionNumber.pay {
      throw Invalid(field: "amount", reason: "goes with payment only", hint: "Leave it out, or pay.")
    }
    return unsafe try action(m, by: .operator, .resolveDispute(resolution))
  }

  func refundCheck(_ m: Vouch__V1__RefundCheckRequest) throws(Invalid) -> Command {
    unsafe try action(m, by: try needActor(m.actor, "actor"), .refund(amount: try optionalAmount(m.amount, "amount")))
  }

  func withdraw(_ m: Vouch__V1__WithdrawRequest) throws(Invalid) -> Command {
    unsafe try action(m, by: try terminal(m.account), .withdraw)
  }

  func claimGuarantee(_ m: Vouch__V1__ClaimGuaranteeRequest) throws(Invalid) -> Command {
    unsafe try action(
      m, by: try needActor(m.actor, "actor"), .claimGuarantee(amount: try optionalAmount(m.amount, "amount")))
  }

  func chargeBack(_ m: Vouch__V1__ChargeBackRequest) throws(Invalid) -> Command {
    unsafe try action(
      m, by: try needActor(m.actor, "actor"), .chargeBack(amount: try optionalAmount(m.amount, "amount")))
  }
}

/// The numbers of the contract's `Resolution`.
private enum ResolutionNumber {
  static let resume: UInt32 = 1
  static let pay: UInt32 = 2
  static let void: UInt32 = 3
}

// MARK: - Writing

extension CheckAction {
  /// The method that brings the event about. `lapse` and `releaseProceeds` have none: they are the committer's own, and
  /// asking for them is a bug.
  public var method: Method {
    switch event {
    case .present: .presentCheck
    case .confirm: .confirmDelivery
    case .collectCash: .collectCash
    case .failDelivery: .failDelivery
    case .extend: .extendCheck
    case .chooseMethod: .chooseMethod
    case .void: .voidCheck
    case .openDispute: .openDispute
    case .resolveDispute: .resolveDispute
    case .refund: .refundCheck
    case .withdraw: .withdraw
    case .chargeBack: .chargeBack
    case .claimGuarantee: .claimGuarantee
    case .reportRail: .reportInstruction
    case .lapse, .releaseProceeds: preconditionFailure("the committer's own events are not on the wire")
    }
  }

  /// The request as a protobuf message. Where the method has room for one role's code only and another role acts, the
  /// code is left out, and the manager says that it is missing.
  public func encodeRequest() -> [UInt8] {
    // What is asked most goes without protobuf-c.
    if case .present(let amount, let final) = event {
      return MessageWriter.message { $0.write(self, by: actor.seller, amount: amount, final: final) }
    }
    let builder = Builder()
    return switch event {
    case .present: unsafe builder.pack(builder.present(self))
    case .confirm: unsafe builder.pack(builder.confirm(self))
    case .collectCash(let amount):
      unsafe builder.pack(self, vouch__v1__collect_cash_request__init) {
        unsafe $0.distributor = builder.string(actor.distributor)
        unsafe $0.amount = amount?.minorUnits ?? 0
      }
    case .failDelivery:
      unsafe builder.pack(self, vouch__v1__fail_delivery_request__init) { unsafe $0.actor = builder.actor(actor) }
    case .extend(let until):
      unsafe builder.pack(self, vouch__v1__extend_check_request__init) {
        unsafe $0.account = builder.string(actor.account)
        unsafe $0.until = until.milliseconds
      }
    case .chooseMethod(let method):
      unsafe builder.pack(self, vouch__v1__choose_method_request__init) {
        unsafe $0.account = builder.string(actor.account)
        unsafe $0.method = builder.method(method)
      }
    case .void: unsafe builder.pack(builder.void(self))
    case .openDispute:
      unsafe builder.pack(self, vouch__v1__open_dispute_request__init) { unsafe $0.actor = builder.actor(actor) }
    case .resolveDispute(let resolution):
      unsafe builder.pack(self, vouch__v1__resolve_dispute_request__init) {
        let (number, amount): (UInt32, Amount?) =
          switch resolution {
          case .resume: (ResolutionNumber.resume, nil)
          case .pay(let amount): (ResolutionNumber.pay, amount)
          case .void: (ResolutionNumber.void, nil)
          }
        unsafe $0.resolution = Vouch__V1__Resolution(rawValue: number)
        unsafe $0.amount = amount?.minorUnits ?? 0
      }
    case .refund: unsafe builder.pack(builder.refund(self))
    case .withdraw:
      unsafe builder.pack(self, vouch__v1__withdraw_request__init) { unsafe $0.account = builder.string(actor.account) }
    case .chargeBack(let amount):
      unsafe builder.pack(self, vouch__v1__charge_back_request__init) {
        unsafe $0.actor = builder.actor(actor)
        unsafe $0.amount = amount?.minorUnits ?? 0
      }
    case .claimGuarantee(let amount):
      unsafe builder.pack(self, vouch__v1__claim_guarantee_request__init) {
        unsafe $0.actor = builder.actor(actor)
        unsafe $0.amount = amount?.minorUnits ?? 0
      }
    case .reportRail(let instruction, let result):
      builder.report(id, instruction, result, check: check, by: actor, note: note)
    case .lapse, .releaseProceeds: preconditionFailure("the committer's own events are not on the wire")
    }
  }
}

// The events that may also come in batches. An action of another event is written as if it had nothing of its own.
extension Builder {
  func present(_ action: CheckAction) -> UnsafeMutablePointer<Vouch__V1__PresentCheckRequest> {
    unsafe message(action, vouch__v1__present_check_request__init) {
      unsafe $0.seller = string(action.actor.seller)
      if case .present(let amount, let final) = action.event {
        unsafe $0.amount = amount?.minorUnits ?? 0
        unsafe $0.final = final ? 1 : 0
      }
    }
  }

  func confirm(_ action: CheckAction) -> UnsafeMutablePointer<Vouch__V1__ConfirmDeliveryRequest> {
    unsafe message(action, vouch__v1__confirm_delivery_request__init) {
      unsafe $0.distributor = string(action.actor.distributor)
      if case .confirm(let proof) = action.event { unsafe $0.proof = digest(proof) }
      if case .unjudged(let signature)? = action.seal { unsafe $0.signature = bytes(signature) }
    }
  }

  func void(_ action: CheckAction) -> UnsafeMutablePointer<Vouch__V1__VoidCheckRequest> {
    unsafe message(action, vouch__v1__void_check_request__init) { unsafe $0.actor = actor(action.actor) }
  }

  func refund(_ action: CheckAction) -> UnsafeMutablePointer<Vouch__V1__RefundCheckRequest> {
    unsafe message(action, vouch__v1__refund_check_request__init) {
      unsafe $0.actor = actor(action.actor)
      if case .refund(let amount) = action.event { unsafe $0.amount = amount?.minorUnits ?? 0 }
    }
  }

  private func message<Message: ActionMessage>(
    _ action: CheckAction, _ initialise: (UnsafeMutablePointer<Message>) -> Void, _ fill: (inout Message) -> Void
  ) -> UnsafeMutablePointer<Message> {
    let m = unsafe make(initialise)
    unsafe m.pointee.command = id(action.id)
    unsafe m.pointee.check = id(action.check)
    unsafe m.pointee.note = string(action.note)
    unsafe fill(&m.pointee)
    return unsafe m
  }

  fileprivate func pack<Message: ActionMessage>(
    _ action: CheckAction, _ initialise: (UnsafeMutablePointer<Message>) -> Void, _ fill: (inout Message) -> Void
  ) -> [UInt8] {
    unsafe pack(message(action, initialise, fill))
  }
}

extension Actor {
  fileprivate var account: Code? { if case .terminal(let id) = self { id.code } else { nil } }
  fileprivate var seller: Code? { if case .seller(let id) = self { id.code } else { nil } }
  fileprivate var distributor: Code? { if case .distributor(let id) = self { id.code } else { nil } }
}
