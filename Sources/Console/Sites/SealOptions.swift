/// Where the key of a site's store lies, and a new one for it.
public import ArgumentParser
internal import Foundation
internal import Sites

/// `--seal-key`.
public struct SealOptions: ParsableArguments, Sendable {
  /// The file of the key.
  @Option(
    help: ArgumentHelp(
      "The file of the key that the store is sealed by. (default: the service's credential seal.key, else seal.key beside "
        + "the data, made at the first start)", valueName: "file"))
  public var sealKey: String?

  /// Nothing said.
  public init() {}
}

/// `seal rotate`: the same for every site.
public struct SealCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "seal", abstract: "The key that the store is sealed by.", subcommands: [Rotate.self])

  /// For the parser.
  public init() {}

  /// A new key.
  public struct Rotate: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
      abstract: "Makes a new key; the next start seals all of the store by it, and forgets the old one.",
      discussion: """
        The site must be stopped. A copy of the store that was made before opens with the old key only: keep that beside it.

        Example:
          vouch-seller seal rotate --data /var/lib/shop
        """)

    @Option(help: ArgumentHelp("The directory of the site's data.", valueName: "directory"))
    var data: String
    @OptionGroup var seal: SealOptions

    /// For the parser.
    public init() {}

    /// Does it.
    public func run() async throws {
      try await reportingFailures(as: .table) {
        do throws(SiteStoreError) {
          let (file, id) = try SiteStore.rotateKey(of: data, key: seal.sealKey)
          try? Terminal.write("key \(id) is the first in \(file) now; the next start seals the store by it\n")
        } catch {
          throw Failure.io("\(error)")
        }
      }
    }
  }
}
