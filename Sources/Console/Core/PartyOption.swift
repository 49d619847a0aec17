/// Whose program this is: said by flag, or once for a whole shell by the environment.
internal import Foundation
public import Ledger

/// The code that was given by `flag`, else what the environment says in `variable`. Throws a `Failure.usage` where
/// nobody says, or what is said is no code. `environment`: nil for this process's own.
public func code<ID: PartyID>(
  _ given: ID?, flag: String, variable: String, environment: [String: String]? = nil
) throws(Failure) -> ID {
  if let given { return given }
  let environment = environment ?? ProcessInfo.processInfo.environment
  guard let text = environment[variable], !text.isEmpty else {
    throw .usage("Say who asks: \(flag) CODE, or \(variable)=CODE in the environment.")
  }
  guard let code = ID(text) else { throw .usage("\(variable) is '\(text)': \(Read.codeForm)") }
  return code
}
