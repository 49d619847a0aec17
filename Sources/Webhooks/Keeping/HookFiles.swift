/// Files of webhooks, and what their faults are here.
package import Storage

typealias HookFiles = WholeFiles<HookError>

extension HookError: FileFailure {
  package init(_ fault: FileFault) {
    self =
      switch fault {
      case .missing(let path): .notReadable(path: path, reason: "it is not there")
      case .notReadable(let path, let reason): .notReadable(path: path, reason: reason)
      case .notWritable(let path, let reason): .notWritable(path: path, reason: reason)
      case .tooLarge(let path, let bound):
        .notReadable(path: path, reason: "it is larger than \(bound) bytes, and so not what it should be")
      case .openToOthers(let path, _): .openToOthers(path: path)
      }
  }
}
