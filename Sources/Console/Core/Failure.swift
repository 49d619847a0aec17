/// Why a program did not do what it was asked: in words, in JSON, and as an exit code.
public import ArgumentParser
public import CheckClient
public import Ledger
public import MailOrder
internal import RPC
public import Seals
public import Wire

/// Everything but yes.
public enum Failure: Error, Sendable {
  /// The ledger's no, by name.
  case refused(Refusal)
  /// A site's no, by name.
  case siteRefused(SiteRefusal)
  /// The manager says a field cannot be what it is.
  case invalid(Invalid)
  /// The manager did not answer, or not in a way that can be read. `command`: the id to try again with.
  case client(ClientError, command: CommandID?)
  /// A proof, or a signed head, does not hold.
  case unproved(ProofFault)
  /// An export of the journal does not come to what was signed.
  case badExport(ExportFault)
  /// The history does not begin with its first so many commits as they were signed before.
  case forked(UInt64)
  /// The command line is wrong in a way only seen later: an amount with more decimals than its currency.
  case usage(String)
  /// What was given in a file is wrong. The sentence is already the whole of it.
  case badData(String)
  /// There is no such file, or it may not be read.
  case noInput(String)
  /// Reading or writing failed.
  case io(String)
  /// It cannot be done now, and may be later.
  case notNow(String)
  /// What was to be made is there already.
  case exists(String)
  /// A no that was judged here, by name, and in a sentence.
  case refusedHere(name: String, String)
  /// What was asked is done and shown, and the answer is no: exit 1 without another word.
  case answeredNo
  /// As `answeredNo`, where bad lines were reported: exit 65.
  case answeredBadData

  /// The exit code that says it.
  public var status: ExitCode {
    switch self {
    case .refused, .siteRefused, .refusedHere, .unproved, .badExport, .forked, .answeredNo: ExitStatus.refused
    case .invalid, .badData, .answeredBadData: ExitStatus.badData
    case .usage: ExitStatus.usage
    case .noInput: ExitStatus.noInput
    case .io: ExitStatus.io
    case .notNow: ExitStatus.temporary
    case .exists: ExitStatus.cannotCreate
    case .client(let error, _): error.exitStatus
    }
  }

  /// What happened and what to do, for people; nil where all is said.
  public var sentence: String? {
    switch self {
    case .refused(let refusal): "refused: \(refusal.name): \(refusal.sentence)"
    // What a peer says may have control characters in it, which could move the cursor.
    case .siteRefused(let refusal): "refused: \(refusal)".printable
    case .invalid(let invalid): "invalid: \(invalid)".printable
    case .unproved(let fault): "not proved: \(fault)"
    case .badExport(let fault): "not proved: \(fault)"
    case .forked(let size):
      "not proved: the history does not go on from what was signed over \(size) commits: one of the two is a forgery"
    case .client(let error, let command): error.sentence(command: command)
    case .usage(let text), .badData(let text), .noInput(let text), .io(let text), .notNow(let text), .exists(let text):
      text
    case .refusedHere(let name, let text): "refused: \(name): \(text)".printable
    case .answeredNo, .answeredBadData: nil
    }
  }

  /// The outcome for programs; nil where the manager judged nothing.
  public var json: JSON? {
    switch self {
    case .refused(let refusal): refusal.json
    case .siteRefused(let refusal): refusal.json
    case .invalid(let invalid): invalid.json
    case .refusedHere(let name, let text): ["outcome": "refused", "reason": .text(name), "sentence": .text(text)]
    case .unproved(let fault): Failure.unproved(fault.name, sentence)
    case .badExport(let fault):
      Failure.unproved(fault.name, sentence).merging(
        fault.sequences.map { ["first_sequence": .unsigned($0.lowerBound), "last_sequence": .unsigned($0.upperBound)] }
          ?? [:])
    case .forked: Failure.unproved("other_history", sentence)
    case .client, .usage, .badData, .noInput, .io, .notNow, .exists, .answeredNo, .answeredBadData: nil
    }
  }

  private static func unproved(_ fault: String, _ sentence: String?) -> JSON {
    ["outcome": "refused", "reason": "not_proved", "fault": .text(fault), "sentence": .unlessEmpty(sentence)]
  }
}

extension Failure {
  /// The journal of a time is asked for, and archives alone have it.
  public static func archived(_ time: Timestamp, through last: UInt64) -> Failure {
    .refusedHere(
      name: Refusal.entryArchived.name,
      "This goes back to \(time.withZone), and archives alone have the journal to entry \(grouped(last)). Ask from a later time."
    )
  }

  /// Whether what was asked certainly took no effect.
  public var isFinal: Bool {
    switch self {
    case .refused, .siteRefused, .invalid, .refusedHere: true
    case .client(let error, _): error.isFinal
    case .unproved, .badExport, .forked, .usage, .badData, .noInput, .io, .notNow, .exists, .answeredNo,
      .answeredBadData:
      false
    }
  }
}

extension Refusal {
  /// The refusal as programs read it: outcome, reason, sentence.
  public var json: JSON { ["outcome": "refused", "reason": .text(name), "sentence": .text(sentence)] }
}

extension Invalid {
  /// The fault as programs read it: outcome, field, reason, hint.
  public var json: JSON {
    ["outcome": "invalid", "field": .text(field), "reason": .text(reason), "hint": .text(hint)]
  }
}

extension ClientError {
  var exitStatus: ExitCode {
    switch self {
    case .unavailable: ExitStatus.unavailable
    case .deadline, .overloaded: ExitStatus.temporary
    case .insecure, .key, .status(.permissionDenied), .status(.unauthenticated): ExitStatus.notPermitted
    case .status(.unavailable): ExitStatus.unavailable
    case .status(.resourceExhausted), .status(.deadlineExceeded): ExitStatus.temporary
    default: ExitStatus.internalFailure
    }
  }

  func sentence(command: CommandID?) -> String {
    guard let command else { return description }
    // Whether it took effect is open: the same id finds out without doing it twice.
    return "\(description) To try again without doing it twice, add --id \(command)"
  }
}
