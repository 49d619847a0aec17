/// `vouch export`: all files, then the manifest, so that an export with a manifest is a whole one.
internal import Foundation
internal import Ledger
internal import Wire

extension Session {
  /// Exports everything into a new or empty directory, and shows the manifest.
  ///
  /// Throws a `Failure`: `exists` where something is in the directory, `io`, `notNow`, `answeredNo` where the balances do not
  /// add up or something of a party could not be read.
  public func exportAll(to directory: String, as format: ExportFormat, progress: Bool) async throws(Failure) {
    try Session.makeEmpty(directory)
    let started = ContinuousClock.now
    let (status, moment) = try await reply(to: GetStatus())
    var export = FullExport(self, as: format, in: directory, at: moment, progress: progress)
    try await export.run()
    let manifest = export.manifest(of: status)
    let file = try ByteSink("\(directory)/.\(ExportManifest.fileName)")
    try file.write(Array("\(manifest.indented)\n".utf8))
    try file.close(as: "\(directory)/\(ExportManifest.fileName)")
    let milliseconds = (ContinuousClock.now - started).milliseconds
    try show(
      export.text(directory: directory, milliseconds: milliseconds),
      json: manifest.merging(["milliseconds": .integer(milliseconds)]))
    if let complaint = export.complaint {
      Terminal.warn(complaint)
      throw .answeredNo
    }
  }

  private static func makeEmpty(_ directory: String) throws(Failure) {
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    if unsafe files.fileExists(atPath: directory, isDirectory: &isDirectory), !isDirectory.boolValue {
      throw .exists("\(directory) is a file. Name a new directory: nothing is written over.")
    }
    if let names = try? files.contentsOfDirectory(atPath: directory) {
      guard names.isEmpty else {
        throw .exists("\(directory) is not empty. Name a new directory: nothing is written over.")
      }
      return
    }
    do {
      try files.createDirectory(
        atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .io("\(directory) cannot be made: \(error.reason)")
    }
  }
}

/// The file that says what an export has.
enum ExportManifest {
  static let fileName = "manifest.json"
  /// The form of it; another one has another number.
  static let form = "vouch-export-1"
  /// The largest that is read: ten files and a page of words take a hundredth.
  static let maximumBytes = 1 << 20
}

extension FullExport {
  /// What the export has, of which moment, and what it does not have.
  func manifest(of status: ManagerStatus) -> JSON {
    [
      "form": .text(ExportManifest.form), "drawee": .text(status.draweeName), "version": .text(status.version),
      "last_sequence": .unsigned(meanwhile.moment), "time": status.time.json, "format": .text(format.rawValue),
      "files": .array(files),
      "consistency": [
        "as_of_last_sequence": ["balances", "opening balances", "checks", "journal", "which parties there are"],
        "as_of_reading": ["personal data, limits, standings, rails, keys and status of parties", "names on checks"],
        "read_until_sequence": .unsigned(meanwhile.last),
        "parties_changed_meanwhile": .array(
          meanwhile.changed.map(\.description).sorted().prefix(100).map { .text($0) }),
      ],
      "conserved": .boolean(isConserved),
      "not_exported": [
        "card numbers: nobody is shown more than the end of one", "who was forgotten",
        "hand-over keys of before, statement numbers of paying systems, keys of light clients, certificates",
      ],
      "not_imported": [
        "checks and journal: a check is a promise of the manager that issued it, and its entries are signed by that",
        "closed parties; what sellers have, what distributors owe, what is owed to credit companies",
      ],
      "parties_without": .object(
        PartyOmission.allCases.map { JSON.Member($0.name, .unsigned(omitted[$0] ?? 0)) }),
    ]
  }

  private var isConserved: Bool { sums.values.allSatisfy { $0 == 0 } }

  /// Why the export is not what it should be; nil where it is.
  var complaint: String? {
    if !isConserved { return "The balances do not come to zero. vouch balance-sheet says whether the book does." }
    if let count = omitted[.unreadable] {
      return
        "Of \(count) parties personal data cannot be read; they are exported without. vouch accounts show says why."
    }
    if let count = omitted[.maskedBankAccount] {
      return
        "Of \(count) bank account numbers only the end is shown to you; they are left out. Export as an operator who enrols."
    }
    return nil
  }

  /// The manifest for people.
  func text(directory: String, milliseconds: Int64) -> String {
    var table = TextTable(.text("file"), .number("records"), .number("bytes"))
    for file in files {
      guard case .text(let name)? = file["name"], case .unsigned(let records)? = file["records"],
        case .unsigned(let bytes)? = file["bytes"]
      else { continue }
      table.add(name, grouped(records), grouped(bytes))
    }
    let left = PartyOmission.allCases.compactMap { omission in omitted[omission].map { "\($0) \(omission.words)" } }
    return """
      \(directory.printable): as of entry \(grouped(meanwhile.moment)), in \(milliseconds / 1000).\(milliseconds / 100 % 10) s

      \(table)\(left.isEmpty ? "" : "left out: \(left.joined(separator: ", "))\n")balances come to zero: \
      \(isConserved ? "yes" : "no")

      """
  }
}

extension PartyOmission {
  fileprivate var words: String { String(name.map { $0 == "_" ? " " : $0 }) }
}
