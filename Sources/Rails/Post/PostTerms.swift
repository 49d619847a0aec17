/// What was agreed with the post office: where files are exchanged, and who we are to it.

/// The terms of one exchange of files.
public struct PostTerms: Hashable, Sendable {
  /// The directory that `out`, `sent`, `in`, `done` and `refused` are in; made if it is missing.
  public var directory: String
  /// Our number as the post office's customer: 1 to 20 letters and digits.
  public var customer: String

  /// Terms of an exchange in a directory.
  public init(directory: String, customer: String) {
    self.directory = directory
    self.customer = customer
  }

  /// Throws `PostError.terms` for what cannot stand in a file.
  func check() throws(PostError) {
    let isName = (1...20).contains(customer.utf8.count) && customer.utf8.allSatisfy(PostLine.isAlphanumeric)
    guard isName else { throw .terms("the customer number is not 1 to 20 letters and digits") }
    guard !directory.isEmpty else { throw .terms("they name no directory") }
  }
}
