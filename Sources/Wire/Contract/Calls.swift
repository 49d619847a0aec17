/// The calls of the check manager: for each what is asked, and what an accepted reply brings.
public import Ledger
public import MailOrder
public import Measures

/// A request and the type of its answer.
///
/// Conforming: `GetStatus`, `AcceptClock`, `GetSealStatus`, `RotateSeal`, `Authorize`, `IssueCheck`, `CheckAction`, `Administration`, `Claim`,
/// `VerifyCheck`, `GetCheck`, `CheckQuery`, `GetAccount` … `GetBalanceSheet`, and each `BatchCall`.
public protocol Call: RemoteCall where Answer == Reply<Accepted>, Service == Method {
  /// What an accepted reply brings.
  associatedtype Accepted: Hashable, Sendable
  /// A reply as a protobuf message.
  static func encode(_ reply: Reply<Accepted>) -> [UInt8]
}

/// What a server was asked: every request the service takes, read and validated.
public enum Request: Hashable, Sendable {
  case status
  case acceptClock
  case authorize(CheckTerms)
  /// Everything that changes something.
  case command(Command)
  /// Commands of one kind, to be decided one after the other with nothing between them.
  case commands(RequestBatch<Command>)
  case claim(Claim)
  case verify(VerifyCheck)
  case verifications(RequestBatch<VerifyCheck>)
  case addressee(GetAddressee)
  case check(CheckID)
  case checks(CheckQuery)
  case account(AccountID)
  case accounts(from: AccountID?, limit: Int)
  case seller(SellerID)
  case sellers(from: SellerID?, limit: Int)
  case distributor(DistributorID)
  case distributors(from: DistributorID?, limit: Int)
  case statement(StatementQuery)
  case journal(ReadJournal)
  case balanceSheet
  case proof(CheckID)
  case head
  case consistency(ProveConsistency)
  case attested(ReadAttested)
  case authenticate(Authenticate)
  case issueKey(IssueKey)
  /// By its number.
  case revokeKey(UInt64)
  case keys(from: UInt64?, limit: Int)
  case sealStatus
  case instructions(ListInstructions)
  case covers(ListCovers)
  /// A new sealing key; or, retiring, the old ones removed.
  case rotateSeal(retiring: Bool)
  case measurements
}

/// How is the manager?
public struct GetStatus: Hashable, Sendable {
  public typealias Accepted = ManagerStatus
  /// The question.
  public init() {}
}

/// The wall clock is right: go by it.
public struct AcceptClock: Hashable, Sendable {
  public typealias Accepted = ManagerStatus
  /// The word.
  public init() {}
}

/// What has the manager measured of itself?
public struct GetMetrics: Hashable, Sendable {
  public typealias Accepted = [Measurement]
  /// The question.
  public init() {}
}

/// Which sealing keys are there, and what is sealed by each?
public struct GetSealStatus: Hashable, Sendable {
  public typealias Accepted = SealStatus
  /// The question.
  public init() {}
}

/// Seal all keys of persons by a new key; or, retiring, remove the old ones, which nothing is sealed by any more.
public struct RotateSeal: Hashable, Sendable {
  public typealias Accepted = SealStatus
  public var isRetiring: Bool

  /// The word.
  public init(retiring: Bool = false) { isRetiring = retiring }
}

/// How the keys of persons are sealed.
public struct SealStatus: Hashable, Sendable {
  /// The first one seals, the others only open.
  public var keys: [Key]
  /// How many parties were forgotten.
  public var forgotten: UInt64

  /// A sealing key: its name, and how many persons' keys it seals.
  public struct Key: Hashable, Sendable {
    public var id: String
    public var persons: UInt64

    /// A key.
    public init(id: String, persons: UInt64) {
      self.id = id
      self.persons = persons
    }
  }

  /// A status.
  public init(keys: [Key], forgotten: UInt64) {
    self.keys = keys
    self.forgotten = forgotten
  }

  /// How many persons' keys are not sealed by the first key yet.
  public var left: UInt64 { keys.dropFirst().reduce(0) { $0 &+ $1.persons } }
}

/// How a manager is.
public struct ManagerStatus: Hashable, Sendable {
  public var draweeName: String
  public var version: String
  public var time: Timestamp
  public var started: Timestamp
  public var accounts: UInt64
  public var sellers: UInt64
  public var distributors: UInt64
  public var checks: UInt64
  public var openChecks: UInt64
  /// How far the wall clock jumped, in milliseconds; nil while it is trusted.
  public var clockJump: Int64?
  /// Why changes are refused; nil while they are taken.
  public var readOnly: String?
  /// The last entry that archives have, and its time; nil where nothing is archived.
  public var archived: Archived?

  /// How far archives go.
  public struct Archived: Hashable, Sendable {
    public var through: UInt64
    public var time: Timestamp

