/// `vouch-distributor address-keys`: what opens the addresses that were sealed for this carrier alone (N8).
import ArgumentParser
import Console
import Distribution
import Ledger
import Sites

/// `--address-keys`.
struct AddressKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file of the keys to addresses sealed for this carrier. (default: the service's credential address.keys, else "
        + "address.keys beside the data, if there is one)", valueName: "file"))
  var addressKeys: String?
}

struct AddressKeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "address-keys", abstract: "The keys to addresses that were sealed for this carrier.",
    subcommands: [New.self, Show.self])

  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a key, and says how to register it at the check manager.",
      discussion: """
        A running site reads it when it is started again. Older keys stay in the file: what is on its way was sealed to them.

        Example:
          vouch-distributor address-keys new --data /var/lib/carrier
          vouch distributors set PARCEL --address-key ...
        """)
    @Option(help: ArgumentHelp("The directory of the carrier's data.", valueName: "directory"))
    var data: String
    @OptionGroup var keys: AddressKeyOptions
    @OptionGroup var carrier: CarrierOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await reportingFailures(as: options.output) {
        do throws(SiteStoreError) {
          let (file, made) = try AddressKeys.add(to: data, given: keys.addressKeys)
          try? made.show(file: file, of: carrier, as: options.output)
        } catch {
          throw Failure.io("\(error)")
        }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the public halves, the newest first.",
      discussion: """
        Example:
          vouch-distributor address-keys show --data /var/lib/carrier
        """)
    @Option(help: ArgumentHelp("The directory of the carrier's data.", valueName: "directory"))
    var data: String
    @OptionGroup var keys: AddressKeyOptions
    @OptionGroup var carrier: CarrierOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await reportingFailures(as: options.output) {
        do throws(SiteStoreError) {
          let found = try AddressKeys(of: data, given: keys.addressKeys)
          try? found.show(file: nil, of: carrier, as: options.output)
        } catch {
          throw Failure.io("\(error)")
        }
      }
    }
  }
}

extension AddressKeys {
  /// Only public halves: the others stay in their file.
  fileprivate func show(file: String?, of carrier: CarrierOptions, as output: OutputFormat) throws {
    if output == .json {
      let list: JSON = .array(publicKeys.map { ["id": .text($0.id), "public": .text($0.text)] })
      let json: JSON = ["outcome": "accepted", "address_keys": list]
      return try Terminal.write("\(json)\n")
    }
    guard let newest = publicKeys.first else {
      return try Terminal.write("no address key: vouch-distributor address-keys new makes one\n")
    }
    var table = TextTable(.text("key"), .text("public"))
    for key in publicKeys { table.add(key.id, key.text) }
    let code = (try? carrier.id.description) ?? "CODE"
    let kept = file.map { "kept in \($0)\n" } ?? ""
    try Terminal.write(
      "\(table)\n\(kept)register it: vouch distributors set \(code) --address-key \(newest.text)\n")
  }
}
