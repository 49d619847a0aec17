/// What the certificates of one handshake came to: reached on a task, read on the connection's event loop.
internal import Identities
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOSSL

/// Of one handshake.
final class Judgement: Sendable {
  private let box = NIOLockedValueBox<Result<ShownCertificate, CertificateFault>?>(nil)

  private let hasBegun = NIOLockedValueBox(false)

  /// Whether a certificate was shown: then there is an outcome, or there soon is one.
  var isOfCertificate: Bool { hasBegun.withLockedValue { $0 } }

  /// Nil: no certificate was shown, or the judgement is not reached yet.
  var outcome: Result<ShownCertificate, CertificateFault>? { box.withLockedValue { $0 } }

  /// What NIOSSL asks in place of its own rules.
  ///
  /// - Parameters:
  ///   - use: the side of the connection that is judged.
  ///   - expected: whom it must name; nil: anybody.
  func callback(
    _ credentials: LiveCredentials, for use: CertificateUse, expecting expected: ExpectedIdentity?
  ) -> NIOSSLCustomVerificationCallback {
    { sent, promise in
      self.hasBegun.withLockedValue { $0 = true }
      // Parsed here, on the loop: the certificates are the library's.
      let ders = sent.prefix(Trust.longestChain + 1).map { (try? $0.toDERBytes()) ?? [] }
      promise.completeWithTask {
        do throws(CertificateFault) {
          let shown = try await credentials.current.trust.judge(ders, for: use, at: credentials.now)
          if let expected, !expected.isMet(by: shown.identities) {
            throw .otherName(shown.identities, expected: expected)
          }
          self.box.withLockedValue { $0 = .success(shown) }
          return .certificateVerified
        } catch {
          self.box.withLockedValue { $0 = .failure(error) }
          return .failed
        }
      }
    }
  }
}
