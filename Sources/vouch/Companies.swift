/// `vouch sellers` and `vouch distributors`: the two databases of companies.
import ArgumentParser
import Console
import Ledger
import Wire

struct Sellers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keeps the sellers.",
    subcommands: [
      Add.self, Set.self, Import<SellerKind>.self, Show<SellerKind>.self, List<SellerKind>.self,
      Suspend<SellerKind>.self, Activate<SellerKind>.self, Close<SellerKind>.self, Forget<SellerKind>.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Enrols a seller.",
      discussion: """
        Example:
          vouch sellers add SHOP --currency EUR --name "Buch & Bohne Versand"
        """)
    @Argument(help: "The seller's code.", transform: Read.code)
    var code: SellerID
    @OptionGroup var enrolment: EnrolmentFlags
    @OptionGroup(title: "What is kept of it") var flags: CompanyFlags
    @OptionGroup var reason: ReasonOption
    @OptionGroup var id: CommandIDOption
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let company = try enrolment.company(code.code, flags.form)
        let command = Administration(id: id.command, change: .enrolSeller(company), note: reason.reason)
        try session.show(try await session.ask(command))
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Changes what is kept of a seller.",
      discussion: """
        What is not named stays as it is. For the status there are suspend, activate and close.

        Example:
          vouch sellers set SHOP --telephone "+49 40 555020" --exposure-limit none
          vouch sellers set SHOP --clear address
        """)
    @Argument(help: "The seller's code.", transform: Read.code)
    var code: SellerID
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Sets these back to nothing: name, address, telephone, bank, bank-account, exposure-limit.",
        valueName: "field"),
      transform: Read.named)
    var clear: [CompanyForm.ClearableField] = []
    @OptionGroup(title: "What is kept of it") var flags: CompanyFlags
    @OptionGroup var reason: ReasonOption
    @OptionGroup var id: CommandIDOption
    @OptionGroup var options: ServerOptions

    func validate() throws {
      if clear.contains(.cashLimit) { throw ValidationError("Only distributors have a cash limit.") }
      if clear.contains(.handOverKey) { throw ValidationError("Only distributors have a hand-over key.") }
      if clear.contains(.addressKey) { throw ValidationError("Only distributors have an address key.") }
    }

    func run() async throws {
      var form = flags.form
      for field in clear { form.clear(field) }
      try await options.run { session in
        let currency = form.needsCurrency ? try await session.ask(GetSeller(code)).seller.currency : nil
        let command = Administration(
          id: id.command, change: .updateSeller(code, try form.update(in: currency)), note: reason.reason)
        try session.show(try await session.ask(command))
      }
    }
  }
}

struct Distributors: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keeps the distributors.",
    subcommands: [
      Add.self, Set.self, Import<DistributorKind>.self, Show<DistributorKind>.self, List<DistributorKind>.self,
      Suspend<DistributorKind>.self, Activate<DistributorKind>.self, Close<DistributorKind>.self,
      Forget<DistributorKind>.self, Ageing.self,
    ])

  struct Ageing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what distributors owe of the cash they collected, and for how long.",
      discussion: """
        Pay-ins clear the oldest collection first.

        Example:
          vouch distributors ageing
          vouch distributors ageing PARCEL
        """)
    @Argument(help: "The distributor's code. (default: all that owe)", transform: Read.code)
    var code: DistributorID?
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var debts: [DebtAgeing] = []
        if let code {
          debts.append(try await session.ageing(of: try await session.ask(GetDistributor(code)).distributor))
        } else {
          var next: DistributorID?
          repeat {
            let page = try await session.ask(ListDistributors(from: next, limit: PageBounds.maximum))
            for record in page.items where record.distributor.debt.posted < 0 {
              debts.append(try await session.ageing(of: record.distributor))
            }
            next = page.next
          } while next != nil
        }
        let now = try await session.ask(GetStatus()).time
        try session.show(
          DebtAgeing.table(debts, at: now), json: ["distributors": .array(debts.map { $0.json(at: now) })])
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Enrols a distributor.",
      discussion: """
        Example:
          vouch distributors add PARCEL --currency EUR --cash-limit 1000
        """)
    @Argument(help: "The distributor's code.", transform: Read.code)
    var code: DistributorID
    @OptionGroup var enrolment: EnrolmentFlags
    @OptionGroup(title: "What is kept of it") var flags: CompanyFlags
    @OptionGroup(title: "What is kept of it") var own: DistributorFlags
    @OptionGroup var reason: ReasonOption
    @OptionGroup var id: CommandIDOption
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var form = flags.form
        own.fill(&form)
        let company = try enrolment.company(code.code, form)
        let command = Administration(id: id.command, change: .enrolDistributor(company), note: reason.reason)
        try session.show(try await session.ask(command))
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Changes what is kept of a distributor.",
      discussion: """
        What is not named stays as it is. For the status there are suspend, activate and close.

        Example:
          vouch distributors set PARCEL --cash-limit 2500
          vouch distributors set PARCEL --clear cash-limit address
          vouch distributors set PARCEL --hand-over-key \\
            d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
        """)
    @Argument(help: "The distributor's code.", transform: Read.code)
    var code: DistributorID
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Sets these back to nothing: \(CompanyForm.ClearableField.choices(between: ", ")).", valueName: "field"),
      transform: Read.named)
    var clear: [CompanyForm.ClearableField] = []
    @OptionGroup(title: "What is kept of it") var flags: CompanyFlags
    @OptionGroup(title: "What is kept of it") var own: DistributorFlags
    @OptionGroup var reason: ReasonOption
    @OptionGroup var id: CommandIDOption
    @OptionGroup var options: ServerOptions

    func run() async throws {
      var form = flags.form
      own.fill(&form)
      for field in clear { form.clear(field) }
      try await options.run { session in
        let currency = form.needsCurrency ? try await session.ask(GetDistributor(code)).distributor.currency : nil
        let command = Administration(
          id: id.command, change: .updateDistributor(code, try form.update(in: currency)), note: reason.reason)
        try session.show(try await session.ask(command))
      }
    }
  }
}

extension EnrolmentFlags {
  fileprivate func company(_ code: Code, _ form: CompanyForm) throws -> CompanyEnrolment {
    var company = CompanyEnrolment(code: code, currency: currency, update: try form.update(in: currency))
    company.status = status
    return company
  }
}