    /// An entry and its time.
    public init(through: UInt64, time: Timestamp) {
      self.through = through
      self.time = time
    }
  }

  /// A status.
  public init(
    draweeName: String, version: String, time: Timestamp, started: Timestamp, accounts: UInt64, sellers: UInt64,
    distributors: UInt64, checks: UInt64, openChecks: UInt64, clockJump: Int64?, readOnly: String?,
    archived: Archived? = nil
  ) {
    self.draweeName = draweeName
    self.version = version
    self.time = time
    self.started = started
    self.accounts = accounts
    self.sellers = sellers
    self.distributors = distributors
    self.checks = checks
    self.openChecks = openChecks
    self.clockJump = clockJump
    self.readOnly = readOnly
    self.archived = archived
  }
}

/// Would a check of these terms be issued now?
public struct Authorize: Hashable, Sendable {
  public typealias Accepted = Authorized
  public var terms: CheckTerms

  /// The question.
  public init(terms: CheckTerms) { self.terms = terms }
}

/// Yes; nothing is held.
public struct Authorized: Hashable, Sendable {
  /// What the address is to be sealed to, where the terms say that it is sealed.
  public var addressKey: PublicKey?

  /// Yes.
  public init(addressKey: PublicKey? = nil) { self.addressKey = addressKey }
}

/// What the demand for a check brings.
public struct IssuedCheck: Hashable, Sendable {
  public var receipt: Receipt
  /// The check itself; nil where only its id is sent.
  public var check: CheckDocument?

  /// An issued check.
  public init(receipt: Receipt, check: CheckDocument?) {
    self.receipt = receipt
    self.check = check
  }
}

/// The claim of a check of which only the id was sent, by the secret itself.
public struct Claim: Hashable, Sendable {
  public typealias Accepted = CheckDocument
  public var check: CheckID
  /// As many bytes as `secretBytes` has room for.
  public var secret: [UInt8]

  /// How long a secret is: fewer bytes could be guessed, more are no safer.
  public static let secretBytes = 16...64

  /// A claim.
  public init(check: CheckID, secret: [UInt8]) {
    self.check = check
    self.secret = secret
  }
}

/// Yes, the check is good; and what for.
public struct Verification: Hashable, Sendable {
  public var amount: Amount
  public var currency: Currency
  public var release: ReleaseRule
  public var progress: CheckProgress

  /// A yes.
  public init(amount: Amount, currency: Currency, release: ReleaseRule, progress: CheckProgress) {
    self.amount = amount
    self.currency = currency
    self.release = release
    self.progress = progress
  }
}

/// Where does the drawer of this check live (S5')?
public struct GetAddressee: Hashable, Sendable {
  public typealias Accepted = Addressee
  public var check: CheckID
  /// Who asks.
  public var seller: SellerID

  /// The question.
  public init(_ check: CheckID, seller: SellerID) {
    self.check = check
    self.seller = seller
  }
}

/// The person behind a check's drawer; what is empty is not on file.
public struct Addressee: Hashable, Sendable {
  public var name: Text
  public var address: Text
  public var telephone: Text
  /// Instead of the others, where the check says so: who and where, sealed to its distributor (`Recipient.packed` within).
  public var sealed: SealedRecipient?

  /// A person.
  public init(name: Text, address: Text, telephone: Text) {
    self.name = name
    self.address = address
    self.telephone = telephone
  }

  /// A person whom only the distributor knows.
  public init(sealed: SealedRecipient) {
    name = .empty
    address = .empty
    telephone = .empty
    self.sealed = sealed
  }
}

/// A check and its history.
public struct GetCheck: Hashable, Sendable {
  public typealias Accepted = CheckHistory
  public var check: CheckID

  /// The question.
  public init(_ check: CheckID) { self.check = check }
}

/// One account.
public struct GetAccount: Hashable, Sendable {
  public typealias Accepted = AccountRecord
  public var id: AccountID

  /// The question.
  public init(_ id: AccountID) { self.id = id }
}

/// One seller.
public struct GetSeller: Hashable, Sendable {
  public typealias Accepted = SellerRecord
  public var id: SellerID

  /// The question.
  public init(_ id: SellerID) { self.id = id }
}

/// One distributor.
public struct GetDistributor: Hashable, Sendable {
  public typealias Accepted = DistributorRecord
  public var id: DistributorID

  /// The question.
  public init(_ id: DistributorID) { self.id = id }
}

/// Accounts in the order of their codes.
public struct ListAccounts: Hashable, Sendable {
  public typealias Accepted = Page<AccountRecord, AccountID>
  public var from: AccountID?
  public var limit: Int

  /// The question.
  public init(from: AccountID? = nil, limit: Int = PageBounds.usual) {
    self.from = from
    self.limit = limit
  }
}

