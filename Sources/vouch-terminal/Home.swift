/// Where the terminal keeps its orders, and where the shop is: options that several subcommands have.
import ArgumentParser
import Console
import Foundation
import RPC
import Sites
import Terminal

/// `--home`.
struct HomeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The directory of this terminal's orders; made if it is missing. (environment: VOUCH_TERMINAL_HOME; default: "
        + "~/.vouch-terminal)", valueName: "directory"))
  var home: String?
  @OptionGroup var seal: SealOptions

  /// How long another terminal on the same home is waited for: one that only looks is gone by then.
  private static let pauses = [Duration](repeating: .milliseconds(100), count: 20)

  /// The directory, by flag or environment.
  func path(environment: [String: String] = ProcessInfo.processInfo.environment) throws(Failure) -> String {
    if let home {
      guard !home.isEmpty else { throw .usage("--home names no directory.") }
      return home
    }
    if let path = environment["VOUCH_TERMINAL_HOME"], !path.isEmpty { return path }
    guard let path = environment["HOME"], !path.isEmpty else {
      throw .usage("Say where the orders are kept: --home DIRECTORY, or VOUCH_TERMINAL_HOME in the environment.")
    }
    return "\(path)/.vouch-terminal"
  }

  /// Whether anything was ever kept there.
  func exists() throws(Failure) -> Bool { FileManager.default.fileExists(atPath: try path()) }

  /// Opens the store. Waits a little for another process that has it.
  func open() async throws(Failure) -> PurchaseStore {
    let path = try path()
    do throws(SiteStoreError) {
      return try await PurchaseStore.open(path, key: seal.sealKey, pauses: HomeOptions.pauses) {
        try? await Task.sleep(for: $0)
      }
    } catch {
      throw Failure(error)
    }
  }
}

/// `--shop`.
struct ShopOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the shop's site listens: HOST:PORT or unix:PATH. (environment: \(ShopSite.variable); "
        + "default: \(ShopSite.standard))",
      valueName: "endpoint"),
    transform: Read.endpoint)
  var shop: Endpoint?

  /// The shop, by flag, environment or default.
  var endpoint: Endpoint {
    get throws {
      var site = SiteOptions<ShopSite>()
      site.site = shop
      return try site.endpoint(environment: ProcessInfo.processInfo.environment)
    }
  }
}

extension Failure {
  /// A failure of the store. Another process that has it will be gone some time.
  init(_ error: SiteStoreError) {
    if case .inUse = error { self = .notNow("\(error)") } else { self = .io("\(error)") }
  }
}
