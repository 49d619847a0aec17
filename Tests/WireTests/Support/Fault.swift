/// One way in which a request or a record can be wrong.
import Testing
import Wire

/// A good message with one field changed, and what is said of it.
struct Fault: Sendable, CustomTestStringConvertible {
  let sample: String
  /// The way to the field, by the contract's numbers.
  let path: [Int]
  /// What stands there instead; nil for nothing.
  let value: RawMessage.Value?
  let field: String
  let reason: String

  init(_ sample: String, _ path: [Int], _ value: RawMessage.Value?, _ field: String, _ reason: String) {
    self.sample = sample
    self.path = path
    self.value = value
    self.field = field
    self.reason = reason
  }

  /// A field that is not there but must be.
  init(missing field: String, _ path: [Int], in sample: String) {
    self.init(sample, path, nil, field, "is missing")
  }

  var testDescription: String { "\(sample): \(field) \(reason)" }

  /// Decodes the message and expects exactly this fault, with a hint.
  func judge() throws {
    let (bytes, fault) = try judged()
    let good = try #require(RawMessage(bytes))
    try #require(good.setting(path, to: value) != good, "nothing was changed")
    let invalid = try #require(fault(good.setting(path, to: value).encoded))
    #expect(invalid.field == field)
    #expect(invalid.reason == reason)
    #expect(!invalid.hint.isEmpty)
    #expect(invalid.description == "\(field) \(reason). \(invalid.hint)")
  }

  /// The sample's bytes, and what is wrong with bytes like them.
  private func judged() throws -> (bytes: [UInt8], fault: ([UInt8]) -> Invalid?) {
    if let record = MessageSample.records.first(where: { $0.name == sample }) {
      return (record.encode(), { record.contradiction(in: $0) })
    }
    let request = try RequestSample.named(sample)
    return (request.encode(), { ServiceDecoder().decode(request.method, $0).invalid })
  }
}

extension MessageSample {
  /// What is wrong with bytes that are a message of this type.
  func contradiction(in bytes: [UInt8]) -> Invalid? {
    do throws(WireError) {
      _ = try isRead(bytes)
    } catch {
      if case .contradictory(let invalid) = error { return invalid }
    }
    return nil
  }
}
