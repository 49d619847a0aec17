/// What a program answers with `--output json`, to look into.

/// A JSON value that compares with literals: `answer["check_state"]["state"] == "settled"`.
public enum JSONAnswer: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case decimal(Double)
  case text(String)
  case array([JSONAnswer])
  case object([String: JSONAnswer])

  /// The member of an object; null where there is none.
  public subscript(key: String) -> JSONAnswer {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  /// The element of an array; null where there is none.
  public subscript(index: Int) -> JSONAnswer {
    items.indices.contains(index) ? items[index] : .null
  }

  /// The elements of an array; none of anything else.
  public var items: [JSONAnswer] {
    if case .array(let items) = self { items } else { [] }
  }

  /// The text, if it is one.
  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The whole number, if it is one.
  public var integer: Int64? {
    if case .integer(let integer) = self { integer } else { nil }
  }
}

extension JSONAnswer: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .decimal(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONAnswer].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONAnswer].self))
    }
  }
}

extension JSONAnswer: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(stringLiteral value: String) { self = .text(value) }
}
