/// A town with a wallet in it: a real vouchd, a shop's service over its own store, and the real program that serves the wallet.
import CheckClient
import Foundation
import Identities
import Ledger
import Logging
import MailOrder
import NIOConcurrencyHelpers
import RPC
import VouchTesting
import Wire

@testable import SellingOffice
@testable import Sites

/// The PIN that every wallet here has.
let rightPIN = "482915"

/// A stage.
final class Stage: Sendable {
  let directory: String
  let daemon: Daemon
  let shop: Shop
  /// Where the shop's service listens.
  let endpoint: Endpoint
  private let more: [String]
  private let process = NIOLockedValueBox<RunningProgram?>(nil)

  init(directory: String, daemon: Daemon, shop: Shop, endpoint: Endpoint, _ more: [String]) {
    self.directory = directory
    self.daemon = daemon
    self.shop = shop
    self.endpoint = endpoint
    self.more = more
  }

  var home: String { "\(directory)/home" }
  /// What the wallet has said.
  var log: String { process.withLockedValue { $0?.output ?? "" } }

  /// The port of the wallet, once it listens.
  var port: Int {
    get throws {
      guard let line = log.split(separator: "\n").first(where: { $0.hasPrefix("http://localhost:") }),
        let port = line.split(separator: ":").last.flatMap({ Int($0) })
      else { throw ProcessFailure("The wallet does not listen:\n\(log)") }
      return port
    }
  }

  /// A browser that has not been here before.
  func surfer() throws -> Surfer { Surfer(port: try port) }

  /// A browser to which the wallet is open.
  func guest() async throws -> Surfer {
    let surfer = try surfer()
    let opened = try await surfer.unlock(rightPIN)
    guard opened.status == 303 else { throw ProcessFailure("\(opened)") }
    return surfer
  }

  /// Starts the wallet, and waits until it listens.
  func start() async throws {
    let started = try await RunningProgram.start(
      .terminal,
      [
        "wallet", "--listen", "127.0.0.1:0", "--home", home, "--account", "ALICE", "--server", "\(daemon.unix)",
        "--pin-file",
        "\(directory)/pin", "--timeout", "20",
      ] + more)
    process.withLockedValue { $0 = started }
    try await eventually("the wallet listens") {
      if let ending = started.ending { throw ProcessFailure("The wallet ended with \(ending):\n\(started.output)") }
      return started.output.contains("http://localhost:")
    }
  }

  /// SIGKILL.
  func kill() async { await process.withLockedValue { $0 }?.kill() }

  /// Kills it and starts it again: on another port.
  func restart() async throws {
    await kill()
    try await start()
  }

  /// SIGTERM; gives how it ended.
  func stop() async throws -> ProcessEnding {
    guard let running = process.withLockedValue({ $0 }) else { throw ProcessFailure("The wallet does not run.") }
    running.terminate()
    return try await running.end(within: .seconds(60))
  }

  /// Has the operator do something.
  func vouch(_ arguments: String...) async throws {
    try await Program.vouch.run(arguments + ["--server", "\(daemon.unix)"]).expecting(0)
  }

  /// An offer, as the shop's page makes one.
  func offer(
    _ lines: [(String, UInt32, Int64)] = [("TEAPOT", 1, 2490)], page: String = "http://127.0.0.1:8421/orders/"
  ) async throws -> Offer {
    let lines = lines.map { OrderLine(commodity: commodityCode($0), quantity: $1, price: amount($2)) }
    guard case .accepted(let offer) = try await shop.makeOffer(lines, deliveredBy: nil, page: { page + $0.description })
    else { throw ProcessFailure("The shop makes no offer of \(lines).") }
    return offer
  }

  /// The link to an offer.
  func link(_ offer: Offer) -> String { "/pay?shop=\(endpoint)&offer=\(offer.token)" }

  /// The fields of the form on an order's page as a buyer would send it, with some changed; empty takes a field out.
  func form(on page: Browsed, _ changes: [(String, String)] = []) -> [(String, String)] {
    var fields = ["form", "shop", "offer", "seen"].map { ($0, page.hidden($0) ?? "") }
    fields += [("method", "transfer"), ("release", "on_demand"), ("place", "file"), ("approve", "yes")]
    for (name, value) in changes {
      fields.removeAll { $0.0 == name }
      if !value.isEmpty { fields.append((name, value)) }
    }
    return fields
  }

  /// Approves an offer; gives where the browser is sent.
  func approve(_ offer: Offer, by guest: Surfer, _ changes: [(String, String)] = []) async throws -> String {
    let page = try await guest.get(link(offer))
    let answer = try await guest.post("/pay", form(on: page, changes))
    guard answer.status == 303, let place = answer.header("location") else { throw ProcessFailure("\(answer)") }
    return place
  }

  /// Waits until a page of a purchase says something.
  func reaches(_ place: String, _ mark: String, _ guest: Surfer) async throws -> Browsed {
    let last = NIOLockedValueBox<Browsed?>(nil)
    do {
      try await eventually("\(place) says \(mark)") {
        let page = try await guest.get(place)
        last.withLockedValue { $0 = page }
        return page.body.contains(mark)
      }
    } catch {
      throw ProcessFailure("\(error)\n\(last.withLockedValue { $0?.body ?? "" })\n\(log)")
    }
    guard let page = last.withLockedValue({ $0 }) else { throw ProcessFailure("nothing") }
    return page
  }

