/// `vouchd keys`: the keys that the history is signed with.
import ArgumentParser
import CheckManager
import Foundation
import Seals

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keeps the keys that prove checks and the journal.",
    discussion: """
      Three files beside the data: signing.key and leaf.secret, which nobody else may read, and keys.ring, the public keys, \
      which everybody should have. systemd can keep the first two as credentials (vouch-signing-key, vouch-leaf-secret).
      """,
    subcommands: [Show.self, Export.self, Rotate.self, Revoke.self])

  struct Place: ParsableArguments {
    @Option(help: "A JSON file with one object of settings (environment: VOUCHD_CONFIG).")
    var config: String?
    @Option(help: "The directory of the ledger. (environment: VOUCHD_DATA; default: /var/lib/vouch)")
    var data: String?
    @Option(help: "The file of the key that signs. (default: signing.key in that directory)")
    var signingKey: String?

    /// Runs `body` with the settings and the environment; a problem ends the program.
    func run(_ body: (CheckManager.Configuration, [String: String]) throws -> Void) throws {
      let environment = ProcessInfo.processInfo.environment
      do {
        let flags = ["data": data, "signing_key": signingKey, "listen": "127.0.0.1:0"]
        let configuration = try CheckManager.Configuration.load(
          file: config ?? environment["VOUCHD_CONFIG"], environment: environment,
          flags: flags.compactMapValues { $0 })
        try body(configuration, environment)
      } catch let problem as CheckManager.Configuration.Problem {
        throw fail(problem, ExitStatus.configuration)
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Names the keys, and what each signs.",
      discussion: """
        Example:
          vouchd keys show --data /var/lib/vouch
        """)
    @OptionGroup var place: Place

    func run() throws {
      try place.run { configuration, environment in
        let ring = try configuration.keyRing(environment: environment)
        let signing = try configuration.signingKey(environment: environment)
        print("ledger \(ring.ledger)")
        for entry in ring.entries {
          let last = entry.sequences.upperBound == .max ? "…" : "\(entry.sequences.upperBound)"
          let state = entry.isRevoked ? "  revoked" : entry.key.id == signing ? "  signs" : ""
          print("key \(entry.key.id)  entries \(entry.sequences.lowerBound) to \(last)\(state)")
        }
        if let signing, ring[signing] == nil { print("key \(signing)  signs when vouchd next starts") }
      }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes the public keys to a file, or to stdout.",
      discussion: """
        Whoever has them by a way that is not the network's verifies checks and exports without it.

        Example:
          vouchd keys export > vouch.keys
        """)
    @OptionGroup var place: Place

    func run() throws {
      try place.run { configuration, environment in
        print(
          Armour.keyRing.text(of: try configuration.keyRing(environment: environment).bytes), terminator: "")
      }
    }
  }

  struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a new signing key.",
      discussion: """
        It takes the place of the present one, which is gone then, and signs once vouchd was restarted. What the others \
        signed stays valid: hand out the ring again.

        Example:
          vouchd keys rotate && systemctl restart vouchd
        """)
    @OptionGroup var place: Place

    func run() throws {
      try place.run { configuration, environment in
        let key = try configuration.rotateSigningKey(environment: environment)
        print("Key \(key) signs once vouchd was restarted. Then hand out the public keys again: vouchd keys export")
      }
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Marks a key as stolen: nothing that it signed is believed any more.",
      discussion: """
        No check is lost: whoever holds one asks for a new proof. Make a new signing key first where it is the one that signs.

        Example:
          vouchd keys revoke 21fe31dfa154a261
        """)
    @Argument(help: "The key's name: sixteen hexadecimal digits.", transform: Revoke.key)
    var key: KeyID
    @OptionGroup var place: Place

    static func key(_ text: String) throws -> KeyID {
      guard text.utf8.count == 16, let number = UInt64(text, radix: 16) else {
        throw ValidationError("a key's name is sixteen hexadecimal digits.")
      }
      return KeyID(number)
    }

    func run() throws {
      try place.run { configuration, environment in
        _ = try configuration.revokeKey(key, environment: environment)
        print("Key \(key) is revoked. Restart vouchd, and hand out the public keys again: vouchd keys export")
      }
    }
  }
}
