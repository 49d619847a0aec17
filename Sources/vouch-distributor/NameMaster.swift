/// What a carrier works with: its vehicles, its map, the shops it works for (D6).
import ArgumentParser
import Console
import Ledger
import MailOrder
import RPC
import Wire

struct Vehicles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The carrier's vehicles.", subcommands: [Put.self, List.self])

  struct Put: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds a vehicle, or changes it.",
      discussion: """
        Example:
          vouch-distributor vehicles put VAN-1 --litres 3000 --begins 08:00 --ends 18:00
        """)

    @Argument(help: "Its code.", transform: Read.vehicle)
    var vehicle: Code
    @Option(help: ArgumentHelp("How much it holds.", valueName: "number"), transform: Read.room)
    var litres: UInt32
    @Option(
      help: ArgumentHelp("When its day begins, in UTC. (default: 00:00)", valueName: "HH:MM"), transform: Read.clock)
    var begins: UInt32 = 0
    @Option(
      help: ArgumentHelp("When its day ends, in UTC. (default: 24:00)", valueName: "HH:MM"), transform: Read.clock)
    var ends: UInt32 = Vehicle.midnight
    @OptionGroup var options: SiteOptions<CompanySite>

    func validate() throws {
      if begins >= ends { throw ValidationError("--begins must be before --ends.") }
    }

    func run() async throws {
      try await options.run { session in
        guard let vehicle = Vehicle(code: vehicle, litres: litres, begins: begins, ends: ends) else {
          throw Failure.usage("--begins must be before --ends.")
        }
        let company = try await session.ask(PutVehicle(vehicle))
        try session.show(company.vehiclesTable, json: company.json)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the vehicles.")
    @OptionGroup var options: SiteOptions<CompanySite>

    func run() async throws {
      try await options.run { session in
        let company = try await session.ask(GetCompany())
        try session.show(company.vehiclesTable, json: company.json)
      }
    }
  }
}

struct Places: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Where postcodes lie.", subcommands: [Import.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Puts the postcodes of a CSV file.",
      discussion: """
          The first line names the columns postcode, east and north: whole metres from any one point, the same for all. \
          Postcodes that are there already are changed.

          Example:
            vouch-distributor places import places.csv
        """)

    @Argument(help: "The file, or - for stdin.")
    var file: String
    @Flag(help: "Show progress even where stderr is no terminal.")
    var progress = false
    @OptionGroup var options: SiteOptions<CompanySite>

    func run() async throws {
      try await options.run { session in try await session.importPlaces(file: file, progress: progress) }
    }
  }
}

struct Sellers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The shops that the carrier works for.", subcommands: [Put.self, List.self])

  struct Put: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds a shop that may instruct, or changes where its site is.",
      discussion: """
        Example:
          vouch-distributor sellers put SHOP --name "Books & Beans" --site 127.0.0.1:7421
        """)

    @Argument(help: "Its code.", transform: Read.code)
    var seller: SellerID
    @Option(help: ArgumentHelp("Its name.", valueName: "text"), transform: Read.text)
    var name: Text = .empty
    @Option(
      help: ArgumentHelp("Where its site listens: HOST:PORT or unix:PATH.", valueName: "endpoint"),
      transform: Read.endpoint)
    var site: Endpoint
    @OptionGroup var options: SiteOptions<CompanySite>

    func run() async throws {
      try await options.run { session in
        let company = try await session.ask(PutSeller(Partner(code: seller.code, name: name, endpoint: "\(site)")))
        try session.show(Partner.table(company.sellers), json: company.json)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the shops.")
    @OptionGroup var options: SiteOptions<CompanySite>

    func run() async throws {
      try await options.run { session in
        let company = try await session.ask(GetCompany())
        try session.show(Partner.table(company.sellers), json: company.json)
      }
    }
  }
}

struct ShowCompany: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "company", abstract: "The carrier: what it has, and what it has still to tell others.")
  @OptionGroup var options: SiteOptions<CompanySite>

  func run() async throws {
    try await options.run { session in
      let company = try await session.ask(GetCompany())
      try session.show(company.text, json: company.json)
    }
  }
}
