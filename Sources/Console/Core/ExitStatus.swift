/// How a program says what happened, as numbers (sysexits.h; 1 is a judged no).
public import ArgumentParser

/// The exit codes of all programs.
public enum ExitStatus {
  /// Done, or yes.
  public static let done = ExitCode(0)
  /// A judged no.
  public static let refused = ExitCode(1)
  /// EX_USAGE: the command line is wrong.
  public static let usage = ExitCode(64)
  /// EX_DATAERR: what was given is wrong: a field, a line of a file.
  public static let badData = ExitCode(65)
  /// EX_NOINPUT: there is no such file, or it may not be read.
  public static let noInput = ExitCode(66)
  /// EX_UNAVAILABLE: the manager cannot be reached.
  public static let unavailable = ExitCode(69)
  /// EX_SOFTWARE: something failed that should not have.
  public static let internalFailure = ExitCode(70)
  /// EX_CANTCREAT: it is there already.
  public static let cannotCreate = ExitCode(73)
  /// EX_IOERR: reading or writing failed.
  public static let io = ExitCode(74)
  /// EX_TEMPFAIL: try again, with the same id.
  public static let temporary = ExitCode(75)
  /// EX_NOPERM: this caller may not do that.
  public static let notPermitted = ExitCode(77)
}
