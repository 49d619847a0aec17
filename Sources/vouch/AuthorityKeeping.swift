/// `vouch ca renew` and `vouch ca revoke`: what follows a certificate, and what ends it.
import ArgumentParser
import Console
import Identities
import Ledger

extension Authority {
  struct Renew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Renews an identity: the same names, a new certificate, a new key.",
      discussion: """
        Once two thirds of its time are gone; before that it is refused (not_due, exit 1), so that it can be run every day. \
        Programs that read the directory meanwhile get the old certificate with its key or the new one with its. The old \
        one stays valid until its end; the newest list of revocations comes along.

        Example:
          vouch ca renew shop
          vouch ca renew alice --keep-key --force
        """)
    @Argument(help: ArgumentHelp("The identity's directory.", valueName: "directory"))
    var directory: String
    @Flag(help: "For the same key: for somebody who keeps it elsewhere.")
    var keepKey = false
    @Flag(help: "Also when it is not due.")
    var force = false
    @Option(help: "How many days it lasts, 1 to 398. (default: as many as before)", transform: Read.certificateDays)
    var days: UInt16?
    @OptionGroup var options: AuthorityOptions

    func run() async throws {
      try await options.run {
        let authority = try options.open()
        let path = directory.withoutSlash
        var random = SystemRandomNumberGenerator()
        let certificate = try authority.renew(
          path, Renewal(keepsKey: keepKey, isForced: force, days: days), at: .ofTheWallClock, random: &random)
        try options.show(given: certificate, in: path, "renewed", by: authority)
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes certificates back, for good.",
      discussion: """
        All of an identity that are still valid, or the one whose number begins with the digits given. It reaches whoever \
        has the new list: copy revoked.pem into the identity's directory of everybody who is called, the manager first.

        Reasons: \(Read.reasonChoices).

        Example:
          vouch ca revoke seller/SHOP-7 --reason privilege-withdrawn --into manager
          vouch ca revoke 4f2a91c0 --reason key-compromise
        """)
    @Argument(
      help: ArgumentHelp("An identity, or the first digits of a number.", valueName: "identity|serial"),
      transform: Read.revocationTarget)
    var target: RevocationTarget
    @Option(help: "Why.", transform: Read.reason)
    var reason: RevocationReason
    @Option(
      help: ArgumentHelp(
        "An identity's directory in which to put the new list; may be repeated.", valueName: "directory"))
    var into: [String] = []
    @OptionGroup var options: AuthorityOptions

    func run() async throws {
      try await options.run {
        let authority = try options.open()
        // With the list as it is: what cannot be written is seen before anything is revoked.
        let before = try authority.revocations()
        for directory in into { try IdentityDirectory.update(directory.withoutSlash, with: before) }
        let (revoked, list) = try authority.revoke(target, reason: reason, at: .ofTheWallClock)
        for directory in into { try IdentityDirectory.update(directory.withoutSlash, with: list) }
        let lines = revoked.map { "  \($0.serial.short)  \($0.title), until \($0.notAfter.withZone)\n" }.joined()
        let next =
          into.isEmpty
          ? """
          Next: copy \(authority.path)/revoked.pem into the identity's directory of everybody who is called, the manager \
          first.

          """ : "Put the list into \(into.joined(separator: ", ")); whoever else is called needs a copy of it too.\n"
        try options.show(
          "revoked for \(reason.words)\n\(lines)\(next)",
          json: [
            "revoked": .array(revoked.map(\.json)), "list": list.json, "file": .text("\(authority.path)/revoked.pem"),
          ])
      }
    }
  }
}

extension AuthorityOptions {
  /// Shows a certificate that was given out, and what its owner does with it.
  func show(
    given certificate: IdentityCertificate, in path: String, _ done: String, by authority: AuthorityDirectory
  ) throws {
    let directory = try IdentityDirectory.read(path, needsKey: false)
    let next =
      directory.key == nil
      ? "Written to \(path): authority.pem, certificate.pem, revoked.pem. Their owner puts them beside key.pem."
      : "Written to \(path): authority.pem, certificate.pem, key.pem, revoked.pem. Copy the directory to its owner."
    let again = "Renew it from \(certificate.due.toDay) on: vouch ca renew \(path)"
    try show(
      """
      \(done) \(certificate.title)
      \(certificate.fields)
      \(next)
      Programs take it with --identity \(path). \(again)

      """,
      json: certificate.json.merging(["directory": .text(path), "has_key": .boolean(directory.key != nil)]))
  }
}
