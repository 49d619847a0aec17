/// The table of what may happen to a delivery: every state with every step, the forbidden ones too.
import Ledger
import MailOrder
import Testing

struct DeliveryStateTests {
  /// The rows of the table in `DeliveryState.after`, in the order of the steps.
  static let table: [(state: DeliveryState, after: [DeliveryState?])] = [
    (.instructed, [.planned, nil, nil, nil, .failed, .returned]),
    (.planned, [.planned, .underway, nil, nil, .failed, .returned]),
    (.underway, [nil, nil, .attempted, .delivered, .failed, .returned]),
    (.attempted, [.planned, nil, .attempted, .delivered, .failed, .returned]),
    (.delivered, [nil, nil, nil, nil, nil, nil]),
    (.failed, [nil, nil, nil, nil, nil, .returned]),
    (.returned, [nil, nil, nil, nil, nil, nil]),
  ]

  @Test func `the table has every state once and every step`() {
    #expect(Set(Self.table.map(\.state)) == Set(DeliveryState.allCases))
    #expect(Self.table.count == DeliveryState.allCases.count)
    #expect(Self.table.allSatisfy { $0.after.count == DeliveryStep.allCases.count })
  }

  @Test(arguments: table) func `each cell of a row`(row: (state: DeliveryState, after: [DeliveryState?])) {
    for (step, wanted) in zip(DeliveryStep.allCases, row.after) {
      #expect(row.state.after(step) == wanted, "\(row.state) \(step)")
    }
  }

  @Test func `only ends are ends, and nothing but failed leads on from one`() {
    let ends = DeliveryState.allCases.filter(\.isEnd)
    #expect(ends == [.delivered, .failed, .returned])
    for end in ends where end != .failed { #expect(DeliveryStep.allCases.allSatisfy { end.after($0) == nil }) }
  }

  /// The same table through what really changes a delivery: a step that is refused leaves it as it was.
  @Test(arguments: DeliveryState.allCases, DeliveryStep.allCases)
  func `a delivery takes a step as the table says, or stays as it was`(state: DeliveryState, step: DeliveryStep) {
    var delivery = Delivery.standing(state)
    let before = delivery
    let wanted = state.after(step)
    do {
      try delivery.take(step)
      #expect(delivery.state == wanted)
      #expect(delivery.events.count == before.events.count + 1)
      #expect(delivery.events.last?.state == wanted)
    } catch {
      #expect(wanted == nil)
      #expect(error == SiteRefusal(.wrongState, "\(state)"))
      #expect(delivery == before)
    }
  }
}
