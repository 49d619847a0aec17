/// `vouch webhooks`: endpoints that are told what happens. Here what is kept of them; serving is in WebhooksServe.swift.
import ArgumentParser
import Console
import Ledger
import Webhooks
import Wire

struct WebhooksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhooks",
    abstract: "Posts what happens to other systems, as it happens.",
    discussion: """
      Each endpoint gets the events of the journal that it wants, in their order and at least once: one that comes twice has \
      the same id. Each is signed:

        Vouch-Signature: t=1700000000,v1=HEX[,v1=HEX]

      HEX is HMAC-SHA-256, keyed with the secret as it was shown, of the time t, a full stop, and the body. While a secret is \
      being changed there are two; one of them must be right. Refuse what is older than some minutes. Vouch-Event-Id is the \
      event's number in the journal, which is in the body too; Vouch-Attempt counts from 1.

      Answer 2xx once you have kept the event. 408, 425, 429, 5xx and silence are tried again, with longer and longer pauses; \
      what is refused otherwise, or too often, goes to the endpoint's dead letters, and the next event is sent.
      """,
    subcommands: [Add.self, List.self, Remove.self, Rotate.self, DeadLetters.self, Serve.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds an endpoint, and shows its secret this once.",
      discussion: """
        It gets what happens from now on, or from the entry that --from names.

        Example:
          vouch webhooks add https://shop.example/vouch --seller SHOP --kind captured --kind refunded --data DIR
          vouch webhooks add http://127.0.0.1:8080/events --from 1 --data DIR
        """)
    @Argument(help: "Where to: https://, or on this machine http://.")
    var address: String
    @OptionGroup(title: "Which events") var about: JournalPartyFlags
    @Option(
      help: ArgumentHelp("Only events of this kind; may be given several times. (default: all)", valueName: "kind"),
      transform: Read.named)
    var kind: [JournalEntry.Kind] = []
    @Option(
      help: ArgumentHelp("The entry of the journal to begin at. (default: the next)", valueName: "number"),
      transform: Read.sequence)
    var from: UInt64?
    @OptionGroup var data: HookDataOption
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        try await hooks {
          let place = try HookAddress(address)
          var next = from
          // What serving asks too, so that a party may do both for itself.
          let question = ReadJournal(limit: 1, party: about.party)
          if next == nil { next = try await session.reply(to: question).sequence + 1 }
          let (hook, secret) = try HookStore(data.data, making: true).add(
            place, party: about.party, kinds: kind, next: next ?? 1)
          try session.show(
            "added \(hook.id)\nsecret \(secret.text)\nIt is not shown again.\n",
            json: ["endpoint": .text(hook.id.description), "secret": .text(secret.text)])
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the endpoints: which events, how far each has come, and its dead letters.",
      discussion: """
        Example:
          vouch webhooks list --data DIR
        """)
    @OptionGroup var data: HookDataOption
    @OptionGroup var options: HookOutputOption

    func run() async throws {
      try await options.run { output in
        let store = try HookStore(data.data)
        let shown = try store.ids().map { try HookShown($0, of: store) }
        try output.show(HookShown.table(shown), json: ["endpoints": .array(shown.map(\.json))])
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Removes an endpoint, its dead letters too.",
      discussion: """
        Example:
          vouch webhooks remove hook-1a2b3c4d --data DIR
        """)
    @Argument(help: "The endpoint, as the list names it.", transform: hookID)
    var endpoint: HookID
    @OptionGroup var data: HookDataOption
    @OptionGroup var options: HookOutputOption

    func run() async throws {
      try await options.run { output in
        try HookStore(data.data).remove(endpoint)
        try output.show("removed \(endpoint)\n", json: ["removed": .text(endpoint.description)])
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives an endpoint a new secret, shown this once; the old one signs too until --finish.",
      discussion: """
        First rotate, then give the receiver the new secret, then finish: no event is refused meanwhile.

        Example:
          vouch webhooks rotate hook-1a2b3c4d --data DIR
          vouch webhooks rotate hook-1a2b3c4d --finish --data DIR
        """)
    @Argument(help: "The endpoint, as the list names it.", transform: hookID)
    var endpoint: HookID
    @Flag(help: "Ends the old secret.")
    var finish = false
    @OptionGroup var data: HookDataOption
    @OptionGroup var options: HookOutputOption

    func run() async throws {
      try await options.run { output in
        let store = try HookStore(data.data)
        if finish {
          try store.endRotation(endpoint)
          return try output.show(
            "the old secret of \(endpoint) has ended\n", json: ["endpoint": .text(endpoint.description)])
        }
        let secret = try store.rotate(endpoint)
        try output.show(
          "secret \(secret.text)\nIt is not shown again. The old one signs too until rotate --finish.\n",
          json: ["endpoint": .text(endpoint.description), "secret": .text(secret.text)])
      }
    }
  }

  struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dead-letters",
      abstract: "Shows the events that endpoints would not take, or has them sent once more.",
      discussion: """
        With --retry, whoever serves the directory sends each once more, before what is new; they come then after events that \
        happened later. What is not taken is a dead letter again.

        Example:
          vouch webhooks dead-letters --data DIR
          vouch webhooks dead-letters --endpoint hook-1a2b3c4d --retry --data DIR
        """)
    @Option(
      help: ArgumentHelp("Only of this endpoint. (default: of all)", valueName: "endpoint"), transform: hookID)
    var endpoint: HookID?
    @Option(
      help: ArgumentHelp("Only this event.", valueName: "number"), transform: Read.sequence)
    var event: UInt64?
    @Flag(help: "Has them sent once more.")
    var retry = false
    @OptionGroup var data: HookDataOption
    @OptionGroup var options: HookOutputOption

    func run() async throws {
      try await options.run { output in
        let store = try HookStore(data.data)
        if let endpoint { _ = try store.hook(endpoint) }
        let ids = try endpoint.map { [$0] } ?? store.ids()
        if retry {
          let count = try ids.reduce(0) { $0 + (try store.retry($1, sequence: event)) }
          return try output.show("to be sent once more: \(count)\n", json: ["retrying": .integer(Int64(count))])
        }
        let letters = try ids.flatMap { id in
          try store.deadLetters(of: id).filter { event == nil || $0.sequence == event }.map { (id, $0) }
        }
        try output.show(
          HookShown.table(letters), json: ["dead_letters": .array(letters.map { HookShown.json($0.0, $0.1) })])
      }
    }
  }
}
