/// An import of a price list: batches of good lines go in, bad lines are left out and reported.
internal import ArgumentParser
internal import CheckClient
internal import Foundation
public import Ledger
internal import MailOrder
public import Wire

/// Reads records, and sends the commodities they name in batches.
public struct CatalogueImporter: Sendable {
  /// Sends one batch; gives how many were new, and how many were there.
  public typealias Submit = @Sendable (PutCommodities) async throws -> CommoditiesPut

  /// Sends one picture.
  public typealias SubmitPicture = @Sendable (PutPicture) async throws -> Void

  /// How long a batch may become, in bytes of texts: half of what a request may have, as each text costs a little more.
  static let batchBytes = 1 << 19

  private let currency: Currency
  private let pictures: PictureFolder?
  private let submit: Submit
  private let submitPicture: SubmitPicture

  /// An importer of prices in `currency`. `pictures`: where the pictures are that the list names; nil: they are not sent.
  public init(
    in currency: Currency, pictures: PictureFolder? = nil, submit: @escaping Submit,
    submitPicture: @escaping SubmitPicture = { _ in }
  ) {
    self.currency = currency
    self.pictures = pictures
    self.submit = submit
    self.submitPicture = submitPicture
  }

  /// Imports what `read` gives, until it gives nothing.
  ///
  /// `watch` sees the report after each batch; `tell` hears of each bad line. Throws a `Failure.badData` for a header
  /// that cannot be used, and what `read`, `tell` and `submit` throw: what was sent before is imported.
  public func run(
    read: () throws -> [UInt8], watch: (ImportReport) -> Void, tell: (ImportIssue) throws -> Void
  ) async throws -> ImportReport {
    var report = ImportReport()
    var parser = CSVParser()
    var batch: Batch?
    var isAtEnd = false
    while !isAtEnd {
      let bytes = try read()
      isAtEnd = bytes.isEmpty
      report.bytes += bytes.count
      var records: [CSVParser.Record] = []
      if isAtEnd { parser.finish { records.append($0) } } else { parser.push(bytes) { records.append($0) } }
      for record in records {
        guard batch != nil else {
          batch = Batch(sheet: try header(record), pictures: pictures)
          continue
        }
        report.lines += 1
        if let issue = batch?.take(record) { try report.add(issue, tell) }
        if batch?.isFull == true { try await send(&batch, &report, tell) }
      }
      watch(report)
    }
    guard batch != nil else { throw Failure.badData("The file is empty: its first line must name the columns.") }
    try await send(&batch, &report, tell)
    watch(report)
    return report
  }

  private func header(_ record: CSVParser.Record) throws -> CommoditySheet {
    switch record.content {
    case .success(let cells): try CommoditySheet(header: cells, currency: currency)
    case .failure(let fault): throw Failure.badData("The header \(fault)")
    }
  }

  private func send(
    _ batch: inout Batch?, _ report: inout ImportReport, _ tell: (ImportIssue) throws -> Void
  ) async throws {
    guard let full = batch, !full.commodities.isEmpty else { return }
    // Before the commodities that name them, so that none is without its picture meanwhile.
    for name in full.pictures {
      guard let folder = pictures else { break }
      let picture: Picture
      do throws(RowFault) { picture = try folder.picture(name) } catch { throw Failure.io("\(error.reason)") }
      try await submitPicture(PutPicture(picture))
      report.pictures += 1
    }
    let counts = try await submit(PutCommodities(full.commodities, keepsStock: !full.sheet.hasStock))
    for _ in 0..<counts.added { try report.add(.enrolled(funded: false), tell) }
    for _ in 0..<counts.changed { try report.add(.alreadyEnrolled, tell) }
    batch?.empty()
  }

  /// The lines that go in together.
  private struct Batch {
    let sheet: CommoditySheet
    private let folder: PictureFolder?
    private(set) var commodities: [Commodity] = []
    /// The names of the pictures that go with them. Files are read again when they are sent: a thousand take much room.
    private(set) var pictures: [String] = []
    /// All that were ever found good.
    private var goodPictures: Set<String> = []
    private var byteCount = 0
    /// The line of each code so far: a code twice is a mistake, and which line is right nobody knows but its writer.
    private var lines: [CommodityCode: Int] = [:]

    init(sheet: CommoditySheet, pictures: PictureFolder?) {
      self.sheet = sheet
      folder = pictures
    }

    var isFull: Bool { commodities.count >= PageBounds.maximum || byteCount >= CatalogueImporter.batchBytes }

