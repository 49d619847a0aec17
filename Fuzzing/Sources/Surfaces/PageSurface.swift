/// LMDB's file: whatever it holds is walked to an end, and what is found whole LMDB reads to the end, too.
internal import Glibc

@testable internal import LMDB

/// An input: the file, with zeros behind it to the least size that one has.
enum PageSurface {
  static func take(_ bytes: [UInt8]) throws {
    // The first page is read with the usual size before it says how large it is.
    let count = max(4096, (bytes.count + 511) / 512 * 512)
    let file = bytes + [UInt8](repeating: 0, count: count - bytes.count)
    let directory = try place.get()
    try directory.write(file)
    let faults = Faults()
    let summary = try PageSurvey(of: directory.file, progress: { _, _ in }, report: { faults.add($0) }).run()
    try require(
      summary.used + summary.free <= max(summary.pages, 2),
      "of \(summary.pages) pages \(summary.used + summary.free) are used")
    try require(
      summary.pages <= UInt64(file.count / 512), "there are \(summary.pages) pages in \(file.count) bytes")
    guard faults.all.isEmpty else { return }
    try isReadByLMDB(directory.path)
  }

  /// LMDB goes through all pages for a copy. What it says is its own; that it says something, and does not crash, is what the
  /// survey is for.
  private static func isReadByLMDB(_ path: String) throws {
    do throws(LMDBError) {
      let environment = try Environment(path: path, mapSize: 0, tables: 8, readOnly: true)
      let sink = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
      defer { close(sink) }
      try environment.copy(to: sink)
    } catch {}
  }

  private final class Faults {
    private(set) var all: [PageFault] = []
    func add(_ fault: PageFault) { all.append(fault) }
  }

  /// Where the file lies, the same for all inputs.
  private static let place = Result { try Place() }

  private struct Place {
    let path: String
    var file: String { path + "/data.mdb" }

    init() throws {
      let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
      path = "\(parent)/vouch-pages-\(getpid())"
      guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Finding("there is no place for \(path)") }
      atexit {
        guard let place = try? PageSurface.place.get() else { return }
        unsafe unlink(place.file)
        unsafe rmdir(place.path)
      }
    }

    func write(_ bytes: [UInt8]) throws {
      let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      defer { close(descriptor) }
      guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
        throw Finding("\(file) cannot be written")
      }
    }
  }
}
