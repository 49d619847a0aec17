/// What paying systems are told, and what they say of it. Values ↔ messages.
internal import CProtobufC
internal import CVouchProtos
public import Ledger

// MARK: - Reading

extension Reader {
  func instructionID(
    _ m: Vouch__V1__InstructionID, _ field: @autoclosure () -> String
  ) throws(Invalid) -> InstructionID {
    guard unsafe m.sequence > 0 else {
      throw missing("\(field()).sequence", "Give the sequence of the entry that told it.")
    }
    return unsafe InstructionID(rail: try needCase(m.rail.rawValue, "\(field()).rail"), sequence: m.sequence)
  }

  func listInstructions(_ m: Vouch__V1__ListInstructionsRequest) throws(Invalid) -> Request {
    var question = unsafe ListInstructions(
      try needCase(m.rail.rawValue, "rail"), after: m.after, limit: try limit(m.limit, "limit"))
    question.sequence = unsafe m.sequence
    return .instructions(question)
  }

  /// About a check it is an action on it, else a change of a seller's book.
  func reportInstruction(_ m: Vouch__V1__ReportInstructionRequest) throws(Invalid) -> Request {
    let id: CommandID = unsafe try self.id(m.command, "command")
    let instruction = unsafe try instructionID(try need(m.instruction, "instruction"), "instruction")
    let result: RailResult = unsafe try needCase(m.result.rawValue, "result")
    let actor = unsafe try actor(m.actor, "actor") ?? .operator
    let note = unsafe try text(m.note, "note")
    let seller = unsafe try optionalCode(m.seller, "seller").map { SellerID($0) }
    let check: CheckID? = unsafe try optionalID(m.check, "check")
    switch (check, seller) {
    case (let check?, nil):
      return .command(
        .act(CheckAction(id: id, check: check, actor: actor, event: .reportRail(instruction, result), note: note)))
    case (nil, let seller?):
      var change = Administration(id: id, change: .reportPayOut(seller, instruction, result), note: note)
      change.actor = actor
      return .command(.administer(change))
    case (nil, nil): throw missing("check", "Give the check, or for a pay-out the seller, as the instruction has it.")
    case (_?, _?):
      throw Invalid(field: "seller", reason: "goes without a check", hint: "Give the one that the instruction has.")
    }
  }

  fileprivate func instructionPage(
    _ m: Vouch__V1__InstructionPage
  ) throws(Invalid) -> Page<InstructionOrder, UInt64> {
    unsafe Page(
      items: try items(m.n_instructions, m.instructions, Reader.instruction), next: m.next == 0 ? nil : m.next)
  }

  private func instruction(_ m: Vouch__V1__Instruction) throws(Invalid) -> InstructionOrder {
    let party = unsafe try party(try need(m.party, "instruction.party"), "instruction.party")
    let check: CheckID? = unsafe try optionalID(m.check, "instruction.check")
    let instruction = unsafe RailInstruction(
      id: try instructionID(try need(m.id, "instruction.id"), "instruction.id"),
      purpose: try needCase(m.purpose.rawValue, "instruction.purpose"),
      subject: check.map { .check($0) } ?? .party(party),
      amount: try amount(m.amount, "instruction.amount").minorUnits,
      currency: try currency(m.currency, "instruction.currency"),
      time: try time(m.time, "instruction.time"), state: try needCase(m.state.rawValue, "instruction.state"))
    return unsafe InstructionOrder(instruction, party: party, holder: try holder(m.holder, "instruction.holder"))
  }

  func holder(
    _ m: UnsafeMutablePointer<Vouch__V1__InstructionHolder>?, _ field: @autoclosure () -> String
  ) throws(Invalid) -> InstructionOrder.Holder {
    var holder = InstructionOrder.Holder()
    if let m = unsafe m?.pointee {
      holder.name = unsafe try text(m.name, "\(field()).name")
      holder.institution = unsafe try text(m.institution, "\(field()).institution")
      holder.number = unsafe try text(m.number, "\(field()).number")
    }
    return holder
  }
}

// MARK: - Writing