/// Sellers in the order of their codes.
public struct ListSellers: Hashable, Sendable {
  public typealias Accepted = Page<SellerRecord, SellerID>
  public var from: SellerID?
  public var limit: Int

  /// The question.
  public init(from: SellerID? = nil, limit: Int = PageBounds.usual) {
    self.from = from
    self.limit = limit
  }
}

/// Distributors in the order of their codes.
public struct ListDistributors: Hashable, Sendable {
  public typealias Accepted = Page<DistributorRecord, DistributorID>
  public var from: DistributorID?
  public var limit: Int

  /// The question.
  public init(from: DistributorID? = nil, limit: Int = PageBounds.usual) {
    self.from = from
    self.limit = limit
  }
}

/// The journal from an entry on, oldest first: all of it, or what is about a party: its feed of events. `next` of the page is
/// where to go on, also at the end, whatever became of both programs meanwhile: nil never comes.
public struct ReadJournal: Hashable, Sendable {
  public typealias Accepted = Page<Receipt, UInt64>
  /// The first entry wanted; 0: the first that is not in archives alone.
  public var from: UInt64
  public var limit: Int
  /// Only entries about this party; a page may then be empty and the journal go on.
  public var party: Party?
  /// Only entries of this kind.
  public var kind: JournalEntry.Kind?

  /// The question.
  public init(
    from: UInt64 = 0, limit: Int = PageBounds.usual, party: Party? = nil, kind: JournalEntry.Kind? = nil
  ) {
    self.from = from
    self.limit = limit
    self.party = party
    self.kind = kind
  }
}

/// What a paying system was told and has not ended, the oldest first. `next` of the page is the `after` of the next one; nil
/// when these were all.
public struct ListInstructions: Hashable, Sendable {
  public typealias Accepted = Page<InstructionOrder, UInt64>
  public var rail: PaymentRail
  /// Only those after this entry; 0 for all.
  public var after: UInt64
  public var limit: Int
  /// Instead: the one that this entry told, whatever became of it; 0: those that are open.
  public var sequence: UInt64

  /// The question for those that are open.
  public init(_ rail: PaymentRail, after: UInt64 = 0, limit: Int = PageBounds.usual) {
    self.rail = rail
    self.after = after
    self.limit = limit
    sequence = 0
  }

  /// The question for one, whatever became of it.
  public init(_ id: InstructionID) {
    self.init(id.rail)
    sequence = id.sequence
  }
}

/// The accounts that are collected over a paying system, in the order of their codes: `limit` accounts are looked through, so that
/// a page may have fewer.
public struct ListCovers: Hashable, Sendable {
  public typealias Accepted = Page<RailCover, AccountID>
  public var rail: PaymentRail
  public var from: AccountID?
  public var limit: Int

  /// The question.
  public init(_ rail: PaymentRail, from: AccountID? = nil, limit: Int = PageBounds.usual) {
    self.rail = rail
    self.from = from
    self.limit = limit
  }
}

/// One account as far as it is collected over a paying system.
public struct RailCover: Hashable, Sendable {
  public var account: AccountID
  public var cover: Cover
  public var currency: Currency
  public var balance: CoverBalance
  /// The account or the card there, without a name; its number is empty where none is on file.
  public var holder: InstructionOrder.Holder

  /// A cover; nothing on file unless told otherwise.
  public init(
    account: AccountID, cover: Cover, currency: Currency, balance: CoverBalance,
    holder: InstructionOrder.Holder = InstructionOrder.Holder()
  ) {
    self.account = account
    self.cover = cover
    self.currency = currency
    self.balance = balance
    self.holder = holder
  }
}

/// An instruction as whoever carries it out is told it.
public struct InstructionOrder: Hashable, Sendable {
  public var instruction: RailInstruction
  /// Whose account outside is paid from or to.
  public var party: Party
  /// Of that account what is on file; all empty where the party was forgotten.
  public var holder: Holder

  /// One side of a payment.
  public struct Holder: Hashable, Sendable {
    public var name: Text
    /// The bank, or the credit company, by name or code.
    public var institution: Text
    /// The number of the account there, or of the card, in full.
    public var number: Text

    /// A holder; nothing on file unless told otherwise.
    public init(name: Text = .empty, institution: Text = .empty, number: Text = .empty) {
      self.name = name
      self.institution = institution
      self.number = number
    }
  }

  /// An order.
  public init(_ instruction: RailInstruction, party: Party, holder: Holder = Holder()) {
    self.instruction = instruction
    self.party = party
    self.holder = holder
  }
}

/// The sums of the whole book.
public struct GetBalanceSheet: Hashable, Sendable {
  public typealias Accepted = BalanceSheet
  /// The question.
  public init() {}
}
