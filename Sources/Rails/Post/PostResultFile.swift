/// A file of results from the post office: what became of orders of one file of ours.
internal import Ledger

/// A header that names our file, a record an order, a trailer with their count and sum.
struct PostResultFile: Hashable, Sendable {
  /// The post office's own number of the file, never twice.
  let number: Int64
  /// The number of our file.
  let about: Int64
  let currency: Currency
  private(set) var results: [Result] = []

  struct Result: Hashable, Sendable {
    let id: String
    let outcome: PaymentNews.Outcome
    let amount: Int64
    let code: String
    let reason: String
    /// Where it stands in the file.
    let line: Int
  }

  static let version = "1"
  /// News have at most this many bytes of reason.
  static let reasonWidth = 200
  static let codeWidth = 10

  /// Reads a file that somebody else made, for this customer.
  init(_ bytes: [UInt8], for customer: String) throws(PostFault) {
    let lines = try PostLine.split(bytes)
    let header = try lines.fields(1, "H", 8, "header")
    guard header[1] == "VOUCH-RESULTS" else { throw PostFault(1, "it is no file of results") }
    guard header[2] == PostResultFile.version else {
      throw PostFault(1, "its version is not \(PostResultFile.version)", "Agree with the post office on one version.")
    }
    guard let number = PostLine.number(in: header[3]), number > 0 else { throw PostFault(1, "it has no file number") }
    guard header[4] == customer else {
      throw PostFault(1, "it is for another customer", "Tell the post office that it sent you another's file.")
    }
    guard PostLine.isTime(header[5]) else { throw PostFault(1, "its creation has no time") }
    guard let about = PostLine.number(in: header[6]), about > 0 else {
      throw PostFault(1, "it does not say which file of orders it is about")
    }
    guard let currency = Currency(code: header[7]), header[7] == currency.code else {
      throw PostFault(1, "its currency is not known")
    }
    (self.number, self.about, self.currency) = (number, about, currency)
    guard lines.count <= PostOrderFile.maximumOrders + 2 else {
      throw PostFault(PostOrderFile.maximumOrders + 2, "it has more records than a file has orders")
    }
    var sum: Int64 = 0
    var seen: Set<String> = []
    for line in 2..<max(2, lines.count) {
      let result = try Result(try lines.fields(line, "D", 6, "record"), line)
      guard seen.insert(result.id).inserted else { throw PostFault(line, "order \(result.id) is in it twice") }
      results.append(result)
      sum += result.amount
    }
    try lines.checkTrailer(count: results.count, sum: sum)
  }
}

extension PostResultFile.Result {
  fileprivate init(_ fields: [String], _ line: Int) throws(PostFault) {
    guard PostLine.isID(fields[1]) else { throw PostFault(line, "the record has no order's id") }
    switch fields[2] {
    case "ACCEPTED": outcome = .accepted
    case "REJECTED": outcome = .rejected
    case "RETURNED": outcome = .returned
    default: throw PostFault(line, "the outcome is not ACCEPTED, REJECTED or RETURNED")
    }
    guard let amount = PostLine.amount(in: fields[3]) else {
      throw PostFault(line, "the amount is not 1 to \(Amount.maximum) minor units, in digits")
    }
    guard fields[4].utf8.count <= PostResultFile.codeWidth, fields[4].utf8.allSatisfy(PostLine.isAlphanumeric) else {
      throw PostFault(line, "the reason's code is not up to \(PostResultFile.codeWidth) letters and digits")
    }
    guard fields[5].utf8.count <= PostResultFile.reasonWidth else {
      throw PostFault(line, "the reason has more than \(PostResultFile.reasonWidth) characters")
    }
    guard outcome == .accepted || !fields[4].isEmpty || !fields[5].isEmpty else {
      throw PostFault(line, "no reason is given for what was not paid")
    }
    (id, self.amount, code, reason, self.line) = (fields[1], amount, fields[4], fields[5], line)
  }
}
