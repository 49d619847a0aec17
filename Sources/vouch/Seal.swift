/// `vouch seal`: the keys that personal data is sealed under.
import ArgumentParser
import Console
import Wire

struct Seal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Deals with the keys that personal data is sealed under.",
    subcommands: [ShowSeal.self, Rotate.self, Retire.self])

  struct ShowSeal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "Shows the sealing keys, and how much each seals.",
      discussion: """
        Example:
          vouch seal status
        """)
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let status = try await session.ask(GetSealStatus())
        try session.show(status.text, json: status.json)
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a new sealing key, and seals the keys of all persons by it.",
      discussion: """
        While the manager goes on with its work. It waits until all is done, and says how far it is; if it is broken off, \
        or the manager is, the rest is done all the same. Then copy the file of sealing keys, make a new copy of the keys \
        of persons, and remove the old key with `vouch seal retire`: from then on what older copies of the keys of persons \
        hold is worth nothing.

        Example:
          vouch seal rotate
        """)
    @Flag(help: "Does not wait.")
    var noWait = false
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var status = try await session.ask(RotateSeal())
        while status.left > 0, !noWait {
          Terminal.note("\(status.left) persons still to be sealed by key \(status.keys.first?.id ?? "")\n")
          try await Task.sleep(for: .milliseconds(500))
          status = try await session.ask(GetSealStatus())
        }
        try session.show(status.text, json: status.json)
      }
    }
  }

  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Removes old sealing keys from the file, once nothing is sealed by them.",
      discussion: """
        What was sealed by them, in older copies of the keys of persons, cannot be opened any more by whoever has only the \
        file. Refused while a rotation is not through.

        Example:
          vouch seal retire
        """)
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let status = try await session.ask(RotateSeal(retiring: true))
        try session.show(status.text, json: status.json)
      }
    }
  }
}
