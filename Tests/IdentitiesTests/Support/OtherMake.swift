/// An authority and a party of another make, by openssl: what is read here must not be only what is written here.
import Foundation
import Identities
import VouchTesting

/// A directory in which openssl made an authority and a party's identity.
struct OtherMake {
  /// Holds `authority.pem`, `certificate.pem`, `key.pem`, `revoked.pem`, and beside them the authority's key.
  let path: String

  /// The number that openssl was told to give the party.
  static let serial: [UInt8] = [0x11, 0x22, 0x33]

  /// Makes one, and removes it after `body`.
  static func withParty(
    _ name: String = "vouch://seller/SHOP-7", newKey: String = "ec -pkeyopt ec_paramgen_curve:P-256",
    _ body: (OtherMake) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { path in
      let party = OtherMake(path: path)
      try await party.shell(
        """
        cat > openssl.cnf <<END
        [req]
        distinguished_name = name
        [name]
        [authority]
        basicConstraints = critical, CA:true, pathlen:0
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        [party]
        authorityKeyIdentifier = keyid
        subjectAltName = URI:\(name), URI:https://elsewhere.example/, DNS:shop.example, IP:127.0.0.1, IP:::1
        [ca]
        default_ca = this
        [this]
        database = index.txt
        certificate = authority.pem
        private_key = authority.key
        crlnumber = number.txt
        default_md = sha256
        default_crl_days = 30
        crl_extensions = list
        [list]
        authorityKeyIdentifier = keyid
        END
        touch index.txt; echo 07 > number.txt
        openssl genpkey -algorithm \(newKey) -out authority.key 2>/dev/null
        openssl req -config openssl.cnf -new -x509 -key authority.key -subj "/CN=Other make" -days 30 \\
          -extensions authority -out authority.pem
        openssl genpkey -algorithm \(newKey) -out key.pem 2>/dev/null; chmod 600 key.pem
        openssl req -config openssl.cnf -new -key key.pem -subj "/CN=Party" -out request.pem
        openssl x509 -req -in request.pem -CA authority.pem -CAkey authority.key -set_serial 0x112233 -days 20 \\
          -extfile openssl.cnf -extensions party -out certificate.pem 2>/dev/null
        openssl ca -config openssl.cnf -gencrl -out revoked.pem 2>/dev/null
        """)
      try await body(party)
    }
  }

  /// Takes the party's certificate back.
  func revoke(reason: String = "keyCompromise") async throws {
    try await shell(
      """
      openssl ca -config openssl.cnf -revoke certificate.pem -crl_reason \(reason) 2>/dev/null
      openssl ca -config openssl.cnf -gencrl -out revoked.pem 2>/dev/null
      """)
  }

  /// Runs a script in the directory; it must succeed.
  @discardableResult
  func shell(_ script: String) async throws -> String {
    try await Program("sh").run(["-euc", "cd \(path)\n\(script)"]).expecting(0).output
  }

  /// A file of the directory.
  func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  /// Writes a file of the directory.
  func write(_ text: String, _ name: String) throws {
    // In place, so that its permissions stay.
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(path)/\(name)"))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }
}
