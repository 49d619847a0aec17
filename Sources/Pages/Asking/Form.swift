/// What somebody filled in: the fields of a form that was sent, as `application/x-www-form-urlencoded`.
public import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// A form.
public struct Form: Sendable {
  /// How large a form may be: an order with addresses has some two thousand bytes.
  public static let maximumBytes = 64 * 1024
  /// How many fields it may have.
  public static let maximumFields = 1_000

  private var fields: [String: [String]] = [:]

  /// The fields of a body; nil when they cannot be read, or there are too many.
  public init?(_ body: some StringProtocol) {
    let pairs = body.split(separator: "&")
    guard pairs.count <= Form.maximumFields else { return nil }
    for pair in pairs {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Form.decoded(parts[0]), let value = Form.decoded(parts.count == 2 ? parts[1] : "") else {
        return nil
      }
      fields[name, default: []].append(value)
    }
  }

  /// Reads the form that came with a request.
  ///
  /// - Throws: an `HTTPError` that says what is wrong with it.
  public init(of request: Request) async throws {
    guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
      throw HTTPError(.unsupportedMediaType, message: "Only forms can be sent here.")
    }
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: Form.maximumBytes)
    } catch let error as any HTTPResponseError {
      throw error
    } catch {
      // Whoever sends it went away, or never meant to end: nothing that the program would have to say of itself.
      throw HTTPError(.badRequest, message: "The form did not come whole.")
    }
    guard let form = Form(String(buffer: body)) else {
      throw HTTPError(.badRequest, message: "The form cannot be read.")
    }
    self = form
  }

  /// The field of a name, without white space around it; the first where there are several, and empty where there is none.
  public subscript(name: String) -> String { all(name).first ?? "" }

  /// All fields of a name.
  public func all(_ name: String) -> [String] { (fields[name] ?? []).map { Form.trimmed($0) } }

  /// Whether a box of that name was ticked, or a button of it pressed.
  public func has(_ name: String) -> Bool { fields[name] != nil }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }

  /// `+` is a space, `%XX` a byte; nil where what comes of it is no text.
  private static func decoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
