/// `vouch-distributor keys`: the key that signs hand-overs.
import ArgumentParser
import Console

struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes and shows the key that signs hand-overs.", subcommands: [KeysInit.self, KeysShow.self])
}

struct KeysInit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Makes a key in a new file that only its owner reads, and shows its public half.",
    discussion: """
      The check manager's operator registers the public half, with vouch distributors set --hand-over-key; from then on \
      the manager takes no confirmation of this carrier that the key has not signed. serve --hand-over-key signs with it. \
      To change keys make another, have it registered, and serve with it: what the former signed stays valid.

      Example:
        vouch-distributor keys init /etc/vouch/hand-over.key
      """)
  @Argument(help: "The file. One that is there is not written over.")
  var file: String
  @OptionGroup var answers: AnswerOptions

  func run() async throws {
    try await reportingFailures(as: answers.output) {
      let key = HandOverKeyFile.fresh
      try SealFile.write(key.secret, to: file)
      try key.show(as: answers.output)
    }
  }
}

struct KeysShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows the public half of a key.",
    discussion: """
      Example:
        vouch-distributor keys show /etc/vouch/hand-over.key
      """)
  @Argument(help: "The file of the key.")
  var file: String
  @OptionGroup var answers: AnswerOptions

  func run() async throws {
    try await reportingFailures(as: answers.output) { try HandOverKeyFile(reading: file).show(as: answers.output) }
  }
}
