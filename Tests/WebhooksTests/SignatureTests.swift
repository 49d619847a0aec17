import Testing
import Webhooks

@Suite struct SignatureTests {
  static let secret = HookSecret("whsec_" + String(repeating: "0123456789abcdef", count: 4))
  static let other = HookSecret("whsec_" + String(repeating: "fedcba9876543210", count: 4))

  // By Python: hmac.new(secret.encode(), b"1700000000." + body, "sha256").hexdigest()
  @Test(arguments: [
    ("", "6215356531cb154b0990f862d0257316d5fe3ac3807bea16e22ff07af58c2851"),
    (#"{"sequence":4711,"kind":"captured"}"#, "4512aa4db1650436c5c7a7d6be4fb1c97ee4fefe5f11bff79ce493168c8925c7"),
    ("Käse \u{1F9C0}", "7d0cf9fb3574c2756519a79d3687349532152aedc75552814fd100e3691f0205"),
  ])
  func `is what another make computes`(body: String, expected: String) throws {
    let secret = try #require(SignatureTests.secret)
    #expect(secret.signature(of: Array(body.utf8), at: 1_700_000_000) == expected)
  }

  @Test func `has the time, and a signature for each secret, the newest first`() throws {
    let (fresh, old) = (try #require(SignatureTests.secret), try #require(SignatureTests.other))
    let body = Array("{}".utf8)
    let header = HookSignature.header(for: body, at: 7, by: [fresh, old])
    #expect(header == "t=7,v1=\(fresh.signature(of: body, at: 7)),v1=\(old.signature(of: body, at: 7))")
    #expect(fresh.signature(of: body, at: 8) != fresh.signature(of: body, at: 7))
  }

  @Test func `a secret is new each time, and says nothing of itself`() {
    let secret = HookSecret()
    #expect(secret != HookSecret())
    #expect(HookSecret(secret.text) == secret)
    #expect(!"\(secret)\(String(reflecting: secret))".contains(secret.text.suffix(8)))
  }

  @Test(arguments: ["", "whsec_", "whsec_" + String(repeating: "g", count: 64), String(repeating: "0", count: 70)])
  func `what has not the form of a secret is none`(text: String) { #expect(HookSecret(text) == nil) }
}
