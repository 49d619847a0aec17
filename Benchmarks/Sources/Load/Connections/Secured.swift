/// The one door to TLS; everything behind it is safe.
internal import CTLS

/// What a caller shows, and whom it believes.
@safe public final class TLSRules: @unchecked Sendable {
  // Sendable because OpenSSL counts who uses its contexts by atomics, and this one does not change once it is made.
  fileprivate let rules: OpaquePointer

  /// By the files of an identity directory.
  public init(identity directory: String) throws {
    guard let made = unsafe tls_rules_make(directory) else {
      throw LoadError("\(directory) is no identity: \(TLSLine.reason).")
    }
    unsafe rules = made
  }

  deinit { unsafe tls_rules_free(rules) }
}

extension TLSRules: Hashable {
  public static func == (a: TLSRules, b: TLSRules) -> Bool { a === b }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// The TLS of one connection.
@safe final class TLSLine: @unchecked Sendable {
  // Sendable because whoever has the connection is one thread at a time.
  private let line: OpaquePointer

  /// Over a socket that does not block.
  init(_ rules: TLSRules, over socket: Int32) throws {
    guard let begun = unsafe tls_begin(rules.rules, socket) else { throw LoadError("No TLS: \(TLSLine.reason).") }
    unsafe line = begun
  }

  deinit { unsafe tls_free(line) }

  /// Says that nothing more will come; before the socket is closed.
  func end() { unsafe tls_say_end(line) }

  /// Goes on with the handshake; whether it is done.
  func shake() throws -> Bool {
    let result = unsafe tls_shake(line)
    guard result >= 0 else { throw LoadError("The handshake failed: \(TLSLine.reason).") }
    return result == 1
  }

  /// Whether bytes wait here that the kernel does not tell of any more.
  var hasMore: Bool { unsafe tls_has_more(line) }

  /// How many bytes came; nil when none wait, 0 when none will come.
  func read(into room: UnsafeMutableRawBufferPointer) -> Int? {
    let count = unsafe tls_read(line, room.baseAddress, room.count)
    return count < 0 ? nil : count
  }

  /// How many bytes were taken; nil when the other end is gone.
  func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let count = unsafe tls_write(line, bytes.baseAddress, bytes.count)
    return count < 0 ? nil : count
  }

  /// The cipher that was agreed on.
  var cipher: String { unsafe String(cString: tls_cipher(line)) }

  /// What the last call failed with.
  static var reason: String { unsafe String(cString: tls_reason()) }
}
