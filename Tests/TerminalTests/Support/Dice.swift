/// Chance that a seed decides, for scripts that several threads play.
import NIOConcurrencyHelpers
import VouchTesting

final class Dice: Sendable {
  private let random: NIOLockedValueBox<SeededGenerator>

  init(_ random: SeededGenerator) { self.random = NIOLockedValueBox(random) }

  /// One of `reactions`.
  func roll(_ reactions: [Reaction]) -> Reaction {
    random.withLockedValue { reactions.randomElement(using: &$0) ?? .answer }
  }
}
