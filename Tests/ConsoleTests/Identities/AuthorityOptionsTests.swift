/// `vouch ca` on the command line: which authority is meant, and how identities, hosts and numbers are read.
import ArgumentParser
import Console
import Identities
import Ledger
import Testing

@Suite struct `The authority that is meant` {
  /// The argument, the option, the environment, and the directory.
  static let places: [(given: String?, option: String?, environment: [String: String], path: String?)] = [
    ("a/", "b", ["VOUCH_AUTHORITY": "c", "HOME": "/h"], "a"),
    (nil, "b//", ["VOUCH_AUTHORITY": "c", "HOME": "/h"], "b"),
    (nil, nil, ["VOUCH_AUTHORITY": "c/", "HOME": "/h"], "c"),
    (nil, nil, ["VOUCH_AUTHORITY": "", "HOME": "/h"], "/h/.vouch-authority"),
    (nil, nil, [:], nil), (nil, "", ["HOME": "/h"], nil), ("/", nil, [:], "/"),
  ]

  @Test(arguments: places)
  func `is the one named, else the environment's, else the user's`(
    place: (given: String?, option: String?, environment: [String: String], path: String?)
  ) throws {
    var options = AuthorityOptions()
    options.authority = place.option
    options.output = .table
    if let path = place.path {
      #expect(try options.path(place.given, environment: place.environment) == path)
    } else {
      #expect(throws: Failure.self) { try options.path(place.given, environment: place.environment) }
    }
  }
}

@Suite struct `An authority's words` {
  @Test func `are read in their forms`() throws {
    #expect(try Read.identity("vouch://seller/SHOP-7") == .seller(try #require(SellerID("SHOP-7"))))
    #expect(try Read.host("::1").description == "::1")
    #expect(try Read.certificateDays("398") == 398)
    #expect(try Read.authorityYears("10") == CertificateAuthority.usualLifetime)
    #expect(try Read.reason("Key-Compromise") == .keyCompromise)
    #expect(try Read.revocationTarget("4F:2A:91") == .serial("4f2a91"))
  }

  @Test func `are refused with the forms there are`() {
    let forms: [(read: () throws -> Void, says: String)] = [
      ({ _ = try Read.identity("shop") }, "rail/book|bank|card|post"),
      ({ _ = try Read.identity("operator") }, "enrol+fund"),
      ({ _ = try Read.host("shop:443") }, "without a port"), ({ _ = try Read.certificateDays("1.5") }, "1 to 398"),
      ({ _ = try Read.authorityYears("11") }, "1 to 10"), ({ _ = try Read.reason("removed") }, "privilege-withdrawn"),
      ({ _ = try Read.revocationTarget("xyz") }, "at least 4"),
    ]
    for form in forms {
      let error = #expect(throws: ValidationError.self) { try form.read() }
      #expect(error?.message.contains(form.says) == true, "\(String(describing: error?.message))")
    }
  }

  @Test(arguments: [
    (AuthorityError.unknownIdentity(.manager), 1 as Int32), (.exists(path: "a"), 73), (.noAuthority(path: "a"), 66),
    (.busy(path: "a"), 75), (.files(.openToOthers(path: "k", mode: 0o644)), 65), (.files(.missing(path: "a")), 66),
    (.files(.notWritable(path: "a", reason: "it is full")), 74), (.noKey(directory: "a"), 1),
  ])
  func `end a program with the code that says what happened`(error: AuthorityError, code: Int32) {
    let failure = Failure(error)
    #expect(failure.status == ExitCode(code))
    #expect(failure.sentence?.isEmpty == false)
    #expect((failure.json?["outcome"] == "refused") == (code == 1))
  }
}