  /// All checks that were ever drawn.
  func checks() async throws -> [CheckDocument] {
    try await daemon.withClient { manager in
      guard case .accepted(let page) = try await manager.call(CheckQuery()).outcome else { return [] }
      return page.items
    }
  }

  /// Runs `body` with all of them, and leaves nothing behind.
  ///
  /// - Parameters:
  ///   - name: what the shop calls itself.
  ///   - more: arguments of the wallet.
  static func run(
    shop name: String = "Books & <Beans>", _ more: [String] = [],
    _ body: @escaping @Sendable (Stage) async throws -> Void
  ) async throws {
    try await withDaemon { daemon in
      for arguments in [
        [
          "accounts", "add", "ALICE", "--currency", "EUR", "--name", "Alice <b>Sommer</b>", "--address",
          "Weg 4, 50667 Köln",
          "--card-standing", "good", "--credit-line", "200.00",
        ],
        ["fund", "ALICE", "300.00"], ["sellers", "add", "SHOP", "--currency", "EUR", "--name", "Books & <Beans>"],
        ["distributors", "add", "PARCEL", "--currency", "EUR", "--name", "Parcel & Sons", "--cash-limit", "1000"],
      ] {
        try await Program.vouch.run(arguments + ["--server", "\(daemon.unix)"]).expecting(0)
      }
      let manager = ManagerClient(server: daemon.unix)
      let store = try ShopStore(opening: "\(daemon.directory)/shop", of: shopID, in: euro)
      let shop = Shop(id: shopID, name: line(name), currency: euro, store: store, manager: manager)
      _ = try await shop.answer(.putCommodities(PutCommodities(shelf())))
      _ = try await shop.answer(
        .putDistributor(Partner(code: parcel.code, name: line("Parcels"), endpoint: "127.0.0.1:1")))
      let logger = Logger(label: "shop") { _ in SwiftLogNoOpLogHandler() }
      var admission = Admission()
      admission.users.speakForAnybody = true
      let postman = shop.postman(managerAt: daemon.unix, logger: logger)
      let service = SiteService<SellingRequest>(
        as: .seller(shopID), endpoints: [.tcp(host: "127.0.0.1", port: 0)], admission: admission, store: store.site,
        logger: logger, decode: { SellingRequest.decode($0, $1) },
        answer: { request, _ in try await shop.answer(request) },
        work: { try await postman.run() })
      let failure = await withTaskGroup(of: (any Error)?.self) { group in
        group.addTask {
          do { try await service.run() } catch { return error }
          return nil
        }
        var failure: (any Error)?
        do {
          let file = "\(daemon.directory)/shop/endpoints"
          try await eventually("the shop listens") {
            (try? String(contentsOfFile: file, encoding: .utf8))?.contains("127.0.0.1:") == true
          }
          let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
          guard let endpoint = lines.lazy.compactMap({ Endpoint(String($0)) }).first else {
            throw ProcessFailure("\(lines)")
          }
          let pin = "\(daemon.directory)/pin"
          try Data("\(rightPIN)\n".utf8).write(to: URL(fileURLWithPath: pin))
          try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: pin)
          let stage = Stage(directory: daemon.directory, daemon: daemon, shop: shop, endpoint: endpoint, more)
          do {
            try await stage.start()
            try await body(stage)
          } catch { failure = error }
          await stage.kill()
        } catch { failure = failure ?? error }
        group.cancelAll()
        return failure
      }
      await manager.close()
      if let failure { throw failure }
    }
  }
}

// MARK: - Pieces

func shelf() -> [Commodity] {
  func commodity(_ code: String, _ name: String, _ charge: Int64, stock: UInt32?, digital: Bool = false) -> Commodity {
    var commodity = Commodity(code: commodityCode(code), name: line(name), charge: amount(charge), currency: euro)
    commodity.stock = stock
    commodity.digital = digital
    commodity.coolingOff = .days(14)
    commodity.litres = digital ? 0 : 2
    return commodity
  }
  return [
    commodity("CUP", "Cup", 500, stock: 10), commodity("SONG", "Song", 99, stock: nil, digital: true),
    commodity("TEAPOT", "Blue <script>alert(1)</script>pot", 2490, stock: 100),
    commodity("PIANO", "Grand piano", 4_000_000, stock: 3),
  ]
}

func code(_ text: String) -> Code { Code(text) ?? missing(text) }
func line(_ text: String) -> Text { Text(text) ?? missing(text) }
func amount(_ units: Int64) -> Amount { Amount(minorUnits: units) ?? missing("\(units)") }
func commodityCode(_ text: String) -> CommodityCode { CommodityCode(text) ?? missing(text) }
let euro = Currency(code: "EUR") ?? missing("EUR")
let alice = AccountID(code("ALICE"))
let shopID = SellerID(code("SHOP"))
let parcel = DistributorID(code("PARCEL"))

private func missing<Value>(_ text: String) -> Value { preconditionFailure("\(text) is none") }
