/// How parties are chosen.
import Load
import Testing

struct ChoiceTests {
  private static let draws = 200_000

  private func counts(_ skew: Skew, of count: Int) -> [Int] {
    let choice = Choice(of: count, skew)
    var dice = Dice(seed: 7)
    var counts = [Int](repeating: 0, count: count)
    for _ in 0..<ChoiceTests.draws { counts[choice.next(&dice)] += 1 }
    return counts
  }

  @Test func `hot is always the first`() { #expect(counts(.hot, of: 10)[0] == ChoiceTests.draws) }

  @Test func `uniform has each as often, within five deviations`() {
    let expected = Double(ChoiceTests.draws) / 100
    for count in counts(.uniform, of: 100) { #expect(abs(Double(count) - expected) < 5 * expected.squareRoot()) }
  }

  @Test(arguments: [1, 2, 10, 100])
  func `zipf has the k-th as often as 1 / k^0.99 of the first, within five deviations`(rank: Int) {
    let counts = counts(.zipf, of: 1000)
    // The sum of k^-0.99 for k = 1 … 1000.
    let expected = Double(ChoiceTests.draws) / 7.7289 / [1: 1, 2: 1.98618, 10: 9.77237, 100: 95.4993][rank, default: 1]
    #expect(abs(Double(counts[rank - 1]) - expected) < 5 * expected.squareRoot())
  }

  @Test(arguments: Skew.allCases)
  func `one of one is that one`(skew: Skew) { #expect(counts(skew, of: 1) == [ChoiceTests.draws]) }
}
