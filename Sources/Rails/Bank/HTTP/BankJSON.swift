/// What a bank says in JSON around the messages of ISO 20022.
internal import Foundation

/// One message of a mailbox.
struct BankMailboxItem: Decodable {
  var id: String
  /// Its kind, for the name of a file that cannot be read; empty where it is not said.
  var type: String
  var body: String

  private enum CodingKeys: CodingKey { case id, type, body }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    // Some banks number their messages, some name them.
    id = try (try? values.decode(Int.self, forKey: .id)).map { String($0) } ?? values.decode(String.self, forKey: .id)
    type = (try? values.decode(String.self, forKey: .type)) ?? ""
    body = try values.decode(String.self, forKey: .body)
  }

  /// Reads a listing; nil where it is none.
  static func all(in bytes: [UInt8]) -> [BankMailboxItem]? {
    try? JSONDecoder().decode([BankMailboxItem].self, from: Data(bytes))
  }

  /// The name it is kept by.
  var fileName: String { type.isPlainID ? "\(type)-\(id).xml" : "\(id).xml" }
}

/// The answer to a message of orders.
struct BankAnswer: Decodable {
  /// Of the message as a whole: `ACCP`, `PART`, `RJCT`.
  var status: String
  var reason: String?
  var reason_text: String?

  /// Reads an answer; nil where it is none.
  init?(_ bytes: [UInt8]) {
    guard let answer = try? JSONDecoder().decode(BankAnswer.self, from: Data(bytes)) else { return nil }
    self = answer
  }

  /// The reason in words.
  var words: String { reason_text ?? "" }

  /// Whether the bank had it before.
  var isDuplicate: Bool { BankStatusReport.Status.duplicates.contains(reason ?? "") }
}

/// The answer to a question about an order.
struct BankPayment: Decodable {
  /// The message that it was in.
  var message: String?
  var status: String
  var reason: String?
  var reason_text: String?
  var booked_at: String?
  var return_reason: String?

  private enum CodingKeys: String, CodingKey {
    case message = "msg_id"
    case status, reason, reason_text, booked_at, return_reason
  }

  /// Reads a list of payments, or a single one; nil where it is neither.
  static func all(in bytes: [UInt8]) -> [BankPayment]? {
    let data = Data(bytes)
    if let payments = try? JSONDecoder().decode([BankPayment].self, from: data) { return payments }
    return (try? JSONDecoder().decode(BankPayment.self, from: data)).map { [$0] }
  }

  /// What it means for an order.
  func news(of order: String) -> PaymentNews {
    let outcome: PaymentNews.Outcome =
      switch status {
      case "returned": .returned
      case "rejected": .rejected
      case "accepted" where booked_at != nil: .accepted
      default: .received
      }
    let code = outcome == .returned ? return_reason : reason
    return PaymentNews(of: order, outcome, code: code ?? "", reason: reason_text ?? status)
  }
}
