/// Requests as they come: bytes → a value that has been validated, or what is wrong.
internal import CVouchProtos
internal import Ledger

/// Reads the requests of one thread, into memory of its own that is used again for each.
///
/// Absent here: judgements, and anything of protobuf-c that outlives one `decode`.
public final class RequestDecoder {
  /// How many bytes a request may unpack to. An honest one takes a few hundred; a frame of empty submessages would take
  /// seventy times its own length.
  public static let budget = 256 << 10

  private let arena = Arena(firstChunk: 4096, budget: RequestDecoder.budget)

  /// How many bytes it keeps between messages, and how many the greediest message so far made it take.
  var memory: (held: Int, peak: Int) { (arena.capacity, arena.peak) }

  /// What came.
  public enum Decoded: Hashable, Sendable {
    case request(Request)
    /// It is a message of its type, but a field cannot be what it is.
    case invalid(Invalid)
    /// It is no message of its type, or unpacks to more than the budget.
    case unreadable
  }

  /// A decoder.
  public init() {}

  /// Reads one request: those of the hot path straight from their bytes, where they have the usual form.
  public func decode(_ method: Method, _ bytes: UnsafeRawBufferPointer) -> Decoded {
    do throws(Unusual) { return .request(unsafe try FieldCursor.request(method, bytes)) } catch {}
    return unsafe unpack(method, bytes)
  }

