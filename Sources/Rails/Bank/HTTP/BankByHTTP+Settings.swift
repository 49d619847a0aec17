/// Where a bank is, and how it wants to be asked.

extension BankByHTTP {
  /// What differs between banks. What is not said is as PyPI's mock-bank has it.
  public struct Settings: Sendable {
    /// `https://bank.example/customer`; plain HTTP only to this machine.
    public var base: String
    /// Where spool, done and refused messages are.
    public var directory: String
    /// Who sends the orders, as the bank reads it.
    public var initiator: String
    /// The value of the header `Authorization`; nil: none is sent.
    public var authorization: String?
    public var paths = Paths()
    /// How long a connection may take.
    public var connectSeconds: Int64 = 5
    /// How long an answer may take, from the first byte sent to the last one had.
    public var answerSeconds: Int64 = 30

    /// Settings with the rest as usual.
    public init(base: String, directory: String, initiator: String) {
      self.base = base
      self.directory = directory
      self.initiator = initiator
    }
  }

  /// Places below the base. `{id}` stands for a message's id, or an order's.
  public struct Paths: Sendable {
    /// Takes a pain.001.
    public var payments = "/payments"
    /// Lists the messages that are waiting, as JSON (`[{"id": …, "body": "<?xml …"}]`), and leaves them there.
    public var mailbox = "/_mock/mailbox?leave"
    public var acknowledgement = Acknowledgement.takeAll(
      path: "/_mock/mailbox", putBack: "/_mock/mailbox/{id}/unread")
    /// Says what became of an order, as JSON; nil: the bank answers no such questions.
    public var order: String? = "/_mock/payments/{id}?all"

    public init() {}
  }

  /// How a bank is told that messages were read.
  public enum Acknowledgement: Sendable {
    /// One by one.
    case each(Method, path: String)
    /// A GET that lists all that is waiting and takes it out. What has come in between is put back by a POST.
    case takeAll(path: String, putBack: String)
  }

  public enum Method: String, Sendable {
    case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
  }
}

extension BankByHTTP.Settings {
  /// Throws where orders would go in the clear, or nowhere.
  func check() throws(BankError) {
    let rest: Substring
    if base.hasPrefix("https://") {
      rest = base.dropFirst(8)
    } else if base.hasPrefix("http://") {
      rest = base.dropFirst(7)
      let authority = rest.prefix { $0 != "/" }
      let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
      guard ["127.0.0.1", "localhost", "::1"].contains(host) else {
        throw .setting("'\(base)' would send orders in the clear to another machine; use https://.")
      }
    } else {
      throw .setting("'\(base)' is no address of a bank; it must begin with https://.")
    }
    guard !rest.isEmpty, !base.contains("?"), !base.contains("@") else {
      throw .setting("'\(base)' must be https://, a host and perhaps a path; who asks is said by authorization.")
    }
    guard (1...600).contains(connectSeconds), (1...600).contains(answerSeconds) else {
      throw .setting("A connection and an answer may take 1 to 600 seconds each.")
    }
  }

  /// The whole address of a place.
  func address(_ path: String) -> String { (base.hasSuffix("/") ? String(base.dropLast()) : base) + path }
}

extension String {
  /// The path with that id in it. Throws where the id is none that belongs into an address.
  func replacing(id: String) throws(BankError) -> String {
    guard id.isPlainID else {
      throw .notUnderstood(
        address: self, reason: "'\(id.prefix(40).oneLineText)' is no id of letters, digits, '.', '_' and '-'")
    }
    return split(separator: "{id}", omittingEmptySubsequences: false).joined(separator: id)
  }

  /// Whether it may stand in an address and in a file's name: 1 … 80 letters, digits, `.`, `_`, `-`, no dot in front.
  var isPlainID: Bool {
    (1...80).contains(utf8.count) && first != "."
      && utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || [0x2D, 0x2E, 0x5F].contains($0)
      }
  }
}

extension Substring {
  fileprivate var oneLineText: String { String(self).oneLine }
}
