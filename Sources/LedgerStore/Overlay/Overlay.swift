/// One layer of the overlay: the records that changed and are not in LMDB yet, each as it is after the layer's last
/// entry, and the entries themselves.
internal import LMDB
internal import Ledger

/// A layer. It is written by one thread: while a group is decided by the committer, which alone knows of it; after that
/// under the store's lock. Once sealed nobody writes it, except that the committer takes from `due`, which is nobody
/// else's.
///
/// Absent here: LMDB and the log.
@safe final class Overlay: @unchecked Sendable {
  let accounts = RecordMap<CodeKey, Account>()
  let sellers = RecordMap<CodeKey, Seller>()
  let distributors = RecordMap<CodeKey, Distributor>()
  let checks = RecordMap<IDKey, Check>()
  var clearing: [ClearingKey: Balance] = [:]
  /// What paying systems were told, as it is after the layer's last entry.
  var instructions: [InstructionID: RailInstruction] = [:]
  /// Which of them were not there before the layer, in the order of their entries.
  var told: [InstructionID] = []
  var memos: [IDKey: Text] = [:]
  var commands: [IDKey: UInt64] = [:]
  var accountProfiles: [CodeKey: SealedProfile] = [:]
  var sellerProfiles: [CodeKey: SealedProfile] = [:]
  var distributorProfiles: [CodeKey: SealedProfile] = [:]
  var due: DueHeap {
    @inline(__always) _read { yield unsafe dueStored }
    @inline(__always) _modify { yield unsafe &dueStored }
  }
  var journal: JournalPages {
    @inline(__always) _read { yield unsafe journalStored }
    @inline(__always) _modify { yield unsafe &journalStored }
  }
  // As with `Writer.desk`.
  @exclusivity(unchecked) private var dueStored = DueHeap()
  @exclusivity(unchecked) private var journalStored = JournalPages()
  /// The time of the layer's last group.
  var time = Timestamp(milliseconds: 0)
  /// How many there are that were not there before the layer.
  var new = NewRecords()

  struct NewRecords {
    var accounts = 0
    var sellers = 0
    var distributors = 0
    var checks = 0
    /// How many more checks are open than before; negative when more were closed.
    var openChecks = 0

    static func += (sum: inout NewRecords, other: NewRecords) {
      sum.accounts += other.accounts
      sum.sellers += other.sellers
      sum.distributors += other.distributors
      sum.checks += other.checks
      sum.openChecks += other.openChecks
    }
  }

  // The journal changed from without beside an entry that lies in a `~Copyable` value would be an overlap to the compiler
  // where it instruments for ThreadSanitizer; it is none.

  /// Ends a decision with its entry.
  @inline(__always) func end(_ entry: inout JournalEntry, of issue: IssueCheck) { journal.append(&entry, of: issue) }
  @inline(__always) func end(_ entry: inout JournalEntry, of action: CheckAction) { journal.append(&entry, of: action) }
  @inline(__always) func end(_ entry: inout JournalEntry, of administration: Administration) {
    journal.append(&entry, of: administration)
  }

  /// Ends a decision with its entry, as the log has it.
  @inline(__always) func end(
    sealed receipt: UnsafeRawBufferPointer, supplement: UnsafeRawBufferPointer, at sequence: UInt64
  ) { unsafe journal.append(sealed: receipt, supplement: supplement, at: sequence) }

  /// Ends a group, decided at a time.
  @inline(__always) func endGroup(at time: Timestamp) {
    self.time = time
    journal.endGroup()
  }

  /// Nothing is changed without an entry.
  var isEmpty: Bool { journal.isEmpty }

  /// The sequence of the layer's last entry; there must be one.
  var last: UInt64 { journal.last }

  /// About how many bytes of memory the layer takes.
  var byteCount: Int {
    checks.count * MemoryLayout<Check>.stride + accounts.count * MemoryLayout<Account>.stride
      + journal.byteCount + journal.count * 8 + memos.count * 64
      + (accountProfiles.count + sellerProfiles.count + distributorProfiles.count) * 1024 + commands.count * 48
      + instructions.count * 160
  }

  /// Who a party is, if this layer says.
  subscript(profileOf party: Party) -> SealedProfile? {
    get {
      switch party {
      case .account(let id): accountProfiles[CodeKey(id.code)]
      case .seller(let id): sellerProfiles[CodeKey(id.code)]
      case .distributor(let id): distributorProfiles[CodeKey(id.code)]
      }
    }
    set {
      switch party {
      case .account(let id): accountProfiles[CodeKey(id.code)] = newValue
      case .seller(let id): sellerProfiles[CodeKey(id.code)] = newValue
      case .distributor(let id): distributorProfiles[CodeKey(id.code)] = newValue
      }
    }
  }

  /// Takes all that `group` holds, which is later, and leaves it empty.
  func take(_ group: Overlay) {
    accounts.take(group.accounts)
    sellers.take(group.sellers)
    distributors.take(group.distributors)
    checks.take(group.checks)
    clearing.merge(group.clearing) { $1 }
    if !group.told.isEmpty { told += group.told }
    instructions.merge(group.instructions) { $1 }
    memos.merge(group.memos) { $1 }
    commands.merge(group.commands) { $1 }
    accountProfiles.merge(group.accountProfiles) { $1 }
    sellerProfiles.merge(group.sellerProfiles) { $1 }
    distributorProfiles.merge(group.distributorProfiles) { $1 }
    journal.take(&group.journal)
    due.take(&group.due)
    time = group.time
    new += group.new
    group.removeAll()
  }

  /// Forgets all, and keeps the memory for the next group.
  func removeAll() {
    accounts.removeAll()
    sellers.removeAll()
    distributors.removeAll()
    checks.removeAll()
    if !clearing.isEmpty { clearing.removeAll() }
    if !instructions.isEmpty { instructions.removeAll() }
    if !told.isEmpty { told.removeAll() }
    if !memos.isEmpty { memos.removeAll() }
    if !commands.isEmpty { commands.removeAll() }
    if !accountProfiles.isEmpty { accountProfiles.removeAll() }
    if !sellerProfiles.isEmpty { sellerProfiles.removeAll() }
    if !distributorProfiles.isEmpty { distributorProfiles.removeAll() }
    journal.removeAll()
    due.removeAll()
    new = NewRecords()
  }
}