  /// Reads any request, of any form, by protobuf-c.
  func unpack(_ method: Method, _ bytes: UnsafeRawBufferPointer) -> Decoded {
    switch method {
    case .getStatus: unsafe read(bytes, vouch__v1__get_status_request__unpack, Reader.getStatus)
    case .acceptClock: unsafe read(bytes, vouch__v1__accept_clock_request__unpack, Reader.acceptClock)
    case .authorize: unsafe read(bytes, vouch__v1__authorize_request__unpack, Reader.authorize)
    case .issueCheck: unsafe read(bytes, vouch__v1__issue_check_request__unpack, Reader.issueCheck, Request.command)
    case .claimCheck: unsafe read(bytes, vouch__v1__claim_check_request__unpack, Reader.claimCheck)
    case .verifyCheck: unsafe read(bytes, vouch__v1__verify_check_request__unpack, Reader.verifyCheck, Request.verify)

    case .presentCheck:
      unsafe read(bytes, vouch__v1__present_check_request__unpack, Reader.presentCheck, Request.command)
    case .confirmDelivery:
      unsafe read(bytes, vouch__v1__confirm_delivery_request__unpack, Reader.confirmDelivery, Request.command)
    case .collectCash: unsafe read(bytes, vouch__v1__collect_cash_request__unpack, Reader.collectCash, Request.command)
    case .failDelivery:
      unsafe read(bytes, vouch__v1__fail_delivery_request__unpack, Reader.failDelivery, Request.command)
    case .extendCheck: unsafe read(bytes, vouch__v1__extend_check_request__unpack, Reader.extendCheck, Request.command)
    case .chooseMethod:
      unsafe read(bytes, vouch__v1__choose_method_request__unpack, Reader.chooseMethod, Request.command)
    case .voidCheck: unsafe read(bytes, vouch__v1__void_check_request__unpack, Reader.voidCheck, Request.command)
    case .openDispute: unsafe read(bytes, vouch__v1__open_dispute_request__unpack, Reader.openDispute, Request.command)
    case .resolveDispute:
      unsafe read(bytes, vouch__v1__resolve_dispute_request__unpack, Reader.resolveDispute, Request.command)
    case .refundCheck: unsafe read(bytes, vouch__v1__refund_check_request__unpack, Reader.refundCheck, Request.command)
    case .withdraw: unsafe read(bytes, vouch__v1__withdraw_request__unpack, Reader.withdraw, Request.command)
    case .chargeFee: unsafe read(bytes, vouch__v1__charge_fee_request__unpack, Reader.chargeFee)
    case .claimGuarantee:
      unsafe read(bytes, vouch__v1__claim_guarantee_request__unpack, Reader.claimGuarantee, Request.command)
    case .chargeBack: unsafe read(bytes, vouch__v1__charge_back_request__unpack, Reader.chargeBack, Request.command)

    case .enrolAccount: unsafe read(bytes, vouch__v1__enrol_account_request__unpack, Reader.enrolAccount)
    case .updateAccount: unsafe read(bytes, vouch__v1__update_account_request__unpack, Reader.updateAccount)
    case .enrolSeller: unsafe read(bytes, vouch__v1__enrol_company_request__unpack, Reader.enrolSeller)
    case .updateSeller: unsafe read(bytes, vouch__v1__update_company_request__unpack, Reader.updateSeller)
    case .enrolDistributor: unsafe read(bytes, vouch__v1__enrol_company_request__unpack, Reader.enrolDistributor)
    case .updateDistributor: unsafe read(bytes, vouch__v1__update_company_request__unpack, Reader.updateDistributor)
    case .setStatus: unsafe read(bytes, vouch__v1__set_status_request__unpack, Reader.setStatus)
    case .forgetParty: unsafe read(bytes, vouch__v1__forget_party_request__unpack, Reader.forgetParty)
    case .getMetrics: unsafe read(bytes, vouch__v1__get_metrics_request__unpack, Reader.getMetrics)
    case .getSealStatus: unsafe read(bytes, vouch__v1__get_seal_status_request__unpack, Reader.getSealStatus)
    case .rotateSeal: unsafe read(bytes, vouch__v1__rotate_seal_request__unpack, Reader.rotateSeal)
    case .fund: unsafe read(bytes, vouch__v1__fund_request__unpack, Reader.fund)
    case .reconcile: unsafe read(bytes, vouch__v1__reconcile_request__unpack, Reader.reconcile)
    case .payOut: unsafe read(bytes, vouch__v1__pay_out_request__unpack, Reader.payOut)
    case .payIn: unsafe read(bytes, vouch__v1__pay_in_request__unpack, Reader.payIn)

    case .getCheck: unsafe read(bytes, vouch__v1__get_check_request__unpack, Reader.getCheck)
    case .listChecks: unsafe read(bytes, vouch__v1__list_checks_request__unpack, Reader.listChecks)
    case .getAccount: unsafe read(bytes, vouch__v1__get_party_request__unpack, Reader.getAccount)
    case .listAccounts: unsafe read(bytes, vouch__v1__list_parties_request__unpack, Reader.listAccounts)
    case .getSeller: unsafe read(bytes, vouch__v1__get_party_request__unpack, Reader.getSeller)
    case .listSellers: unsafe read(bytes, vouch__v1__list_parties_request__unpack, Reader.listSellers)
    case .getDistributor: unsafe read(bytes, vouch__v1__get_party_request__unpack, Reader.getDistributor)
    case .listDistributors: unsafe read(bytes, vouch__v1__list_parties_request__unpack, Reader.listDistributors)
    case .getStatement: unsafe read(bytes, vouch__v1__get_statement_request__unpack, Reader.getStatement)
    case .readJournal: unsafe read(bytes, vouch__v1__read_journal_request__unpack, Reader.readJournal)
    case .listCovers: unsafe read(bytes, vouch__v1__list_covers_request__unpack, Reader.listCovers)
    case .listInstructions: unsafe read(bytes, vouch__v1__list_instructions_request__unpack, Reader.listInstructions)
    case .reportInstruction: unsafe read(bytes, vouch__v1__report_instruction_request__unpack, Reader.reportInstruction)
    case .getAddressee: unsafe read(bytes, vouch__v1__get_addressee_request__unpack, Reader.getAddressee)
    case .getBalanceSheet: unsafe read(bytes, vouch__v1__get_balance_sheet_request__unpack, Reader.getBalanceSheet)
    case .proveCheck: unsafe read(bytes, vouch__v1__prove_check_request__unpack, Reader.proveCheck)
    case .getHead: unsafe read(bytes, vouch__v1__get_head_request__unpack, Reader.getHead)
    case .proveConsistency: unsafe read(bytes, vouch__v1__prove_consistency_request__unpack, Reader.proveConsistency)
    case .readAttested: unsafe read(bytes, vouch__v1__read_attested_request__unpack, Reader.readAttested)
    case .authenticate: unsafe read(bytes, vouch__v1__authenticate_request__unpack, Reader.authenticate)
    case .issueKey: unsafe read(bytes, vouch__v1__issue_key_request__unpack, Reader.issueKey)
    case .revokeKey: unsafe read(bytes, vouch__v1__revoke_key_request__unpack, Reader.revokeKey)
    case .listKeys: unsafe read(bytes, vouch__v1__list_keys_request__unpack, Reader.listKeys)

    case .issueChecks:
      unsafe read(
        each: bytes, { (fields: inout FieldCursor) throws(Unusual) in try fields.issueCheck() },
        vouch__v1__issue_check_request__unpack, Reader.issueCheck, Request.commands)
    case .verifyChecks:
      unsafe read(
        each: bytes, { (fields: inout FieldCursor) throws(Unusual) in try fields.verifyCheck() },
        vouch__v1__verify_check_request__unpack, Reader.verifyCheck, Request.verifications)
    case .presentChecks:
      unsafe read(
        each: bytes, { (fields: inout FieldCursor) throws(Unusual) in try fields.presentCheck() },
        vouch__v1__present_check_request__unpack, Reader.presentCheck, Request.commands)
    case .voidChecks:
      unsafe read(
        each: bytes, { (fields: inout FieldCursor) throws(Unusual) in try fields.voidCheck() },
        vouch__v1__void_check_request__unpack, Reader.voidCheck, Request.commands)
    case .confirmDeliveries:
      unsafe read(
        each: bytes, { (fields: inout FieldCursor) throws(Unusual) in try fields.confirmDelivery() },
        vouch__v1__confirm_delivery_request__unpack, Reader.confirmDelivery, Request.commands)
    case .refundChecks:
      unsafe read(
        each: bytes, { (fields: inout FieldCursor) throws(Unusual) in try fields.refundCheck() },
        vouch__v1__refund_check_request__unpack, Reader.refundCheck, Request.commands)
    }
  }

