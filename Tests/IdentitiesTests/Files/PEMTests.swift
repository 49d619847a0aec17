/// PEM: what is taken, what is left out, and what is refused.
import Foundation
import Testing

@testable import Identities

@Suite struct `A file of PEM` {
  static let der: [UInt8] = Array(0..<100)
  static let text = PEM.text(der, .certificate)
  static let lines = text.split(separator: "\n").map(String.init)

  /// Files that hold the document, and how often.
  static let taken: [(file: String, count: Int)] = [
    (text, 1), (text + text, 2), ("A certificate of ÄÖ:\n" + text + "and no more", 1), (String(text.dropLast()), 1),
    (text.replacing("\n", with: "\r\n"), 1), ("\n\n" + text + "\n" + text, 2),
    ("-----END CERTIFICATE-----\n" + text, 1),
  ]

  @Test(arguments: taken)
  func `gives its documents and leaves out what is around them`(file: (file: String, count: Int)) throws {
    let documents = try PEM.documents(Array(file.file.utf8), .certificate, bound: 2)
    #expect(documents == [[UInt8]](repeating: Self.der, count: file.count))
  }

  /// Files that do not hold one or two of them, and what is said.
  static let refused: [(file: String, says: String)] = [
    ("", "no line"), ("-----BEGIN CERTIFICATE----\n", "cut or changed"), ("BEGIN CERTIFICATE", "no line"),
    (text + text + text, "more than 2"), (text + "-----BEGIN CERTIFICATE-----", "cut or changed"),
    (" " + text, "cut or changed"), (text.replacing("CERTIFICATE", with: "TROUBLE"), "something else"),
    (text.replacing("END CERTIFICATE", with: "END CERTIFICATES"), "cut or changed"),
    (text.replacing("-----END", with: "----END"), "cut or changed"), (lines[0] + "\n" + lines[3], "cut or changed"),
    ([lines[0], lines[1] + lines[2], lines[3]].joined(separator: "\n"), "cut or changed"),
    ([lines[0], lines[2], lines[1], lines[3]].joined(separator: "\n"), "cut or changed"),
    ([lines[0], lines[1], "", lines[2], lines[3]].joined(separator: "\n"), "cut or changed"),
    ([lines[0], lines[1], lines[2] + " ", lines[3]].joined(separator: "\n"), "cut or changed"),
    (text.replacing("A", with: "*"), "cut or changed"),
    (text.replacing("CERTIFICATE", with: "PRIVATE KEY"), "keep that to yourself"),
  ]

  @Test(arguments: refused)
  func `that is anything else is refused`(file: (file: String, says: String)) {
    let fault = #expect(throws: Malformed.self) {
      try PEM.documents(Array(file.file.utf8), .certificate, bound: 2)
    }
    #expect(fault?.reason.contains(file.says) == true, "\(String(describing: fault)): \(file.file)")
  }

  @Test(arguments: [1, 47, 48, 49, 96, 1000])
  func `is written in lines of 64`(count: Int) throws {
    let der = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let text = PEM.text(der, .revocations)
    #expect(text.hasPrefix("-----BEGIN X509 CRL-----\n") && text.hasSuffix("\n-----END X509 CRL-----\n"))
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= 64 })
    #expect(try PEM.documents(Array(text.utf8), .revocations, bound: 1) == [der])
  }
}
