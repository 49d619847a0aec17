/// Asks the decisions themselves what follows an event, and who may bring it about.
public import Ledger

/// Checks put into every state by real commands, and events tried on copies of them.
public enum Probe {
  /// Everybody there is, seen from a check drawn by the buyer to the shop and delivered by the carrier.
  public static let roles: [(name: String, actor: Actor)] = [
    ("operator", .operator), ("own terminal", .buyer), ("foreign terminal", .stranger), ("own seller", .shop),
    ("foreign seller", .rival), ("own distributor", .carrier), ("foreign distributor", .courier),
    ("rail", .rail(.bank)), ("committer", .committer),
  ]

  /// The states that can follow `event` in `state`, in the order of their numbers; none when it is refused.
  public static func nextStates(of event: StateTable.Event, in state: CheckState) -> [CheckState] {
    var found: Set<CheckState> = []
    for scene in scenes(for: event) where scene.check.state(at: scene.now) == state {
      for values in variants(of: event, on: scene) {
        for role in roles {
          var copy = scene
          if case .accepted(let entry) = copy.act(role.actor, values), let progress = entry.progress {
            found.insert(progress.state)
          }
        }
      }
      // What the committer does by itself is done when it is due; and the sweep is the one event that asks for the state
      // as it is kept.
      if event == .lapse || event == .releaseProceeds, let due = scene.check.progress.due {
        var copy = scene
        copy.now = max(due, scene.now)
        if let progress = copy.act(.committer, event == .lapse ? .lapse : .releaseProceeds).entry?.progress {
          found.insert(progress.state)
        }
      }
    }
    return found.sorted { $0.rawValue < $1.rawValue }
  }

  /// Nil when `actor` may bring about `event` on a check that names all its parties, where it is possible; else the
  /// refusal.
  public static func answer(to actor: Actor, asking event: StateTable.Event) -> Refusal? {
    var answers: [Refusal] = []
    for scene in scenes(for: event) where scene.check.progress.payee != nil {
      guard StateTable.refusal(of: event, in: scene.check.state(at: scene.now)) == nil else { continue }
      for values in variants(of: event, on: scene) {
        var copy = scene
        switch copy.act(actor, values) {
        case .accepted, .repeated: return nil
        case .refused(let refusal):
          // What is refused for another reason than who asks, may be asked.
          guard Probe.aboutWho.contains(refusal) else { return nil }
          if !answers.contains(refusal) { answers.append(refusal) }
        }
      }
    }
    return answers.first
  }

  /// What a paying system says is about what it was told.
  private static func scenes(for event: StateTable.Event) -> [Scene] {
    event == .reportRail ? Scene.collecting : Scene.Start.allCases.map { Scene($0) }
  }

  /// The refusals that say who may not, whatever the check.
  public static let aboutWho: Set<Refusal> = [.notPermitted, .wrongPayee, .wrongDistributor, .notParty]

  /// The event with everyday values, as far as they matter to what follows.
  public static func variants(of event: StateTable.Event, on scene: Scene) -> [CheckEvent] {
    switch event {
    case .present:
      [.present(amount: nil, final: false), .present(amount: 1, final: false), .present(amount: 1, final: true)]
    case .confirm: [.confirm(proof: Digest(1, 2, 3, 4))]
    case .collectCash: [.collectCash(amount: nil)]
    case .failDelivery: [.failDelivery]
    case .extend: [.extend(until: scene.check.progress.expires + .days(1))]
    case .chooseMethod: [.chooseMethod(.card), .chooseMethod(.cash), .chooseMethod(.transfer)]
    case .void: [.void]
    case .lapse: [.lapse]
    case .openDispute: [.openDispute]
    case .resolveDispute: [.resolveDispute(.resume), .resolveDispute(.pay(nil)), .resolveDispute(.void)]
    case .refund: [.refund(amount: 1)]
    case .withdraw: [.withdraw]
    case .chargeBack: [.chargeBack(amount: 1)]
    case .claimGuarantee: [.claimGuarantee(amount: 1)]
    case .releaseProceeds: [.releaseProceeds]
    case .reportRail:
      scene.instruction.map { id in [RailResult.accepted, .rejected].map { .reportRail(id, $0) } } ?? []
    }
  }
}