  private func read<Message>(
    _ bytes: UnsafeRawBufferPointer, _ unpack: Arena.Unpack<Message>,
    _ request: (Reader) -> (Message) throws(Invalid) -> Request
  ) -> Decoded {
    unsafe read(bytes, unpack, request) { $0 }
  }

  private func read<Message, Value>(
    _ bytes: UnsafeRawBufferPointer, _ unpack: Arena.Unpack<Message>,
    _ value: (Reader) -> (Message) throws(Invalid) -> Value, _ request: (Value) -> Request
  ) -> Decoded {
    defer { arena.reset() }
    guard let message = unsafe arena.unpack(bytes, with: unpack) else { return .unreadable }
    do throws(Invalid) {
      return unsafe .request(request(try value(Reader(arena: arena))(message.pointee)))
    } catch {
      return .invalid(error)
    }
  }

  /// Reads a batch one item after the other, each as if it had come alone: so a batch takes no more of the arena than its
  /// largest item, and is no way around the budget.
  private func read<Message, Item>(
    each bytes: UnsafeRawBufferPointer, _ direct: (inout FieldCursor) throws(Unusual) -> Item,
    _ unpack: Arena.Unpack<Message>, _ item: (Reader) -> (Message) throws(Invalid) -> Item,
    _ request: (RequestBatch<Item>) -> Request
  ) -> Decoded {
    guard let items = unsafe Items(of: bytes) else { return .unreadable }
    do throws(Invalid) { try items.judgeCount() } catch { return .invalid(error) }
    var batch = RequestBatch<Item>(items: [])
    batch.items.reserveCapacity(items.count)
    var rest = items
    for index in 0..<items.count {
      let bytes = unsafe rest.next()
      do throws(Unusual) {
        var fields = unsafe try FieldCursor(bytes)
        batch.items.append(try direct(&fields))
        continue
      } catch {}
      arena.reset()
      guard let message = unsafe arena.unpack(bytes, with: unpack) else {
        arena.reset()
        return .unreadable
      }
      do throws(Invalid) {
        unsafe batch.items.append(try item(Reader(arena: arena))(message.pointee))
      } catch {
        batch.invalid.append(InvalidItem(index: index, fault: error))
      }
    }
    arena.reset()
    return .request(request(batch))
  }
}