extension Builder {
  func instructionID(_ id: InstructionID?) -> UnsafeMutablePointer<Vouch__V1__InstructionID>? {
    guard let id else { return nil }
    let m = unsafe make(vouch__v1__instruction_id__init)
    unsafe m.pointee.rail = rail(id.rail)
    unsafe m.pointee.sequence = id.sequence
    return unsafe m
  }

  /// What paying systems say has one form, whatever it is about.
  func report(
    _ id: CommandID, _ instruction: InstructionID, _ result: RailResult, check: CheckID? = nil, seller: SellerID? = nil,
    by actor: Actor, note: Text
  ) -> [UInt8] {
    let m = unsafe make(vouch__v1__report_instruction_request__init)
    unsafe m.pointee.command = self.id(id)
    unsafe m.pointee.instruction = instructionID(instruction)
    unsafe m.pointee.check = self.id(check as CheckID?)
    unsafe m.pointee.seller = string(seller?.code)
    unsafe m.pointee.result = Vouch__V1__RailResult(rawValue: result.wire)
    if actor != .operator { unsafe m.pointee.actor = self.actor(actor) }
    unsafe m.pointee.note = string(note)
    return unsafe pack(m)
  }

  fileprivate func instructionPage(
    _ page: Page<InstructionOrder, UInt64>
  ) -> UnsafeMutablePointer<Vouch__V1__InstructionPage> {
    let m = unsafe make(vouch__v1__instruction_page__init)
    unsafe (m.pointee.n_instructions, m.pointee.instructions) = list(page.items.count) {
      unsafe instruction(page.items[$0])
    }
    unsafe m.pointee.next = page.next ?? 0
    return unsafe m
  }

  private func instruction(_ order: InstructionOrder) -> UnsafeMutablePointer<Vouch__V1__Instruction> {
    let m = unsafe make(vouch__v1__instruction__init)
    let instruction = order.instruction
    unsafe m.pointee.id = instructionID(instruction.id)
    unsafe m.pointee.purpose = Vouch__V1__InstructionPurpose(rawValue: instruction.purpose.wire)
    if case .check(let check) = instruction.subject { unsafe m.pointee.check = id(check) }
    unsafe m.pointee.party = party(order.party)
    unsafe m.pointee.amount = instruction.amount
    unsafe m.pointee.currency = string(instruction.currency)
    unsafe m.pointee.time = instruction.time.milliseconds
    unsafe m.pointee.state = Vouch__V1__InstructionState(rawValue: instruction.state.wire)
    unsafe m.pointee.holder = holder(order.holder)
    return unsafe m
  }

  /// Nothing where nothing is on file.
  func holder(_ holder: InstructionOrder.Holder) -> UnsafeMutablePointer<Vouch__V1__InstructionHolder>? {
    guard holder != InstructionOrder.Holder() else { return nil }
    let m = unsafe make(vouch__v1__instruction_holder__init)
    unsafe m.pointee.name = string(holder.name)
    unsafe m.pointee.institution = string(holder.institution)
    unsafe m.pointee.number = string(holder.number)
    return unsafe m
  }

  func seen(_ posted: Int64?) -> UnsafeMutablePointer<Vouch__V1__SeenBalance>? {
    guard let posted else { return nil }
    let m = unsafe make(vouch__v1__seen_balance__init)
    unsafe m.pointee.posted = posted
    return unsafe m
  }
}

extension ListInstructions: Call {
  public var method: Method { .listInstructions }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__v1__list_instructions_request__init) {
      unsafe $0.rail = builder.rail(rail)
      unsafe $0.after = after
      unsafe $0.limit = UInt32(clamping: limit)
      unsafe $0.sequence = sequence
    }
  }

  public static func encode(_ reply: Reply<Page<InstructionOrder, UInt64>>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__list_instructions_reply__init) {
      unsafe builder.instructionPage($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<Page<InstructionOrder, UInt64>> {
    unsafe try Reader.reply(bytes, vouch__v1__list_instructions_reply__unpack, Reader.instructionPage)
  }
}
