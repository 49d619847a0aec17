/// Why a file could not be read or written whole.

/// A fault, for whoever reads files to say in its own words what follows from it.
package enum FileFault: Error, Hashable, Sendable {
  case missing(path: String)
  case notReadable(path: String, reason: String)
  case notWritable(path: String, reason: String)
  /// A file larger than is read; `bound` in bytes.
  case tooLarge(path: String, bound: Int)
  /// A secret that others can read, and its permissions.
  case openToOthers(path: String, mode: UInt32)
}

/// The errors of a module that reads and writes files.
package protocol FileFailure: Error {
  /// What a fault is there.
  init(_ fault: FileFault)
}
