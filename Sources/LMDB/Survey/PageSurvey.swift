/// Walks all pages of an LMDB file without LMDB, and says what contradicts what: LMDB has no checksums and believes its
/// pages, so that a damaged one may crash it, lead it in circles, or hide what is there.
internal import Glibc

/// A place in the file where something is not as LMDB writes it.
public struct PageFault: Hashable, Sendable {
  /// The offset in the file, in bytes.
  public let offset: Int
  /// The table that the page belongs to, where that is known.
  public let table: String?
  public let problem: String
}

/// What a walk has seen.
public struct PageSummary: Hashable, Sendable {
  /// All pages there are.
  public var pages: UInt64 = 0
  /// Those that tables lie in, the two first included.
  public var used: UInt64 = 0
  /// Those that were used before and will be again.
  public var free: UInt64 = 0
  /// Those that nothing leads to: lost, but no harm.
  public var lost: UInt64 { pages - used - free }
}

/// One walk of a file that nobody writes meanwhile.
///
/// It holds a bit or two for each page, and a page for each level of the deepest table.
///
/// Invariants of a whole file, each of which is checked:
/// 1. Both first pages say what they are; the older one was the last before the newer.
/// 2. All pages lie in the file; each says its own number, and is reached once: from one table, or from the list of free ones.
/// 3. A page is a leaf just at its table's depth, and its nodes fill it from its upper bound on, none past its end.
/// 4. Keys of a table rise from the first leaf to the last, and lie between the keys of the branches above.
/// 5. Each table has as many pages and entries as its root says.
public struct PageSurvey: ~Copyable {
  let descriptor: Int32
  private let path: String
  private let fileBytes: Int
  private(set) var pageBytes = PageSurvey.usualPageBytes
  private(set) var summary = PageSummary()
  /// Which pages were reached.
  private var reached: [UInt64] = []
  private let progress: (_ pages: UInt64, _ all: UInt64) -> Void
  private let report: (PageFault) -> Void

  /// What the first page is read with, before it says how large pages are.
  private static let usualPageBytes = 4096
  private static let pageSizes = 512...65_536

  /// Opens the file at `path`, which LMDB calls `data.mdb`.
  ///
  /// - Parameters:
  ///   - progress: hears now and then how many pages were reached, and how many there are.
  ///   - report: hears of each fault.
  public init(
    of path: String, progress: @escaping (_ pages: UInt64, _ all: UInt64) -> Void,
    report: @escaping (PageFault) -> Void
  ) throws(LMDBError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(code: errno, "open \(path)") }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw LMDBError(code: code, "open \(path)")
    }
    self.descriptor = descriptor
    self.path = path
    fileBytes = Int(status.st_size)
    self.progress = progress
    self.report = report
  }

  deinit { close(descriptor) }

  /// Walks all there is.
  public consuming func run() -> PageSummary {
    guard let meta = readMeta() else { return summary }
    pageBytes = Int(meta.pageBytes)
    let pages = meta.lastPage + 1
    let inFile = UInt64(fileBytes / pageBytes)
    if pages > inFile {
      fault(meta.page.offset(of: MetaPage.lastPageOffset), "there should be \(pages) pages, and the file has \(inFile)")
    }
    // What lies past its end is reported where something leads there.
    summary.pages = min(pages, inFile)
    reached = [UInt64](repeating: 0, count: Int(summary.pages / 64 + 1))
    for page in 0..<2 as Range<UInt64> { _ = claim(page) }
    summary.used = 2
    walk(meta.main, .main, rootAt: meta.page.offset(of: MetaPage.mainOffset))
    walk(meta.free, .free, rootAt: meta.page.offset(of: MetaPage.freeOffset))
    progress(summary.used + summary.free, summary.pages)
    return summary
  }

  /// The newer of the two first pages; nil where there is none to go on from.
  private func readMeta() -> MetaPage? {
    guard let first = read(0), first.bytes.count >= MetaPage.bytes else {
      fault(0, "the file ends before its first page does")
      return nil
    }
    let size = Int(MetaPage(page: first).pageBytes)
    guard PageSurvey.pageSizes.contains(size), size & (size - 1) == 0 else {
      fault(MetaPage.freeOffset, "pages of \(size) bytes cannot be")
      return nil
    }
    var metas: [MetaPage] = []
    for number in 0..<2 as Range<UInt64> {
      guard let page = read(number, size: size) else {
        fault(Int(number) * size, "the file ends before its second page does")
        return nil
      }
      let meta = MetaPage(page: page)
      if isWhole(meta, pageBytes: size) { metas.append(meta) }
    }
    guard metas.count == 2 else { return nil }
    let newer = metas[0].transaction > metas[1].transaction ? metas[0] : metas[1]
    let older = newer.number == 0 ? metas[1] : metas[0]
    // Each commit writes the page whose turn it is; both are written when the file is made.
    let isNew = newer.transaction == 0 || (newer.transaction == 1 && older.transaction == 0)
    let isInTurn = newer.transaction % 2 == newer.number && older.transaction == newer.transaction &- 1
    if !isNew, !isInTurn {
      fault(
        older.page.offset(of: MetaPage.transactionOffset),
        "the first two pages are of transactions \(metas[0].transaction) and \(metas[1].transaction), which do not follow "
          + "each other")
    }
    return newer
  }

  private func isWhole(_ meta: MetaPage, pageBytes: Int) -> Bool {
    func isRight(_ place: Int, _ isRight: Bool, _ problem: String) -> Bool {
      if !isRight { fault(meta.page.offset(of: place), "page \(meta.number): \(problem)") }
      return isRight
    }
    var isWhole = isRight(0, meta.page.ownNumber == meta.number, "it says it is page \(meta.page.ownNumber)")
    isWhole = isRight(PageBytes.kindOffset, meta.page.kind == PageBytes.Kind.meta, "it is no meta page") && isWhole
    isWhole = isRight(PageBytes.headerBytes, meta.magic == MetaPage.magic, "this is no file of LMDB") && isWhole
    isWhole =
      isRight(PageBytes.headerBytes + 4, meta.version == MetaPage.version, "it has version \(meta.version)") && isWhole
    isWhole =
      isRight(MetaPage.freeOffset, Int(meta.pageBytes) == pageBytes, "it says pages have \(meta.pageBytes) bytes")
      && isWhole
    return isRight(MetaPage.lastPageOffset, meta.lastPage >= 1 && meta.lastPage < 1 << 48, "it has no pages") && isWhole
  }

  // MARK: For the walk

  func fault(_ offset: Int, in table: String? = nil, _ problem: String) {
    report(PageFault(offset: offset, table: table, problem: problem))
  }

  /// Page `number`; nil where the file does not have it whole.
  func read(_ number: UInt64, size: Int? = nil) -> PageBytes? {
    let size = size ?? pageBytes
    guard number < 1 << 40 else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    guard unsafe pread(descriptor, &bytes, size, Int(number) * size) == size else { return nil }
    return PageBytes(number: number, bytes: bytes)
  }

  /// Counts a page as reached; false where it was before, or is none.
  mutating func claim(_ number: UInt64) -> Bool {
    guard number < summary.pages else { return false }
    let (word, bit) = (Int(number / 64), number % 64)
    guard reached[word] >> bit & 1 == 0 else { return false }
    reached[word] |= 1 << bit
    return true
  }

  mutating func count(used: UInt64) {
    summary.used += used
    tell()
  }

  mutating func count(free: UInt64) { summary.free += free }

  private func tell() {
    if (summary.used + summary.free) % 4096 == 0 { progress(summary.used + summary.free, summary.pages) }
  }
}
