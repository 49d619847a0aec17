/// The secrets that claim checks: made here, kept in the home, shown on demand.
import ArgumentParser
import Console
import Ledger
import Sites
import Terminal

/// `--show-secret`.
struct SecretOption: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Shows the secret that claims the check, too; it is shown nowhere else.",
      discussion: "It is kept in the terminal's home where only the check's number was sent: whoever has it and the "
        + "number gets the check."))
  var showSecret = false

  /// The secret of `check`, where it is asked for.
  func secret(of check: CheckID, in store: PurchaseStore) throws(Failure) -> ClaimSecret? {
    guard showSecret else { return nil }
    let found: ClaimSecret?
    do { found = try store.secret(of: check) } catch { throw Failure(error) }
    guard let found else { throw .noInput("No secret of check \(check) is kept in \(store.home).") }
    return found
  }
}

extension ClaimSecret {
  /// As people write it: what `claim --secret` takes.
  var digits: String { hexadecimal(bytes) }
}
