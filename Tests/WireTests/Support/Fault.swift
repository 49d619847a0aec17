/// One way in which a request can be wrong.
import Testing
import Wire

/// A good request with one field changed, and what is said of it.
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

  /// Decodes the request and expects exactly this fault, with a hint.
  func judge() throws {
    let sample = try RequestSample.named(sample)
    let good = try #require(RawMessage(sample.encode()))
    try #require(good.setting(path, to: value) != good, "nothing was changed")
    let invalid = try #require(RequestDecoder().decode(sample.method, good.setting(path, to: value).encoded).invalid)
    #expect(invalid.field == field)
    #expect(invalid.reason == reason)
    #expect(!invalid.hint.isEmpty)
    #expect(invalid.description == "\(field) \(reason). \(invalid.hint)")
  }
}
