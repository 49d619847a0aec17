/// What the system says of this process and of the disks that it writes to.
internal import Glibc
internal import Measures

/// The process, by the names that all of Prometheus' clients use.
enum ProcessMeasures {
  /// - Parameter places: the directories whose disks are looked at, by what they are for.
  static func measurements(of places: [(name: String, path: String)]) -> [Measurement] {
    var all: [Measurement] = []
    let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))
    let pages = text("/proc/self/statm").split(separator: " ").compactMap { Double($0) }
    if pages.count > 1 {
      all.append(.gauge("process_virtual_memory_bytes", "Address space, the map among it.", pages[0] * pageBytes))
      all.append(
        .gauge(
          "process_resident_memory_bytes", "Memory, with pages of LMDB's file that others may have.",
          pages[1] * pageBytes))
    }
    // After the name, which may have blanks: the state is the first, so the eleventh and twelfth are times.
    let fields = text("/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
    if fields.count > 19, let user = Double(fields[11]), let system = Double(fields[12]),
      let threads = Double(fields[17])
    {
      let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
      all.append(
        Measurement(
          "process_cpu_seconds_total", "Time of processors.", .counter, [.init((user + system) / ticks)]))
      all.append(.gauge("process_threads", "Threads.", threads))
    }
    if let open = descriptors() { all.append(.gauge("process_open_fds", "Open file descriptors.", Double(open))) }
    var limit = rlimit()
    if unsafe getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      all.append(.gauge("process_max_fds", "How many may be open.", Double(limit.rlim_cur)))
    }
    let disks = places.compactMap { place -> (Double, Double, [Measurement.Label])? in
      var disk = statvfs()
      guard unsafe statvfs(place.path, &disk) == 0 else { return nil }
      let block = Double(disk.f_frsize)
      return (Double(disk.f_bavail) * block, Double(disk.f_blocks) * block, [.init("place", place.name)])
    }
    all.append(
      Measurement(
        "vouch_disk_free_bytes", "What is free on the disk.", .gauge, disks.map { .init($0.0, labels: $0.2) }))
    all.append(
      Measurement(
        "vouch_disk_size_bytes", "How large the disk is.", .gauge, disks.map { .init($0.1, labels: $0.2) }))
    return all
  }

  /// Files of /proc that are read whole: some hundred bytes.
  private static func text(_ path: String) -> String {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  private static func descriptors() -> Int? {
    guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
    defer { unsafe closedir(directory) }
    var count = 0
    while unsafe readdir(directory) != nil { count += 1 }
    // Itself, its parent, and the one that is being read.
    return max(count - 3, 0)
  }
}
