/// `vouch accounts`: the account database.
import ArgumentParser
import Console
import Ledger
import Wire

struct Accounts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keeps the accounts of buyers.",
    subcommands: [
      Add.self, Set.self, Import<AccountKind>.self, Show<AccountKind>.self, List<AccountKind>.self,
      Suspend<AccountKind>.self, Activate<AccountKind>.self, Close<AccountKind>.self,
      Forget<AccountKind>.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Enrols an account.",
      discussion: """
        Example:
          vouch accounts add ALICE --currency EUR --name "Alice Sommer" --per-check 400
          vouch accounts add BOB --currency EUR --card-standing good --credit-line 500
        """)
    @Argument(help: "The account's code: what the buyer's terminal goes by.", transform: Read.code)
    var code: AccountID
    @OptionGroup var enrolment: EnrolmentFlags
    @OptionGroup(title: "What is kept of it") var flags: AccountFlags
    @OptionGroup var reason: ReasonOption
    @OptionGroup var id: CommandIDOption
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var account = AccountEnrolment(
          id: code, currency: enrolment.currency,
          update: try flags.form.update(in: enrolment.currency, current: AccountLimits()))
        account.status = enrolment.status
        let command = Administration(id: id.command, change: .enrolAccount(account), note: reason.reason)
        try session.show(try await session.ask(command))
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Changes what is kept of an account.",
      discussion: """
        What is not named stays as it is. For the status there are suspend, activate and close.

        Example:
          vouch accounts set ALICE --address "Lindenweg 5, 50667 Köln"
          vouch accounts set ALICE --credit-line 750 --clear telephone bank-notes
        """)
    @Argument(help: "The account's code.", transform: Read.code)
    var code: AccountID
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Sets these back to nothing: \(AccountForm.ClearableField.choices(between: ", ")).", valueName: "field"),
      transform: Read.named)
    var clear: [AccountForm.ClearableField] = []
    @OptionGroup(title: "What is kept of it") var flags: AccountFlags
    @OptionGroup var reason: ReasonOption
    @OptionGroup var id: CommandIDOption
    @OptionGroup var options: ServerOptions

    func run() async throws {
      var form = flags.form
      for field in clear { form.clear(field) }
      try await options.update(code, form, id, reason)
    }
  }
}

struct Limits: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows or sets what an account may have checks for.",
    discussion: """
      Without limits named it shows those there are. What is not named stays; none lifts a limit.

      Example:
        vouch limits ALICE --per-check 400 --per-day 900 --checks-per-day none
      """)
  @Argument(help: "The account's code.", transform: Read.code)
  var code: AccountID
  @OptionGroup(title: "Limits") var flags: LimitFlags
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var options: ServerOptions

  func run() async throws {
    let form = flags.form
    if form.needsAccount { return try await options.update(code, form, id, reason) }
    try await options.run { session in
      let account = try await session.ask(GetAccount(code)).account
      try session.show(account.limitsText, json: account.limitsJSON)
    }
  }
}

extension ServerOptions {
  fileprivate func update(
    _ code: AccountID, _ form: AccountForm, _ id: CommandIDOption, _ reason: ReasonOption
  ) async throws {
    try await run { session in
      let update: AccountUpdate
      if form.needsAccount {
        let account = try await session.ask(GetAccount(code)).account
        update = try form.update(in: account.currency, current: account.limits)
      } else {
        update = try form.update()
      }
      let command = Administration(id: id.command, change: .updateAccount(code, update), note: reason.reason)
      try session.show(try await session.ask(command))
    }
  }
}
