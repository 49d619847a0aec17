/// `vouch ca list` and `vouch ca show`: what was issued, and what somebody holds.
import ArgumentParser
import Console
import Foundation
import Identities
import Ledger

extension Authority {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists what the authority issued.",
      discussion: """
        The states: valid; due, which is valid and to be renewed; replaced, which is valid while another of the same names \
        takes its place; revoked; expired.

        Example:
          vouch ca list
          vouch ca list --output json
        """)
    @OptionGroup var options: AuthorityOptions

    func run() async throws {
      try await options.run {
        let issued = try options.open().issued()
        let time = Timestamp.ofTheWallClock
        try options.show("\(issued.table(at: time))", json: issued.json(at: time))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what an identity's directory, an authority's, or a file holds.",
      discussion: """
        A file may be of certificates, a request, or a list of revocations. Nothing is shown of a private key but whether \
        it is there.

        Example:
          vouch ca show shop
          vouch ca show manager/revoked.pem
        """)
    @Argument(help: ArgumentHelp("A directory or a file. (default: the authority's)", valueName: "directory|file"))
    var path: String?
    @OptionGroup var options: AuthorityOptions

    func run() async throws {
      try await options.run {
        let shown = try IdentityMaterial.read(try path?.withoutSlash ?? options.path()).shown(at: .ofTheWallClock)
        try options.show(shown.text, json: shown.json)
      }
    }
  }
}

extension Timestamp {
  /// Now, by the clock of this machine.
  static var ofTheWallClock: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
