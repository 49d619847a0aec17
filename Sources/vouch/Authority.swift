/// `vouch ca`: the private authority that makes TLS identities, made and used.
import ArgumentParser
import Console
import Foundation
import Identities
import Ledger

struct Authority: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ca",
    abstract: "Makes a private authority, and the identities by which parties know each other over TLS.",
    discussion: """
      An identity is a directory: authority.pem, certificate.pem, key.pem, revoked.pem. Every program takes it with \
      --identity DIRECTORY. The authority is a directory too; it needs no network, and is best kept on another machine than \
      the check manager's.

      Identities: \(Read.identityForms).

      Example:
        vouch ca init --name Nordmark
        vouch ca issue manager --host ledger.example --out manager
        vouch ca issue seller/SHOP-7 --host shop.example --out shop
        vouch ca issue terminal/ALICE --out alice
        vouch ca revoke terminal/ALICE --reason key-compromise --into manager
      """,
    subcommands: [Init.self, Issue.self, Renew.self, Revoke.self, List.self, Show.self])

  struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes an authority.",
      discussion: """
        Its certificate is what all parties are given; its key makes identities, and whoever has it can be anybody. Keep it, \
        and a copy of the directory, where only the operator gets.

        Example:
          vouch ca init /srv/authority --name Nordmark
        """)
    @Argument(
      help: ArgumentHelp("The directory; made if it is missing. (default: --authority's)", valueName: "directory"))
    var directory: String?
    @Option(help: "The ledger's name: people see it in every certificate.")
    var name: String
    @Option(help: "How many years it lasts, 1 to 10. (default: 10)", transform: Read.authorityYears)
    var years: Timestamp.Span = CertificateAuthority.usualLifetime
    @OptionGroup var options: AuthorityOptions

    func run() async throws {
      try await options.run {
        let path = try options.path(directory)
        var random = SystemRandomNumberGenerator()
        let made = try AuthorityDirectory.make(
          path, ledger: name, at: .ofTheWallClock, lifetime: years, random: &random)
        let certificate = made.authority.certificate
        try options.show(
          """
          made an authority
          \(certificate.fields)
          Written to \(path): authority.pem, authority.key, revoked.pem.
          Keep authority.key to yourself, with a copy of the directory elsewhere.
          Next: vouch ca issue manager --authority \(path) --host NAME --out DIRECTORY

          """, json: certificate.json.merging(["directory": .text(path)]))
      }
    }
  }

  struct Issue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issues a certificate, and writes the identity's directory.",
      discussion: """
        Identities: \(Read.identityForms).

        A manager, a seller and a distributor are called by others, who look for the host's name or address in the \
        certificate. Without --host that is localhost, 127.0.0.1 and ::1.

        Whoever is to keep the private key makes it, and sends a request:
          openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \\
            -subj /CN=shop -keyout key.pem -out request.pem
        Of that only the public key is taken. A key.pem that lies in the directory already is used as it is.

        Example:
          vouch ca issue manager --host ledger.example --out manager
          vouch ca issue seller/SHOP-7 distributor/SHOP-7 --host shop.example --out shop
          vouch ca issue terminal/ALICE --request alice.pem --days 30 --out alice
        """)
    @Argument(
      help: ArgumentHelp("Who its owner is; several, when one program is all of them.", valueName: "identity"),
      transform: Read.identity)
    var identities: [Identity]
    @Option(help: ArgumentHelp("The identity's directory; made if it is missing.", valueName: "directory"))
    var out: String
    @Option(
      help: ArgumentHelp("A name or address by which it is reached; may be repeated.", valueName: "host"),
      transform: Read.host)
    var host: [CertificateHost] = []
    @Option(help: "How many days it lasts, 1 to 398. (default: 90)", transform: Read.certificateDays)
    var days: UInt16 = CertificateAuthority.usualDays
    @Option(help: ArgumentHelp("A request (PKCS#10) of somebody who keeps the key.", valueName: "file"))
    var request: String?
    @OptionGroup var options: AuthorityOptions

    func run() async throws {
      try await options.run {
        let names: CertificateNames
        do throws(Malformed) {
          names = try CertificateNames(identities, hosts: host)
        } catch {
          throw Failure.usage("\(error.reason).")
        }
        let order = IssueOrder(names, days: days, request: try request.map { try CertificateRequest.read($0) })
        let authority = try options.open()
        let path = out.withoutSlash
        var random = SystemRandomNumberGenerator()
        let certificate = try authority.issue(order, into: path, at: .ofTheWallClock, random: &random)
        try options.show(given: certificate, in: path, "issued", by: authority)
      }
    }
  }
}
