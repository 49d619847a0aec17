/// A ledger made of a backup: of its tables, its log, and, for a repair, the log that a damaged ledger still has.
internal import Foundation
internal import Glibc
internal import LMDB
internal import Ledger
internal import LedgerStore
internal import Seals

/// One restore into a place where nothing is. It is made beside that place, and takes it only once it was verified.
public struct Restoration {
  /// Until when: with the last group that was decided by then.
  public enum Until: Hashable, Sendable {
    case sequence(UInt64)
    /// In milliseconds since 1970.
    case time(Int64)
  }

  /// What came of it.
  public struct Outcome: Sendable {
    public let last: UInt64
    /// In milliseconds since 1970.
    public let time: Int64
    /// What could not be had, in words.
    public let losses: [String]
    /// Whether the key that signs is there.
    public let hasSigningKey: Bool
  }

  private let configuration: Configuration
  private let parts: [BackupPart]
  private let tell: (String) -> Void
  /// Where the ledger is made.
  private var work: String { "\(configuration.data).restoring" }

  /// - Parameters:
  ///   - configuration: where the ledger is to be, and its log.
  ///   - sources: parts, directories of parts, or files (`-`: stdin) in the form of tar.
  public init(
    into configuration: Configuration, from sources: [String], _ tell: @escaping (String) -> Void
  ) throws {
    self.configuration = configuration
    self.tell = tell
    let work = "\(configuration.data).restoring"
    var parts: [BackupPart] = []
    for (number, source) in sources.enumerated() {
      var isDirectory: ObjCBool = false
      let isThere = unsafe FileManager.default.fileExists(atPath: source, isDirectory: &isDirectory)
      guard source == "-" || isThere else { throw BackupProblem("\(source) is not there.") }
      if isDirectory.boolValue {
        parts += try BackupPart.all(at: source)
      } else {
        let place = "\(work).parts/\(number)"
        try? FileManager.default.removeItem(atPath: place)
        tell("unpacking \(source)")
        guard let input = source == "-" ? .standardInput : FileHandle(forReadingAtPath: source) else {
          throw BackupProblem("\(source) cannot be read.")
        }
        try TarForm.unpack(input, into: place)
        if let part = try BackupPart(at: place) { parts.append(part) }
      }
    }
    guard let first = parts.first else {
      throw BackupProblem("\(sources.joined(separator: ", ")): there is no backup. One has parts with a manifest.json.")
    }
    guard parts.allSatisfy({ $0.manifest.ledger == first.manifest.ledger }) else {
      throw BackupProblem("These are backups of several ledgers. Name those of one.")
    }
    self.parts = parts
  }

  /// Makes the ledger, has it verified, and puts it in its place.
  ///
  /// - Parameters:
  ///   - damaged: a ledger whose log is to be gone on with, and whose keys are kept.
  ///   - verify: whether the ledger in that directory, with its log in the other, is whole.
  public func run(
    until: Until?, damaged: Configuration? = nil, verify: (_ data: String, _ log: String?) throws -> Bool
  ) throws -> Outcome {
    try checkPlace()
    try? FileManager.default.removeItem(atPath: work)
    defer { try? FileManager.default.removeItem(atPath: "\(work).parts") }
    let log = configuration.log.map { "\($0).restoring" } ?? "\(work)/log"
    var isMade = false
    defer {
      if !isMade {
        for place in [work, log] { try? FileManager.default.removeItem(atPath: place) }
      }
    }
    let (base, saved) = try chooseBase(until)
    // Parts of other lives of the ledger are of no use.
    let chain = parts.filter { $0.manifest.era == base.manifest.era && $0.manifest.through >= base.manifest.after }
    for part in chain {
      tell("checking \(part.path)")
      try part.check()
    }
    try FileManager.default.createDirectory(
      atPath: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    tell("copying the tables as of entry \(saved.sequence)")
    try copy("\(base.path)/data.mdb", to: "data.mdb")

    if configuration.log != nil { try? FileManager.default.removeItem(atPath: log) }
    tell("putting the log together")
    let restoration = LogRestoration(
      from: chain.map(\.path) + (damaged.map { [$0.log ?? "\($0.data)/log"] } ?? []), to: log, after: saved.sequence,
      of: saved.identity, until: until?.ofStore)
    let outcome = try restoration.run()
    if case .sequence(let wanted) = until, outcome.last < wanted, outcome.last == chain.last?.manifest.through {
      throw BackupProblem("The backup ends with entry \(outcome.last); \(wanted) is not in it.")
    }
    try copySmallFiles(base, chain, outcome.last, damaged)

    tell("replaying the log")
    var made = configuration
    made.data = work
    made.log = configuration.log.map { _ in log }
    let files = made.keyFiles(environment: [:])
    let last = try Store.foldAll(
      at: work, mapSize: made.mapSize, log: try made.logPlace(), attesting: try files.readSalts())
    guard last == outcome.last else {
      throw BackupProblem("It came to entry \(last), and the log has \(outcome.last).")
    }
    tell("verifying")
    // From here on it is worth a look, whatever comes.
    isMade = true
    guard try verify(work, made.log) else {
      throw BackupProblem("What was made of the backup is not whole. It is in \(work); nothing was put in its place.")
    }
    try putInPlace(log)
    return Outcome(
      last: last, time: outcome.time?.milliseconds ?? saved.time.milliseconds, losses: outcome.losses,
      hasSigningKey: FileManager.default.fileExists(atPath: "\(configuration.data)/signing.key"))
  }

  /// Nothing that is there is written over.
  private func checkPlace() throws(BackupProblem) {
    for place in [configuration.data] + (configuration.log.map { [$0] } ?? []) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      var status = stat()
      let isThere = unsafe lstat(place, &status) == 0
      guard !isThere || (names.isEmpty && status.st_mode & S_IFMT == S_IFDIR) else {
        throw BackupProblem("\(place) is there already. A restore writes over nothing: name a place that is not there.")
      }
    }
  }

