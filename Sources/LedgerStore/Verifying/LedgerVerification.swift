/// Looks at all of a ledger that nobody has open: every page, every record, every segment, and whether they agree.
///
/// Nothing is changed, and nothing is believed. What LMDB may do on damaged pages (crash, or never come back) is for its
/// caller to survive: see `vouchd verify`, which runs this in a process of its own.
internal import CVouchRecords
internal import LMDB
public import Ledger
public import Seals
internal import Storage

/// A verification of one ledger.
///
/// Memory is bounded whatever the ledger's size: tables are walked in the order of their keys, checks' histories are followed
/// one check at a time, and what is summed up by account is summed up for `accountsAtOnce` of them in one pass over checks and
/// journal. Besides, there are a hundred bytes a seller or distributor, some a check with open instructions to a paying system,
/// and a bit a page.
public struct LedgerVerification: Sendable {
  /// The directory of the ledger.
  public var path: String
  /// The directory of its log.
  public var log: String
  /// What hides the leaves of the history: with it, the history is held against the entries; without, against itself.
  public var salts: LeafSalts?
  /// Judges what is kept of a party beside the ledger: what is wrong, or nil.
  public var judgeProfile: (@Sendable (Party, SealedProfile) -> String?)?
  /// How many accounts are summed up at once, a hundred bytes each. More than these take another pass.
  public var accountsAtOnce = 1_000_000

  /// A verification of the ledger at `path`, whose log lies at `log`; nil: in `log` there.
  public init(of path: String, log: String? = nil) {
    self.path = path
    self.log = log ?? "\(path)/log"
  }

  /// What was looked at, where all could be.
  public struct Summary: Hashable, Sendable {
    public var findings = 0
    public var pages: UInt64 = 0
    public var freePages: UInt64 = 0
    public var parties: UInt64 = 0
    public var checks: UInt64 = 0
    /// The last entry that the tables have.
    public var entries: UInt64 = 0
    /// The last entry that the log has.
    public var logged: UInt64 = 0
    public var segments = 0
    /// The last entry that the history has; 0 where there is none.
    public var attested: UInt64 = 0
    public var time = Timestamp(milliseconds: 0)
    /// Which ledger it is.
    public var identity = LedgerIdentity(0, 0)
  }

  /// Looks at everything; what is wrong is told.
  ///
  /// - Throws: where there is no ledger to look at: `notInitialised`, `foreign`, `newerFormat`, `notWritable`.
  public func run(_ tell: @escaping (VerificationNews) -> Void) throws(StoreError) -> Summary {
    guard Store.isThere(at: path) else { throw .notInitialised(path: path) }
    let desk = VerificationDesk(tell)
    var summary = Summary()
    try surveyPages(desk, &summary)
    do throws(StoreError) {
      let inspection = try TableInspection(of: self, desk)
      try inspection.run(&summary)
      var log = LogInspection(at: log, desk)
      try log.run(beside: inspection, &summary)
    } catch {
      switch error {
      case .foreign where desk.findings == 0: throw error
      case .notInitialised, .newerFormat, .notWritable: throw error
      default:
        desk.report(error, in: file)
        // What is left of the log is what a repair goes on from.
        var log = LogInspection(at: log, desk)
        log.run(&summary)
      }
    }
    summary.findings = desk.findings
    return summary
  }

  /// The file of the tables.
  var file: String { "\(path)/data.mdb" }

  private func surveyPages(_ desk: VerificationDesk, _ summary: inout Summary) throws(StoreError) {
    let file = file
    desk.progress("pages")
    let survey: PageSurvey
    do throws(LMDBError) {
      survey = try PageSurvey(of: file) { done, all in
        desk.progress("pages", done, of: all)
      } report: { fault in
        desk.report(
          Finding(
            "the page structure is damaged: \(fault.problem)", file: file, table: fault.table, offset: fault.offset))
      }
    } catch {
      throw Store.explain(error, path)
    }
    let found = survey.run()
    summary.pages = found.pages
    summary.freePages = found.free
    if desk.findings == 0, found.lost > 0 {
      desk.note("\(found.lost) pages of \(file) are lost: no harm but their room")
    }
  }
}
