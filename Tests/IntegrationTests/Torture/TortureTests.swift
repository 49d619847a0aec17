/// Who judges the torture is judged: a history that was doctored must be found out.
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct TortureTests {
  @Test func `the checker of histories takes a right one for right, and finds out each that was doctored`() async throws
  {
    let tested = try await Program("python3").run(
      [PackageFiles.path("Tools/tormenting/test_checker.py")], environment: try await OtherMakeTests.python())
    try tested.expecting(0)
    #expect(tested.errors.contains("\nOK"), "\(tested)")
  }
}
