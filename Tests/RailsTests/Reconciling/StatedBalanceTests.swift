/// What of a drawer's balance the manager may count on.
import Ledger
import Testing
import VouchTesting

@testable import Rails

@Suite struct `a balance that a bank states` {
  private static let ids = ConnectorRules(.bank, own: PaymentOrder.Holder(name: "", number: ""))
  private static let day = 20_788

  private static func balance(_ payments: [StatementFile.Payment] = []) throws -> StatedBalance {
    var file = StatementFile(account: "DRAWER", id: "S", sequence: 9, day: "\(BankDay.of(day))", opening: 1_000)
    file.entries = payments.map { StatementFile.Entry(day: file.lastDay, payments: [$0]) }
    return try #require(try StatedBalance.all(file.xml.bytes, named: "s.xml", ids).first)
  }

  private static func order(
    _ purpose: RailInstruction.Purpose, _ state: RailInstruction.State, endedOn day: Int? = nil
  ) -> LedgerOrder {
    let time = Timestamp(milliseconds: Int64(Self.day - 1) * 86_400_000)
    return LedgerOrder(
      RailInstruction(
        id: InstructionID(rail: .bank, sequence: 7), purpose: purpose, subject: .check(CheckID(high: 1, low: 1)),
        amount: 300, currency: .euro, time: time, state: state),
      ended: day.map { Timestamp(milliseconds: Int64($0) * 86_400_000) })
  }

  /// The order, what the statement shows of it, and what is subtracted.
  @Test(
    arguments: [
      (order(.collect, .outstanding), 0, 300), (order(.collect, .unsure), 0, 300),
      (order(.collect, .outstanding), -1, 0), (order(.collect, .accepted, endedOn: day), 0, 300),
      (order(.collect, .accepted, endedOn: day + 1), 0, 300), (order(.collect, .accepted, endedOn: day), -1, 0),
      (order(.collect, .accepted, endedOn: day - 1), 0, 0), (order(.collect, .accepted), 0, 0),
      (order(.collect, .rejected, endedOn: day), 0, 0), (order(.collect, .returned, endedOn: day), 0, 0),
      // Booked and back again: the bank has it once more, and the ledger waits.
      (order(.collect, .outstanding), 2, 300), (order(.giveBack, .outstanding), 0, 0),
      (order(.giveBack, .outstanding), 1, 300), (order(.giveBack, .accepted, endedOn: day), 1, 0),
      (order(.payOut, .outstanding), 0, 0),
    ] as [(LedgerOrder, Int64, Int64)])
  func `is without what the ledger took and the bank has not`(
    order: LedgerOrder, booked: Int64, subtracted: Int64
  ) throws {
    let payments: [StatementFile.Payment] =
      switch booked {
      case 0: []
      case 2: [.init(-300, "VOUCH-B-7"), .init(300, "VOUCH-B-7", isReturn: true)]
      default: [.init(booked * 300, "VOUCH-B-7")]
      }
    let balance = try Self.balance(payments)
    let (stated, collecting) = balance.cover([order], Self.ids)
    #expect(collecting == subtracted && stated == balance.closing - subtracted)
  }

  @Test func `is refused where it has no number, or is none`() throws {
    var file = StatementFile(account: "DRAWER", id: "S", day: "2026-12-01")
    func fault(_ text: String) -> String {
      let fault = #expect(throws: StatementFault.self) { try StatedBalance.all(text.bytes, named: "s.xml", Self.ids) }
      return fault?.description ?? ""
    }
    #expect(fault(file.xml).hasPrefix("s.xml:5: it has no number (ElctrncSeqNb)"))
    file.sequence = 0
    #expect(fault(file.xml).contains("no number"))
    file.sequence = 3
    #expect(fault(file.xml.with("CLBD", "CLAV")).hasPrefix("s.xml:5: it states no booked balance"))
    file.kind = .notification
    #expect(fault(file.xml).hasPrefix("s.xml:1: it states no balance"))
    file.kind = .report
    #expect(try StatedBalance.all(file.xml.bytes, named: "s.xml", Self.ids).map(\.closing) == [0])
    #expect(try StatedBalance.all(file.xml.with("ITBD", "CLBD").bytes, named: "s.xml", Self.ids).count == 1)
  }

  @Test func `is not taken past its end by made-up sums`() throws {
    var far = Self.order(.collect, .outstanding)
    far.instruction.amount = .max
    let (stated, collecting) = try Self.balance().cover([far, far, far], Self.ids)
    #expect(stated == .min && collecting == .max)
  }
}
