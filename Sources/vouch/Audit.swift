/// `vouch audit`: whether the manager kept to what it signed. Half of it needs no manager.
import ArgumentParser
import Console
import Ledger
import Seals

struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Proves checks and the journal, and verifies proofs.",
    discussion: """
      The manager signs the root of a tree over all entries of its journal. Whoever has its public keys, by a way that is \
      not the manager's, verifies checks and whole journals without it.

      Example:
        vouch audit root --out monday.head
        vouch audit export journal.vouch
        vouch audit verify journal.vouch --key vouch.keys --root monday.head
      """,
    subcommands: [Root.self, Key.self, Prove.self, Export.self, Verify.self, Show.self, Consistency.self])

  /// `--key`, where the manager's own are taken without.
  struct OptionalKey: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The public keys to verify with, had by another way. (default: those that the manager sends)", valueName: "file"
      ))
    var key: String?

    var ring: KeyRing? {
      get throws(Failure) {
        guard let key else { return nil }
        return try ProofFiles.ring(key)
      }
    }
  }

  struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the signed head of the history.",
      discussion: """
        Keep it: no later history can contradict it without being caught.

        Example:
          vouch audit root --out monday.head
        """)
    @Option(help: ArgumentHelp("Writes the head to a file.", valueName: "file"))
    var out: String?
    @OptionGroup var key: OptionalKey
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let head = try await session.head(try key.ring).head
        if let out { try ProofFiles.write(head.bytes, .signedHead, to: out) }
        try session.show(head.text, json: head.json)
      }
    }
  }

  struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the public keys that the manager sends.",
      discussion: """
        They say who signs, not who that is: compare their names with what the operator tells you by another way.

        Example:
          vouch audit key --out vouch.keys
        """)
    @Option(help: ArgumentHelp("Writes the keys to a file.", valueName: "file"))
    var out: String?
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let ring = try await session.head(nil).ring
        if let out { try ProofFiles.write(ring.bytes, .keyRing, to: out) }
        try session.show(ring.text, json: ring.json)
      }
    }
  }

  struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gets the proof that a check was issued.",
      discussion: """
        Example:
          vouch audit prove 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --out check.proof
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @OptionGroup var out: ProofOutput
    @OptionGroup var key: OptionalKey
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        try session.show(try await session.prove(check, try key.ring), of: check, out)
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes the whole journal, as it is signed, to a file.",
      discussion: """
        With --since it goes on after a head that was kept, or where an export ends that was kept. Names and addresses are in no journal; reasons that people gave \
        can be left out, and what is left still verifies.

        Example:
          vouch audit export journal.vouch
          vouch audit export tuesday.vouch --since monday.head --without-texts
        """)
    @Argument(help: "The file to write.")
    var file: String
    @Option(help: ArgumentHelp("Goes on after this head, or after the end of this export.", valueName: "file"))
    var since: String?
    @Flag(help: "Leaves out the reasons given and the values set.")
    var withoutTexts = false
    @OptionGroup var key: OptionalKey
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let start = try since.map { path throws(Failure) in try ProofFiles.headOrEnd(path, try key.ring) }
        let (head, entries) = try await session.export(
          to: file, after: start, try key.ring, withTexts: !withoutTexts)
        try session.show(
          "exported: \(grouped(entries)) entries to \(file)\n\(head.text)",
          json: ["outcome": "accepted", "entries": .unsigned(entries), "file": .text(file), "head": head.json])
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verifies an export of the journal, without the manager.",
      discussion: """
        Every byte of it: each entry is hashed, and all together must come to the root that was signed. What does not is \
        named. With --root the history must also have come by a head that was kept.

        Example:
          vouch audit verify journal.vouch --key vouch.keys --root monday.head
        """)
    @Argument(help: "The file to verify; - for stdin.")
    var export: String
    @OptionGroup var key: KeyOption
    @Option(help: ArgumentHelp("A head that was kept.", valueName: "file"))
    var root: String?
    @OptionGroup var answers: AnswerOptions

    func run() async throws {
      try await reportingFailures(as: answers.output) {
        let witness = try root.map { path throws(Failure) in try ProofFiles.head(path) }
        let audit = try ExportAudit(of: export, try key.ring, witness: witness)
        try show(audit.text, json: audit.json, as: answers.output)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows a check as archives have it, without the manager.",
      discussion: """
        Archives are exports of the journal, each of which goes on where the one before it ends; a check that the manager let \
        go of is in those of its time. They are verified as `vouch audit verify` does.

        Example:
          vouch audit show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 2025.vouch 2026.vouch --key vouch.keys
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @Argument(help: "The archives, the oldest first.")
    var archives: [String]
    @OptionGroup var key: KeyOption
    @OptionGroup var answers: AnswerOptions

    func run() async throws {
      try await reportingFailures(as: answers.output) {
        let (history, archives) = try ArchiveSet.history(of: check, in: archives, try key.ring)
        try show(
          "\(history.text)\nverified: entries \(grouped(archives.first)) to "
            + "\(grouped(archives.head.statement.lastSequence)) come to the signed root\n\(archives.head.text)",
          json: history.json.merging(["head": archives.head.json]), as: answers.output)
      }
    }
  }

  struct Consistency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Proves that the history goes on from a head that was kept.",
      discussion: """
        Without a second head up to now. The manager is asked for the way between the two; whether it holds is judged here.

        Example:
          vouch audit consistency monday.head
          vouch audit consistency monday.head tuesday.head --key vouch.keys
        """)
    @Argument(help: "The head that was kept.")
    var old: String
    @Argument(help: "A later head. (default: the manager's present one)")
    var new: String?
    @OptionGroup var key: OptionalKey
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let earlier = try ProofFiles.head(old)
        let later = try new.map { path throws(Failure) in try ProofFiles.head(path) }
        let head = try await session.consistency(from: earlier, to: later, try key.ring).head
        try session.show(
          "consistent: what was signed over \(grouped(earlier.statement.size)) commits is how the history begins\n\(head.text)",
          json: ["outcome": "accepted", "from_size": .unsigned(earlier.statement.size), "head": head.json])
      }
    }
  }
}
