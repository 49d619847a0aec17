/// Files of identities, and what their faults are here.
package import Storage

typealias Files = WholeFiles<IdentityError>

extension IdentityError: FileFailure {
  package init(_ fault: FileFault) {
    self =
      switch fault {
      case .missing(let path): .missing(path: path)
      case .notReadable(let path, let reason): .notReadable(path: path, reason: reason)
      case .notWritable(let path, let reason): .notWritable(path: path, reason: reason)
      case .tooLarge(let path, let bound): .tooLarge(path: path, bound: bound)
      case .openToOthers(let path, let mode): .openToOthers(path: path, mode: mode)
      }
  }
}