    mutating func empty() {
      commodities.removeAll(keepingCapacity: true)
      pictures.removeAll()
      byteCount = 0
    }

    /// Takes a line, or says what is wrong with it.
    mutating func take(_ record: CSVParser.Record) -> ImportIssue? {
      do throws(RowFault) {
        switch record.content {
        case .failure(let fault): return ImportIssue(line: record.line, column: nil, reason: "\(fault)")
        case .success(let cells):
          let commodity = try sheet.row(cells)
          if let line = lines.updateValue(record.line, forKey: commodity.code) {
            lines[commodity.code] = line
            throw RowFault(column: "code", reason: "\(commodity.code) is in line \(grouped(line)) already.")
          }
          let picture = commodity.picture.value
          if let folder, !picture.isEmpty, !goodPictures.contains(picture) {
            _ = try folder.picture(picture)
            goodPictures.insert(picture)
            pictures.append(picture)
          }
          commodities.append(commodity)
          byteCount += cells.reduce(0) { $0 + $1.utf8.count }
          return nil
        }
      } catch {
        return ImportIssue(line: record.line, column: error.column, reason: error.reason)
      }
    }
  }
}

extension SiteSession<SellingMethod> {
  /// Imports `file` (`-`: stdin) into the price database, and shows the report.
  ///
  /// `pictures`: the directory with the pictures that the file names; nil: they are not sent.
  /// Bad lines go to `errorsFile`, if one is given. Progress is written where stderr is a terminal, or where it is asked
  /// for. Throws a `Failure`: `noInput`, `io`, `badData`, `answeredBadData` where lines were bad, or why it stopped.
  public func importCommodities(
    file: String, errorsFile: String?, pictures: String? = nil, progress: Bool
  ) async throws {
    let folder = try pictures.map { path throws(Failure) in try PictureFolder(path) }
    let source = try ByteSource(file)
    let errors = try errorsFile.map { try LineSink($0, header: ImportIssue.csvHeader) }
    let office = try await ask(GetOffice())
    let isTerminal = isatty(STDERR_FILENO) == 1
    let started = ContinuousClock.now
    var line = ProgressLine(byteCount: source.byteCount, started: started)
    let erase = isTerminal ? "\r\u{1B}[K" : ""
    let importer = CatalogueImporter(
      in: office.currency, pictures: folder, submit: { try await ask($0) },
      submitPicture: { _ = try await ask($0) })
    let report: ImportReport
    do {
      report = try await importer.run(
        read: { try source.next() },
        watch: { report in
          guard isTerminal || progress, let text = line.next(report, now: .now) else { return }
          Terminal.note(isTerminal ? erase + text : "\(text)\n")
        },
        tell: { try errors?.write($0.csv) })
    } catch {
      Terminal.note(erase)
      throw error
    }
    Terminal.note(erase)
    Terminal.note(report.complaints(errorsFile: errorsFile))
    let elapsed = ContinuousClock.now - started
    try show(
      report.catalogueText(file: source.name, elapsed: elapsed),
      json: report.catalogueJSON(file: source.name, elapsed: elapsed))
    if report.failed > 0 { throw Failure.answeredBadData }
  }
}

extension ImportReport {
  /// The report for programs.
  fileprivate func catalogueJSON(file: String, elapsed: Duration) -> JSON {
    [
      "outcome": "done", "file": .text(file), "lines": .integer(Int64(lines)), "added": .integer(Int64(imported)),
      "changed": .integer(Int64(alreadyEnrolled)), "failed": .integer(Int64(failed)),
      "pictures": .integer(Int64(pictures)),
      "milliseconds": .integer(elapsed.milliseconds), "errors": .array(issues.map(\.json)),
    ]
  }

  /// The report for people.
  fileprivate func catalogueText(file: String, elapsed: Duration) -> String {
    let rate = elapsed.milliseconds > 0 ? ", \(grouped(Int64(settled) * 1000 / elapsed.milliseconds)) a second" : ""
    var table = TextTable(.text("result"), .number("lines"))
    table.add("added", grouped(imported))
    table.add("there already", grouped(alreadyEnrolled))
    table.add("bad", grouped(failed))
    if pictures > 0 { table.add("pictures", grouped(pictures)) }
    let tenths = elapsed.milliseconds / 100
    return
      "\(file.printable): \(grouped(lines)) \(lines == 1 ? "line" : "lines") in \(tenths / 10).\(tenths % 10) s\(rate)\n\n\(table)"
  }
}
