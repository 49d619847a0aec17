/// Files exchanged with banks, and what their faults are here.
package import Storage

typealias BankFiles = WholeFiles<BankError>

extension BankError: FileFailure {
  package init(_ fault: FileFault) {
    self =
      switch fault {
      case .missing(let path): .notReadable(path: path, reason: "it is not there")
      case .notReadable(let path, let reason): .notReadable(path: path, reason: reason)
      case .notWritable(let path, let reason): .notWritable(path: path, reason: reason)
      case .tooLarge(let path, let bound): .tooLarge(path: path, bound: bound)
      case .openToOthers(let path, _): .notReadable(path: path, reason: "others can read it")
      }
  }
}
