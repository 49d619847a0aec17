/// `vouch-rail post`: the post office's exchange of files.
import ArgumentParser
import Console
import Ledger
import Rails

struct PostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "post",
    abstract: "Exchanges files with the post office.",
    discussion: """
      Orders go out as files in DATA/out; whoever carries them moves them to DATA/sent. Results come in as files in DATA/in. \
      docs/post-exchange.md describes both. Files that cannot be read lie in DATA/refused, each beside a text that says why.

      Example:
        vouch-rail post --data /srv/post-exchange --customer 4711
      """)
  @Option(help: ArgumentHelp("The directory of the exchange.", valueName: "directory"))
  var data: String
  @Option(
    help: ArgumentHelp("Our number as the post office's customer: up to 20 letters and digits.", valueName: "code"))
  var customer: String
  @OptionGroup var connector: ConnectorOptions

  func run() async throws {
    try await connector.prepared {
      let post = try PostByFolder(PostTerms(directory: data, customer: customer))
      return (post, { await post.close() })
    } run: { system in
      try await connector.run(.post, system)
    }
  }
}
