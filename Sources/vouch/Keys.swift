/// `vouch keys`: keys for light clients, given out and taken back.
import ArgumentParser
import Console
import Foundation
import Identities
import Ledger
import Wire

struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Gives out keys, by which those are known who have no certificate.",
    discussion: """
      A key is a line of text. Whoever has it is whom it is for, until it ends or is revoked. It is presented over TLS, so its \
      owner needs the authority's certificate too: a directory with authority.pem alone, for --identity. The check manager \
      must take keys (vouchd --callers key).

      To give them out is an operator's duty of its own, keys.

      Example:
        vouch keys issue --for terminal/ALICE --note "Alice's telephone" --out alice.key
        vouch-terminal --account ALICE checks --identity trust --key-file alice.key \\
          --server ledger.example:7411
        vouch keys list
        vouch keys revoke 7k3m9q2v8d
      """,
    subcommands: [Issue.self, List.self, Revoke.self])

  struct Issue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a key, and shows it once.",
      discussion: """
        It is made here; the check manager is told a digest, from which nobody makes it again. With --out it is written to a \
        new file that only you can read, else shown. Where it is lost, revoke it and issue another.

        For whom: \(Read.holderForms).

        Example:
          vouch keys issue --for terminal/ALICE --days 30 --out alice.key
          vouch keys issue --for vouch://seller/SHOP --note "till 3"
        """)
    @Option(
      name: .customLong("for"), help: ArgumentHelp("Whom it lets its owner act as.", valueName: "identity"),
      transform: Read.holder)
    var holder: Actor
    @Option(help: "How many days it lasts, 1 to 398. (default: 90)", transform: Read.certificateDays)
    var days: UInt16 = CertificateAuthority.usualDays
    @Option(
      help: ArgumentHelp("What it is for, in lists; may be seen by whoever keeps keys.", valueName: "text"),
      transform: Read.text)
    var note: Text = .empty
    @Option(help: ArgumentHelp("A new file to write it to, which nobody else can read.", valueName: "file"))
    var out: String?
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var random = SystemRandomNumberGenerator()
        let key = AccessKey(random: &random)
        // Before it is issued: a key that cannot be kept is good for nobody.
        do { if let out { try key.write(to: out) } } catch let error as IdentityError { throw Failure(error) }
        let record: KeyRecord
        do throws(Failure) {
          record = try await session.ask(
            IssueKey(
              number: key.id.number, digest: key.digest, holder: holder, lifetime: .days(days), note: note))
        } catch {
          // Where the answer was lost the key may be good; where it was no, nobody needs the file.
          if let out, error.isFinal { AccessKey.remove(out) }
          throw error
        }
        let now = Timestamp.ofTheWallClock
        let place =
          out.map { "Written to \($0), which only you can read. It is shown nowhere again." }
          ?? "  key      \(key.text)\n\nThis is shown once: keep it where nobody else can read it."
        try session.show(
          """
          issued a key
          \(record.fields(at: now))\(place)
          Its owner also needs a directory with the authority's authority.pem:
            vouch-terminal --identity DIRECTORY --key-file FILE …

          """,
          json: record.json(at: now).merging([
            "key": out == nil ? .text(key.text) : .null, "file": .optional(out),
          ]))
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the keys that were given out.",
      discussion: """
        Never the keys themselves. Those that have expired or were revoked are listed for 90 days more. When a key was last \
        used is not kept.

        Example:
          vouch keys list
          vouch keys list --output json
        """)
    @Option(help: ArgumentHelp("The key to begin at.", valueName: "id"), transform: Read.key)
    var from: UInt64?
    @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
    var limit: Int = PageBounds.usual
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let page = try await session.collect(limit: limit, from: from) { ListKeys(from: $0, limit: $1) }
        let now = Timestamp.ofTheWallClock
        let next = page.next.flatMap { AccessKeyID(number: $0) }
        let text = page.shown(none: "no keys", table: { KeyRecord.table($0, at: now) }) { _ in
          "--from \(next.map { "\($0)" } ?? "")"
        }
        try session.show(
          text, json: ["keys": .array(page.items.map { $0.json(at: now) }), "next": .optional(next)])
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes a key back, for good.",
      discussion: """
        It reaches at once whoever is connected by it. A whole key is taken too, where somebody found one.

        Example:
          vouch keys revoke 7k3m9q2v8d
        """)
    @Argument(help: "The key: the ten characters after vouch_ that name it.", transform: Read.key)
    var id: UInt64
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let record = try await session.ask(RevokeKey(id))
        let now = Timestamp.ofTheWallClock
        try session.show("revoked a key\n\(record.fields(at: now))", json: record.json(at: now))
      }
    }
  }
}
