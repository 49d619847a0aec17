/// Whose certificates are believed, and whose not any more: authorities, and what they revoked.
///
/// The rules of RFC 5280 are swift-certificates'. What stands here is what it leaves to its caller, and the words for it.
internal import FoundationEssentials
public import Ledger
internal import SwiftASN1
@_spi(FixedExpiryValidationTime) internal import X509

/// What one side of a handshake judges the other by.
public struct Trust: Sendable {
  /// The authorities that are believed.
  public let authorities: [IdentityCertificate]
  /// What they revoked, each with who signed it.
  let revocations: [(list: RevocationList, signer: IdentityCertificate)]

  /// How many certificates the other side may send: its own, and two authorities between it and the trusted one. All of
  /// them are parsed, and each adds a signature to verify, before anybody knows who is there.
  public static let longestChain = 3
  /// How many names a certificate may have: a company with some roles, and each is looked through at every request.
  public static let mostNames = 8

  /// Trust in `authorities`. A list that none of them signed says nothing.
  public init(authorities: [IdentityCertificate], revocations: [RevocationList] = []) {
    self.authorities = authorities
    self.revocations = revocations.compactMap { list in
      authorities.first { list.isSigned(by: $0.certificate) }.map { (list, $0) }
    }
  }

  /// The trust that a directory's files say.
  public init(_ directory: IdentityDirectory) {
    self.init(authorities: directory.authorities, revocations: directory.revocations)
  }

  /// Judges certificates as they were sent: in DER, the sender's own first.
  ///
  /// - Parameters:
  ///   - use: the side that shows them.
  ///   - time: now.
  public func judge(
    _ sent: [[UInt8]], for use: CertificateUse, at time: Timestamp
  ) async throws(CertificateFault) -> ShownCertificate {
    guard sent.count <= Trust.longestChain else { throw .longChain(sent.count) }
    var certificates: [IdentityCertificate] = []
    do {
      for der in sent { certificates.append(try IdentityCertificate(der: der)) }
    } catch {
      throw .unreadable(error)
    }
    guard let leaf = certificates.first else { throw .unnamed }
    // What can be said precisely is said first: the verifier says only that there was no valid chain.
    if let fault = leaf.lapse(at: time) { throw fault }
    let chain = try await chain(from: leaf, over: Array(certificates.dropFirst()), at: time)
    let shown = ShownCertificate(leaf, chain: chain)
    if let fault = fault(of: shown, at: time) { throw fault }
    guard !leaf.identities.isEmpty else { throw .unnamed }
    guard leaf.identities.count <= Trust.mostNames else { throw .manyNames(leaf.identities.count) }
    guard leaf.isFor(use) else { throw .otherUse(use) }
    return shown
  }

  /// What has become wrong with a certificate that was believed, perhaps by older authorities and lists; nil: nothing.
  public func fault(of shown: ShownCertificate, at time: Timestamp) -> CertificateFault? {
    if let fault = shown.leaf.lapse(at: time) { return fault }
    guard shown.chain.allSatisfy({ $0.isValid(at: time) }) else { return .authorityLapsed }
    guard let root = shown.chain.last, authorities.contains(where: { $0.der == root.der }) else {
      return .otherAuthority
    }
    for (certificate, issuer) in zip(shown.chain, shown.chain.dropFirst()) {
      for (list, signer) in revocations where signer.der == issuer.der && list.revokes(serial: certificate.serial) {
        return .revoked(certificate.serial)
      }
    }
    return nil
  }
}

// MARK: - Chains

extension Trust {
  private func chain(
    from leaf: IdentityCertificate, over between: [IdentityCertificate], at time: Timestamp
  ) async throws(CertificateFault) -> [IdentityCertificate] {
    var verifier = Verifier(rootCertificates: CertificateStore(authorities.map(\.certificate))) {
      RFC5280Policy(fixedExpiryValidationTime: time.date)
      IssuersMaySign()
    }
    let result = await verifier.validate(
      leaf: leaf.certificate, intermediates: CertificateStore(between.map(\.certificate)))
    switch result {
    case .validCertificate(let found):
      let known = [leaf] + between + authorities
      return found.compactMap { certificate in known.first { $0.certificate == certificate } }
    case .couldNotValidate(let failures):
      // No chain at all: nobody who is trusted signed it.
      guard !failures.isEmpty else {
        throw leaf.certificate.issuer == leaf.certificate.subject ? .selfMade : .otherAuthority
      }
      let isLapsed = failures.contains { failure in
        failure.chain.contains { $0.notValidAfter < time.date || $0.notValidBefore > time.date }
      }
      throw isLapsed ? .authorityLapsed : .againstRules
    }
  }
}

/// An issuer whose key is not for signing certificates signs none: swift-certificates takes key usage for read, but does not
/// look at it. What a certificate is for, and its names, are looked at by `Trust`, once there is a chain.
private struct IssuersMaySign: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
    .X509ExtensionID.extendedKeyUsage, .X509ExtensionID.subjectAlternativeName,
  ]

  func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
    for issuer in chain.dropFirst() {
      do {
        if let usage = try issuer.extensions.keyUsage, !usage.keyCertSign {
          return .failsToMeetPolicy(reason: "an issuer may not sign certificates")
        }
      } catch {
        return .failsToMeetPolicy(reason: "an issuer's key usage cannot be read")
      }
    }
    return .meetsPolicy
  }
}

extension IdentityCertificate {
  fileprivate func lapse(at time: Timestamp) -> CertificateFault? {
    if time < notBefore { return .notYetValid(notBefore) }
    return isValid(at: time) ? nil : .expired(notAfter)
  }

  /// Where it does not say what it is for, it is for everything (RFC 5280 §4.2.1.12).
  fileprivate func isFor(_ use: CertificateUse) -> Bool {
    guard let usage = try? certificate.extensions.extendedKeyUsage else {
      return certificate.extensions[oid: .X509ExtensionID.extendedKeyUsage] == nil
    }
    return usage.contains(.any)
      || (!use.contains(.client) || usage.contains(.clientAuth))
        && (!use.contains(.server) || usage.contains(.serverAuth))
  }
}
