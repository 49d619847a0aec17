/// Whose certificates are believed, when, and what is wrong with all others.
import Foundation
import Ledger
import Testing
import VouchTesting

@testable import Identities

@Suite struct `Trust in authorities` {
  private static let seller = TestAuthority.Draft("vouch://seller/SHOP-7")
  private static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

  private static func trust(_ authorities: TestAuthority..., revoked: [String] = []) throws -> Trust {
    Trust(
      authorities: try IdentityCertificate.read(pem: Array(authorities.map(\.pem).joined().utf8), bound: 8),
      revocations: try revoked.map { try RevocationList(pem: $0) })
  }

  @Test func `believes what its authorities issued, directly or through one below`() async throws {
    let (root, other) = (try TestAuthority("One"), try TestAuthority("Other"))
    let trust = try Self.trust(other, root)
    for issuer in [root, try root.below(), try root.below("1").below("2"), other] {
      let shown = try await trust.judge(issuer.issue(Self.seller).sent, for: .client, at: Self.now)
      #expect(shown.identities == [Identity("seller/SHOP-7")])
      #expect(trust.fault(of: shown, at: Self.now) == nil)
    }
  }

  @Test func `believes a certificate in its first second and in its last, and not beyond`() async throws {
    let root = try TestAuthority()
    let identity = try root.issue(Self.seller)
    let trust = try Self.trust(root)
    let leaf = try IdentityCertificate(der: identity.sent[0])
    for (time, fault) in [
      (leaf.notBefore, nil), (Timestamp(milliseconds: leaf.notBefore.milliseconds - 1), .notYetValid(leaf.notBefore)),
      (Timestamp(milliseconds: leaf.notAfter.milliseconds + 999), nil),
      (Timestamp(milliseconds: leaf.notAfter.milliseconds + 1000), .expired(leaf.notAfter)),
    ] as [(Timestamp, CertificateFault?)] {
      let sent = try identity.sent
      do throws(CertificateFault) {
        let shown = try await trust.judge(sent, for: .client, at: time)
        #expect(fault == nil)
        #expect(shown.validThrough == leaf.notAfter)
      } catch {
        #expect(error == fault)
      }
    }
  }

  @Test func `does not believe a chain whose middle is missing, another's, or out of its time`() async throws {
    let root = try TestAuthority()
    let trust = try Self.trust(root)
    let below = try root.below()
    let sent = try below.issue(Self.seller).sent
    await expect(.otherAuthority, trust, [sent[0]])
    await expect(.otherAuthority, trust, try [sent[0], TestAuthority().below().issue(Self.seller).sent[1]])
    let old = try root.below("old", TestAuthority.Draft().with { $0.ends = -60 })
    await expect(.authorityLapsed, trust, try old.issue(Self.seller).sent)
    await expect(.longChain(4), trust, sent + sent)
    await expect(.unnamed, trust, [])
  }

  @Test func `believes no certificate of which a bit is another, and says what is wrong`() async throws {
    let root = try TestAuthority()
    let trust = try Self.trust(root)
    let good = try root.issue(Self.seller).sent[0]
    for index in good.indices {
      var bad = good
      bad[index] ^= 1 << UInt8(index % 8)
      do {
        _ = try await trust.judge([bad], for: .client, at: Self.now)
        Issue.record("byte \(index) was changed, and it was believed")
      } catch {}
    }
    _ = try await trust.judge([good], for: .client, at: Self.now)
  }

  @Test func `knows what was revoked: a certificate, or an authority below with all that it issued`() async throws {
    let root = try TestAuthority()
    let below = try root.below()
    let (one, two) = (try root.issue(Self.seller), try root.issue(Self.seller))
    let under = try below.issue(Self.seller)
    let trust = try Self.trust(root)
    let shown = try await trust.judge(one.sent, for: .client, at: Self.now)
    let newer = try Self.trust(root, revoked: [root.revocations([one, below.asIdentity()])])
    #expect(newer.fault(of: shown, at: Self.now) == .revoked(shown.serial))
    await expect(.revoked(shown.serial), newer, try one.sent)
    let serial = try IdentityCertificate(der: under.sent[1]).serial
    await expect(.revoked(serial), newer, try under.sent)
    _ = try await newer.judge(two.sent, for: .client, at: Self.now)
    // Another's list says nothing of it, even with the same number.
    let other = try TestAuthority("Other")
    let same = try other.issue(Self.seller.with { $0.serial = shown.serial.bytes })
    let both = try Self.trust(root, other, revoked: [other.revocations([same])])
    _ = try await both.judge(one.sent, for: .client, at: Self.now)
    await expect(.revoked(shown.serial), both, try same.sent)
  }

  @Test func `says of a certificate that was believed what has become wrong with it`() async throws {
    let (root, other) = (try TestAuthority(), try TestAuthority("Other"))
    let trust = try Self.trust(root)
    let shown = try await trust.judge(root.issue(Self.seller).sent, for: .client, at: Self.now)
    #expect(try Self.trust(other, root).fault(of: shown, at: Self.now) == nil)
    #expect(try Self.trust(other).fault(of: shown, at: Self.now) == .otherAuthority)
    let later = shown.leaf.notAfter + .minutes(1)
    #expect(trust.fault(of: shown, at: later) == .expired(shown.leaf.notAfter))
  }

  /// Uses of a certificate (nil: it says none), and whether it is good for clients and for servers.
  @Test(
    arguments: [(nil, true, true), (.client, true, false), (.server, false, true), ([.client, .server], true, true)]
      as [(CertificateUse?, Bool, Bool)])
  func `takes a certificate for what it is for`(use: CertificateUse?, client: Bool, server: Bool) async throws {
    let root = try TestAuthority()
    let trust = try Self.trust(root)
    let sent = try root.issue(Self.seller.with { $0.use = use }).sent
    let wishes: [(CertificateUse, Bool)] = [
      (.client, client), (.server, server), ([.client, .server], client && server),
    ]
    for (wanted, isGood) in wishes {
      if isGood {
        _ = try await trust.judge(sent, for: wanted, at: Self.now)
      } else {
        await expect(.otherUse(wanted), trust, sent, for: wanted)
      }
    }
  }

  private func expect(
    _ fault: CertificateFault, _ trust: Trust, _ sent: [[UInt8]], for use: CertificateUse = .client,
    location: SourceLocation = #_sourceLocation
  ) async {
    do throws(CertificateFault) {
      let shown = try await trust.judge(sent, for: use, at: Self.now)
      Issue.record("believed: \(shown.identities)", sourceLocation: location)
    } catch {
      #expect(error == fault, sourceLocation: location)
    }
  }
}

@Suite struct `An expectation` {
  @Test(
    arguments: [
      (.manager, ["manager"], true), (.manager, ["seller/A"], false), (.manager, [], false),
      (.anySeller, ["distributor/A", "seller/B"], true), (.anySeller, ["distributor/A"], false),
      (.anyDistributor, ["distributor/A"], true), (.anyDistributor, ["manager", "auditor", "seller/A"], false),
    ] as [(ExpectedIdentity, [String], Bool)])
  func `is met by the names that it means`(_ expected: ExpectedIdentity, names: [String], isMet: Bool) {
    #expect(expected.isMet(by: names.compactMap { Identity($0) }) == isMet)
  }
}
