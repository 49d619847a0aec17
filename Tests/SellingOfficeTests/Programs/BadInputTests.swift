/// Bad input to the shop's program: each a clear error that names what is wrong and what to do, with an honest exit code.
import Foundation
import RPC
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct BadInputTests {
  private static let nobody = Endpoint.unix(path: "/tmp/vouch-test-nobody.sock")

  struct Case: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let code: Int32
    let words: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let serve = ["serve", "--seller", "SHOP", "--name", "S", "--currency", "EUR", "--data", "/tmp/x"]

  @Test(arguments: [
    Case(arguments: serve, code: 64, words: "Say where to listen: --listen HOST:PORT, --unix PATH, or both."),
    Case(
      arguments: serve + ["--listen", "0.0.0.0:0"], code: 64,
      words: "which other machines can reach. Nothing secures it without --identity, so it is for loopback"),
    Case(
      arguments: serve + ["--listen", "127.0.0.1:0", "--trust", "loopback", "--http", "[::]:0"], code: 64,
      words: "--http is '[::]:0', which other machines can reach."),
    Case(
      arguments: serve + ["--listen", "127.0.0.1:0", "--pay-within", "0s"], code: 64,
      words: "--pay-within is a time that passes"),
    Case(
      arguments: serve + ["--listen", "127.0.0.1:0", "--pay-within", "soon"], code: 64,
      words: "a span of time is a number and d, h, m or s"),
    Case(arguments: serve + ["--listen", "127.0.0.1:0"], code: 64, words: "--listen needs --identity DIRECTORY"),
    Case(arguments: serve + ["--listen", "127.0.0.1:0", "--trust", "everybody"], code: 64, words: "loopback"),
    Case(
      arguments: serve + ["--listen", "127.0.0.1:0", "--identity", "/nowhere/at/all"], code: 65,
      words: "/nowhere/at/all/certificate.pem is not there."),
    Case(arguments: serve + ["--listen", "nowhere"], code: 64, words: "must be a host and a port, such as"),
    Case(arguments: serve + ["--listen", "127.0.0.1:0", "--nonsense"], code: 64, words: "Unknown option '--nonsense'"),
    Case(
      arguments: ["serve", "--name", "S", "--currency", "EUR", "--data", "/tmp/x", "--unix", "/tmp/y"], code: 64,
      words: "--seller"),
    Case(
      arguments: ["serve", "--seller", "SHOP", "--name", "S", "--currency", "XYZ", "--data", "/tmp/x"], code: 64,
      words: "a currency is three letters of ISO 4217"),
    Case(
      arguments: serve.dropLast() + ["/proc/nowhere", "--unix", "/tmp/vouch-test-y.sock"], code: 74,
      words: "/proc/nowhere cannot be written: No such file or directory."),
    Case(arguments: ["catalogue", "set", "CUP", "--charge=-1"], code: 64, words: "it is negative"),
    Case(arguments: ["catalogue", "set", "CUP", "--stock=-1"], code: 64, words: "give a number of pieces"),
    Case(
      arguments: ["catalogue", "set", "CUP", "--guarantee-days", "4000"], code: 64, words: "whole days from 0 to 3650"),
    Case(arguments: ["catalogue", "show", "no code"], code: 64, words: "a commodity's code is 1 to 24 of"),
    Case(
      arguments: ["orders", "list", "--state", "lost"], code: 64, words: "choose one of received, rejected, accepted"),
    Case(arguments: ["distributors", "put", "PARCEL", "--site", "there"], code: 64, words: "an endpoint is HOST:PORT"),
    Case(
      arguments: ["catalogue", "list", "--office", "\(nobody)"], code: 69,
      words: "does not answer (No such file or directory). Is it running, and is that its address?"),
    Case(
      arguments: ["catalogue", "import", "/tmp/vouch-test-no.csv", "--office", "\(nobody)"], code: 66,
      words: "cannot be read"),
  ])
  func `a command line that cannot be is refused in words`(bad: Case) async throws {
    let finished = try await Program.seller.run(bad.arguments)
    #expect(finished.exitCode == bad.code, "\(finished)")
    #expect(finished.errors.contains(bad.words), "\(finished)")
  }

  @Test func `a directory in use, another shop's, another program's and a busy port are each named`() async throws {
    try await withShopProcess(manager: Self.nobody) { shop, _ in
      func serve(_ changes: [String: String], _ more: [String] = []) async throws -> FinishedProgram {
        var arguments = shop.arguments
        for (flag, value) in changes {
          guard let place = arguments.firstIndex(of: flag) else { continue }
          arguments[place + 1] = value
        }
        return try await Program.seller.run(arguments + more)
      }
      let inUse = try await serve([:])
      #expect(inUse.exitCode == 74)
      #expect(
        inUse.errors.contains("is in use by process \(shop.processID). Stop that, or give another directory."),
        "\(inUse)")

      let busySocket = try await serve(["--data": "\(shop.directory)/other"])
      #expect(busySocket.exitCode == 74)
      #expect(busySocket.errors.contains("shop.sock"), "\(busySocket)")

      let page = try #require(shop.page)
      let busyPage = try await serve([
        "--data": "\(shop.directory)/other", "--unix": "\(shop.directory)/other.sock",
        "--http": String(page.dropFirst(7)),
      ])
      #expect(busyPage.exitCode == 74)
      #expect(busyPage.errors.contains("cannot listen on \(page)"), "\(busyPage)")

      #expect(try await shop.stop() == .exited(0))
      let otherShop = try await serve(["--seller": "TOOLS"])
      #expect(otherShop.exitCode == 74)
      #expect(
        otherShop.errors.contains("holds something else ('vouch shop SHOP EUR 2'). Give another directory."),
        "\(otherShop)")
      let otherCurrency = try await serve(["--currency": "JPY"])
      #expect(otherCurrency.errors.contains("holds something else"), "\(otherCurrency)")

      let foreign = "\(shop.directory)/foreign"
      try FileManager.default.createDirectory(atPath: foreign, withIntermediateDirectories: false)
      try String(repeating: "no database ", count: 2000).write(
        toFile: "\(foreign)/data.mdb", atomically: true, encoding: .utf8)
      let foreignFile = try await serve(["--data": foreign])
      #expect(foreignFile.exitCode == 74)
      #expect(foreignFile.errors.contains("holds something else ('another program's file')"), "\(foreignFile)")
    }
  }

  @Test func `of a broken price list the good lines go in, and each bad one is named with its line and column`()
    async throws
  {
    try await withShopProcess(manager: Self.nobody) { shop, _ in
      let list = """
        code,name,charge,stock,visit,guarantee_days
        CUP,Cup,5.00,10,yes,730
        POT,Pot,five,1,no,0
        cup,Another cup,6.00,1,no,0
        PAN,Pan,7.00
        LID,Lid,8.00,-1,no,0
        JUG,"Jug,9.00,1,no,0
        """
      let imported = try await shop.office("catalogue", "import", "-", "--output", "json", input: list, exit: 65)
      let report = try imported.json
      #expect(report["added"] == 1)
      #expect(report["failed"] == 5)
      #expect(report["errors"].items.map { $0["line"] } == [3, 4, 5, 6, 7])
      #expect(report["errors"].items.map { $0["column"] } == ["charge", "code", nil, "stock", nil])
      #expect(report["errors"][1]["reason"] == "CUP is in line 2 already.")

      for (header, words) in [
        ("", "The file is empty: its first line must name the columns."),
        ("code,name", "The header has no column 'charge'."),
        (
          "code,name,charge,colour",
          "The header has an unknown column 'colour'. Known, separated by commas, are: code,name,"
        ),
        ("code,name,charge,code", "The header has the column 'code' twice."),
      ] {
        let finished = try await shop.office("catalogue", "import", "-", input: header + "\n", exit: 65)
        #expect(finished.errors.contains(words), "\(finished)")
      }
      let missing = try await shop.office("catalogue", "set", "NEW", "--charge", "1.00", exit: 64)
      #expect(missing.errors.contains("A new commodity needs at least a name and a charge."))
      let decimals = try await shop.office("catalogue", "set", "CUP", "--charge", "1.001", exit: 64)
      #expect(decimals.errors.contains("1.001 is no amount of EUR"))
    }
  }
}
