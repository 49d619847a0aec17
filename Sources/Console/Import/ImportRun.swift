/// An import from a file or stdin, with progress and complaints on stderr.
internal import CheckClient
internal import Foundation
internal import Ledger
internal import Wire

extension Session {
  /// Imports `file` (`-`: stdin; JSON lines where it ends so) into `registry`, and shows the report.
  ///
  /// Bad lines go to `errorsFile`, if one is given. Progress is written where stderr is a terminal, or where it is asked
  /// for. Throws a `Failure`: `noInput`, `io`, `badData`, `answeredBadData` where lines were bad, or why it stopped.
  public func importParties(
    _ registry: Registry, file: String, errorsFile: String?, progress: Bool
  ) async throws {
    let (report, text, json) = try await runImport(registry, file: file, errorsFile: errorsFile, progress: progress)
    try show(text, json: json)
    if let error = report.stopped { throw Failure.client(error, command: nil) }
    if report.failed > 0 { throw Failure.answeredBadData }
  }

  /// Imports, and gives the report with its two forms. Throws what ends it before there is one.
  func runImport(
    _ registry: Registry, file: String, errorsFile: String?, progress: Bool
  ) async throws -> (report: ImportReport, text: String, json: JSON) {
    let source = try ByteSource(file)
    var lines = file.hasSuffix(".jsonl") ? JSONLines(registry) : nil
    let errors = try errorsFile.map { try LineSink($0, header: ImportIssue.csvHeader) }
    // A manager that is not there is said once, not for each of the lines in flight.
    _ = try await ask(GetStatus())
    let isTerminal = isatty(STDERR_FILENO) == 1
    let isShown = isTerminal || progress
    let started = ContinuousClock.now
    var line = ProgressLine(byteCount: source.byteCount, started: started)
    let ids = IDMaker()
    let client = client
    let importer = Importer(registry, makeID: { ids.command() }) { command throws(ClientError) in
      try await client.call(command).outcome
    }
    // A terminal has one line that changes; a file has a line each time.
    let erase = isTerminal ? "\r\u{1B}[K" : ""
    let report: ImportReport
    do {
      report = try await importer.run(
        firstLine: lines == nil ? 1 : 0,
        read: {
          guard let taken = try lines?.next({ try source.next() }) else { return try source.next() }
          return taken
        },
        watch: { report in
          guard isShown, let text = line.next(report, now: .now) else { return }
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
    return (
      report, report.text(file: source.name, elapsed: elapsed), report.json(file: source.name, elapsed: elapsed)
    )
  }
}

/// Where bytes come from: a file, or stdin for `-`.
struct ByteSource {
  let name: String
  /// How many bytes there are; nil where that is not known.
  let byteCount: Int?
  private let handle: FileHandle

  /// How many bytes are read at once: small beside a file, so that progress is smooth.
  static let chunkBytes = 65_536

  init(_ path: String) throws(Failure) {
    if path == "-" {
      name = "stdin"
      byteCount = nil
      handle = .standardInput
      return
    }
    name = path
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw .noInput("\(path) cannot be read: \(error.reason)")
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType != .typeDirectory else {
      throw .noInput("\(path) is a directory, not a file.")
    }
    let size = (attributes?[.size] as? NSNumber)?.intValue
    // A pipe has no size: 0 says nothing.
    byteCount = attributes?[.type] as? FileAttributeType == .typeRegular ? size : nil
  }

  /// The next bytes; none at the end.
  func next() throws(Failure) -> [UInt8] {
    do {
      return try handle.read(upToCount: ByteSource.chunkBytes).map { Array($0) } ?? []
    } catch {
      throw .io("\(name) cannot be read on: \(error.reason)")
    }
  }
}

extension Read {
  /// A whole file, or stdin for `-`, of at most `bound` bytes. Throws `noInput`, `io`, or `badData` where it is
  /// longer.
  public static func whole(_ path: String, bound: Int) throws(Failure) -> [UInt8] {
    let source = try ByteSource(path)
    var bytes: [UInt8] = []
    while true {
      let more = try source.next()
      guard !more.isEmpty else { return bytes }
      guard bytes.count + more.count <= bound else {
        throw .badData("\(source.name):1: the file has more than \(bound) bytes; ask for smaller ones.")
      }
      bytes += more
    }
  }
}

/// A file that lines are written to.
struct LineSink {
  private let path: String
  private let handle: FileHandle

  /// Makes the file anew.
  init(_ path: String, header: String) throws(Failure) {
    self.path = path
    do {
      try Data(header.utf8).write(to: URL(fileURLWithPath: path))
      handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.seekToEnd()
    } catch {
      throw .io("\(path) cannot be written: \(error.reason)")
    }
  }

  func write(_ line: String) throws(Failure) {
    do {
      try handle.write(contentsOf: Data(line.utf8))
    } catch {
      throw .io("\(path) cannot be written: \(error.reason)")
    }
  }
}

extension Error {
  /// The reason in words, without the domain and number that Foundation puts around it.
  var reason: String {
    let error = self as NSError
    let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    if underlying.domain == NSPOSIXErrorDomain, let text = unsafe strerror(Int32(underlying.code)) {
      return unsafe String(cString: text)
    }
    return error.localizedDescription
  }
}
