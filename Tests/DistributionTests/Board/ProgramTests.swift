/// Passes by the real programs: made, listed, taken back.
import Foundation
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct BoardProgramTests {
  @Test func `a pass is made, shown once, listed without its link, and revoked`() async throws {
    try await withPeers { bench in
      let program = ServingProgram(bench, ["--http", "127.0.0.1:0"])
      do {
        try await program.start()
        try await bench.prepare()
        let site = try await bench.pages()
        func board(_ arguments: String..., exit code: Int32 = 0) async throws -> String {
          let all = ["board"] + arguments + ["--company", "\(bench.endpoint)"]
          return try await Program.distributor.run(all).expecting(code).output
        }
        let shown = try await board("pass", "--vehicle", "VAN-1", "--note", "Ole", "--output", "json")
        let link = shown.between("\"link\": \"", "\"")
        #expect(link.hasPrefix("\(site)/pass/"))
        let name = shown.between("\"pass\": \"", "\"")
        let browser = Browser(site)
        let page = try await browser.ask(String(link.dropFirst(site.count)))
        #expect(page.body.contains("the driver of <strong>VAN-1</strong>"))
        #expect(try await browser.send("/pass", from: page, [("pass", page.field("pass"))]).location == "/drive")
        #expect(try await browser.ask("/drive").status == 200)
        let list = try await board("passes")
        #expect(list.contains(name) && list.contains("VAN-1") && list.contains("Ole") && list.contains("good"))
        #expect(!list.contains(link.suffix(32)))
        #expect(try await board("revoke", name).contains(name))
        #expect(try await browser.ask("/drive").status == 403)
        #expect(try await board("passes").contains("revoked"))
        _ = try await board("revoke", "000000000001", exit: 1)
        _ = try await board("pass", "--for", "399d", exit: 64)
        _ = try await board("pass", "--vehicle", "VAN-9", exit: 1)
      } catch {
        try? await program.kill()
        throw error
      }
      #expect(try await program.stop() == 0)
    }
  }

  @Test(arguments: [
    (["--http", "0.0.0.0:0"], "other machines can reach"), (["--http", "nonsense"], "host and a port"),
    (["--http-name", "board.example.org"], "give --http too"),
    (["--http", "127.0.0.1:0", "--http-name", "https://x/"], "is a host's name"),
  ]) func `pages that cannot be, or that strangers could reach, are refused`(more: [String], words: String) async throws
  {
    try await withTemporaryDirectory { directory in
      let arguments = [
        "serve", "--data", "\(directory)/data", "--distributor", "PARCEL", "--name", "Parcel", "--unix",
        "\(directory)/carrier.sock", "--trust", "loopback",
      ]
      let ended = try await Program.distributor.run(arguments + more).expecting(64)
      #expect("\(ended.output)\(ended.errors)".contains(words))
    }
  }
}
