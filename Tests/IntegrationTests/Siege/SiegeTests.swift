/// Who judges the sieges is judged: a measurement that was doctored must be found out, and a server without bounds measured
/// for what it is.
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct SiegeTests {
  @Test func `the judge of sieges takes a right one for right, and finds out each that was doctored`() async throws {
    let tested = try await Program("python3").run(
      [PackageFiles.path("Tools/besieging/test_judge.py")], environment: try await OtherMakeTests.python())
    try tested.expecting(0)
    #expect(tested.errors.contains("\nOK"), "\(tested)")
  }

  @Test func `a history that is not as the rules say is found, made smaller, and played again by what was printed`()
    async throws
  {
    // What makes histories up comes from PyPI: Tools/setup test.
    let tested = try await Program("python3").run(
      [PackageFiles.path("Tools/besieging/test_histories.py")], environment: try await OtherMakeTests.python())
    try tested.expecting(0)
    #expect(tested.errors.contains("\nOK"), "\(tested)")
  }
}
