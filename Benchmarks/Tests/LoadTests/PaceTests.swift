/// The open loop's timetable.
import Load
import Testing

struct PaceTests {
  @Test(arguments: [1, 7, 999, 40_000, 333_333, 3_000_000] as [Int64])
  func `an op is due at its moment and not before`(rate: Int64) {
    let pace = Pace(start: 5_000, rate: rate)
    for n in [0, 1, 2, 3, 1000, 12_345, 10_000_000] {
      let moment = pace.moment(of: n)
      #expect(pace.due(at: moment) > n)
      #expect(pace.due(at: moment - 1) <= n)
    }
  }

  @Test(arguments: [1, 40_000, 333_333] as [Int64])
  func `so many are due in ten seconds as the rate says`(rate: Int64) {
    let pace = Pace(start: 0, rate: rate)
    #expect(pace.due(at: 10_000_000_000 - 1) == Int(rate) * 10)
  }

  @Test func `after a stall all that was missed is due, each with the moment it was meant for`() {
    let pace = Pace(start: 0, rate: 1000)
    #expect(pace.due(at: 0) == 1)
    // Nobody looked for two seconds.
    #expect(pace.due(at: 2_000_000_000) == 2001)
    #expect(pace.moment(of: 1) == 1_000_000)
    #expect(pace.moment(of: 2000) == 2_000_000_000)
  }

  @Test func `nothing is due before the start`() { #expect(Pace(start: 100, rate: 1).due(at: 99) == 0) }

  @Test(arguments: 1...4)
  func `workers share the timetable: together they have each op once`(count: Int) {
    let whole = Pace(start: 17, rate: 12_345)
    let parts = (0..<count).map { Pace(start: 17, rate: 12_345, worker: $0, of: count) }
    let moments = parts.flatMap { part in (0..<100).map { part.moment(of: $0) } }.sorted()
    #expect(moments == (0..<100 * count).map { whole.moment(of: $0) })
    for now in stride(from: Int64(0), to: 1_000_000_000, by: 7_654_321) {
      #expect(parts.reduce(0) { $0 + $1.due(at: now) } == whole.due(at: now))
    }
  }
}
