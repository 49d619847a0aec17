/// `vouch-distributor board`: who is let in to the pages that `serve --http` has.
import ArgumentParser
import Console
import Distribution
import Foundation
import Ledger
import MailOrder
import Wire

struct Board: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Passes to the planning board and the drivers' page.",
    subcommands: [GivePass.self, ListPassesCommand.self, RevokePassCommand.self])
}

struct GivePass: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pass",
    abstract: "Makes a pass, and shows its link once.",
    discussion: """
      It is made here; the site is told a digest, from which nobody makes it again. Whoever opens the link is a planner, \
      who sees and does everything, or with --vehicle its driver, who sees that vehicle's stops of today. Where it is lost, \
      revoke it and make another.

      Example:
        vouch-distributor board pass --note "Mara, planning"
        vouch-distributor board pass --vehicle VAN-1 --for 30d --note "Ole's phone"
      """)

  @Option(
    help: ArgumentHelp("The vehicle that it is driven with. (default: a planner's)", valueName: "code"),
    transform: Read.vehicle)
  var vehicle: Code?
  @Option(
    name: .customLong("for"), help: ArgumentHelp("How long it lasts, up to 398d. (default: 90d)", valueName: "span"),
    transform: Read.span)
  var lifetime: Timestamp.Span = .days(90)
  @Option(help: ArgumentHelp("Whose it is, in lists.", valueName: "text"), transform: Read.text)
  var note: Text = .empty
  @OptionGroup var options: SiteOptions<CompanySite>

  func validate() throws {
    guard lifetime != .none, lifetime <= Pass.longestLifetime else {
      throw ValidationError("--for is a time that passes, up to 398d.")
    }
  }

  func run() async throws {
    try await options.run { session in
      let pages = try await session.ask(GetCompany()).pages
      guard !pages.isEmpty else { throw Failure.usage("The site has no pages: start it with --http HOST:PORT.") }
      let token = PassToken()
      let passes = try await session.ask(
        PutPass(digest: token.digest, vehicle: vehicle, lifetime: lifetime, note: note))
      guard let pass = passes.first else { throw Failure.io("The site answers without the pass.") }
      let link = token.link(at: pages.value)
      try session.show(
        """
        a pass for \(pass.holder), \(pass.name), until \(pass.expires.toSecond) UTC
          \(link)
        This is shown once. Whoever has it is let in: give it to nobody else.

        """, json: pass.json(at: Timestamp.now).merging(["link": .text(link)]))
    }
  }
}

struct ListPassesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passes", abstract: "Lists the passes, the newest first; never their links.",
    discussion: """
      Example:
        vouch-distributor board passes
      """)
  @OptionGroup var options: SiteOptions<CompanySite>

  func run() async throws {
    try await options.run { session in
      let passes = try await session.ask(ListPasses())
      let now = Timestamp.now
      try session.show(Pass.table(passes, at: now), json: ["passes": .array(passes.map { $0.json(at: now) })])
    }
  }
}

struct RevokePassCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Takes a pass back: whoever is in by it is out at once.",
    discussion: """
      Example:
        vouch-distributor board revoke 7f3a9c21b04e
      """)
  @Argument(help: "The pass, as passes lists it.", transform: Read.pass)
  var pass: UInt64
  @OptionGroup var options: SiteOptions<CompanySite>

  func run() async throws {
    try await options.run { session in
      let passes = try await session.ask(RevokePass(pass))
      let now = Timestamp.now
      guard let revoked = passes.first else { throw Failure.io("The site answers without the pass.") }
      try session.show("revoked the pass \(revoked.name) for \(revoked.holder)\n", json: revoked.json(at: now))
    }
  }
}

extension Read {
  /// A pass's name: twelve hexadecimal digits.
  static func pass(_ text: String) throws -> UInt64 {
    let isHex = text.utf8.count == 12 && text.allSatisfy(\.isHexDigit)
    guard isHex, let number = UInt64(text, radix: 16), number > 0 else {
      throw ValidationError("a pass is named by twelve hexadecimal digits, as board passes lists it.")
    }
    return number
  }
}

extension Timestamp {
  fileprivate static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