  /// The newest tables that are not past `until`.
  private func chooseBase(_ until: Until?) throws -> (BackupPart, Store.SavedTables) {
    var earliest: Store.SavedTables?
    for part in parts.reversed() where part.has("data.mdb") {
      let saved = try Store.savedTables(at: part.path)
      let isEarlyEnough =
        switch until {
        case .sequence(let last): saved.sequence <= last
        case .time(let last): saved.time.milliseconds <= last
        case nil: true
        }
      if isEarlyEnough { return (part, saved) }
      earliest = saved
    }
    guard let earliest else { throw BackupProblem("None of these parts has the tables (a base).") }
    throw BackupProblem(
      "The earliest tables of the backup have entry \(earliest.sequence) of \(earliest.time): nothing before can be restored "
        + "from it.")
  }

  /// The keys' ring as it was at the end of what is restored; the keys of light clients as they are now, so that none comes
  /// back that was taken away.
  private func copySmallFiles(
    _ base: BackupPart, _ chain: [BackupPart], _ last: UInt64, _ damaged: Configuration?
  ) throws {
    if let damaged {
      let files = damaged.keyFiles(environment: ProcessInfo.processInfo.environment)
      for (path, name, isGood) in [
        (files.ring, "keys.ring", (try? files.readRing()) ?? nil != nil),
        (files.signing.path, "signing.key", !files.signing.isCredential && (try? files.readSigningKey()) ?? nil != nil),
        (files.leaf.path, "leaf.secret", !files.leaf.isCredential && (try? files.readSalts()) ?? nil != nil),
      ] where isGood { try copy(path, to: name) }
      let keys = "\(damaged.data)/\(KeyStore.name)"
      if (try? KeyStore(reading: keys).all()) != nil { try copy("\(keys)/data.mdb", to: "\(KeyStore.name)/data.mdb") }
    }
    let ring = chain.last { $0.manifest.through <= last && $0.has("keys.ring") } ?? base
    for (part, name) in [(ring, "keys.ring"), (base, "leaf.secret"), (chain.last ?? base, "\(KeyStore.name)/data.mdb")]
    where part.has(name) && !FileManager.default.fileExists(atPath: "\(work)/\(name)") {
      try copy("\(part.path)/\(name)", to: name)
    }
  }

  private func copy(_ source: String, to name: String) throws {
    let target = "\(work)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try FileManager.default.copyItem(atPath: source, toPath: target)
    try FileManager.default.setAttributes(
      [.posixPermissions: name == "keys.ring" ? 0o644 : 0o600], ofItemAtPath: target)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
    try handle.synchronize()
    try handle.close()
  }

  private func putInPlace(_ log: String) throws {
    var places = [(work, configuration.data)]
    if let target = configuration.log { places.insert((log, target), at: 0) }
    for (made, place) in places {
      BackupSync.directory(made)
      // One that is empty gives way.
      unsafe rmdir(place)
      guard unsafe rename(made, place) == 0 else {
        throw BackupProblem(
          "\(made) is whole, but cannot be put to \(place): \(unsafe String(cString: strerror(errno))). Do it by hand: mv"
        )
      }
      BackupSync.directory((place as NSString).deletingLastPathComponent)
    }
  }
}

extension Restoration.Until {
  fileprivate var ofStore: LogRestoration.Until {
    switch self {
    case .sequence(let last): .sequence(last)
    case .time(let milliseconds): .time(Timestamp(milliseconds: milliseconds))
    }
  }
}

// MARK: - Repair

extension Configuration {
  /// Makes a whole ledger of a backup and of what is left of the log of the one that is here, and puts it in its place; the
  /// damaged one is kept aside, as it is.
  ///
  /// - Returns: what came of it, and where the damaged one is now.
  public func repair(
    from sources: [String], _ tell: @escaping (String) -> Void,
    verify: (_ data: String, _ log: String?) throws -> Bool
  ) throws -> (Restoration.Outcome, aside: String) {
    let lock = try lockForReading()
    var target = self
    target.data = "\(data).repaired"
    target.log = log.map { "\($0).repaired" }
    try? FileManager.default.removeItem(atPath: target.data)
    if let log = target.log { try? FileManager.default.removeItem(atPath: log) }
    let outcome = try Restoration(into: target, from: sources, tell).run(until: nil, damaged: self, verify: verify)
    let aside = "\(data).damaged-\(Int(Date().timeIntervalSince1970))"
    var moves = [(data, aside), (target.data, data)]
    if let log, let made = target.log { moves += [(log, "\(log).damaged"), (made, log)] }
    for (from, to) in moves {
      guard unsafe rename(from, to) == 0 else {
        throw BackupProblem(
          "The repaired ledger is in \(target.data), but \(from) cannot be renamed to \(to): "
            + "\(unsafe String(cString: strerror(errno))). Do it by hand.")
      }
    }
    BackupSync.directory((data as NSString).deletingLastPathComponent)
    withExtendedLifetime(lock) {}
    return (outcome, aside)
  }
}
