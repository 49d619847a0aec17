/// Files that are no messages, and files that are made to hurt: refused with a line, before anything grows.
import Testing

@testable import Rails

/// What is wrong with a file; nil where nothing is.
func fault(of bytes: [UInt8]) -> ISO20022Fault? {
  do throws(ISO20022Fault) {
    _ = try BankMessage(bytes)
    return nil
  } catch {
    return error
  }
}

private let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
private let space = "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\""

@Suite struct `a file of a bank` {
  @Test(
    arguments: [
      ("", 1, "empty"), ("once upon a time", 1, "no well-formed XML"), ("\n\n<Document", 3, "cut off"),
      ("<Document \(space)>\n<BkToCstmrStmt>\n</Document>", 3, "damaged"),
      ("<html><body/></html>", 1, "begins with 'html'"), ("<Document/>", 1, "begins with 'Document'"),
      ("<Document xmlns=\"urn:x\"><a/></Document>", 1, "another kind of file"),
      ("<Document \(space)></Document>", 1, "has 0 messages"),
      ("<Document \(space)><a/><b/></Document>", 1, "has 2 messages"),
      ("<Document \(space)>\n<BkToCstmrDbtCdtNtfctn/></Document>", 2, "not what it says"),
      ("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.029.001.09\"><a/></Document>", 1, "'camt.029.001.09'"),
      (
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.15\"><a/></Document>", 1,
        "version that is not read"
      ),
      (
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.01\"><a/></Document>", 1,
        "version that is not read"
      ),
      (head + head + "<Document \(space)/>", 3, "no well-formed XML"),
      ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", 1, "'ISO-8859-1'"),
      ("<?xml version='1.0' encoding = 'utf-16'?><a/>", 1, "'utf-16'"),
      ("<?xml version=\"1.0\"", 1, "does not end"),
      ("<Document \(space)>\n&nbsp;</Document>", 2, "no well-formed XML"),
      ("<Document \(space)>\u{0}</Document>", 1, "no well-formed XML"),
    ] as [(String, Int, String)])
  func `that is no message is refused with its line`(text: String, line: Int, word: String) {
    let fault = fault(of: text.bytes)
    #expect(fault?.line == line, "\(String(describing: fault))")
    #expect(fault?.reason.contains(word) == true, "\(String(describing: fault))")
  }

  @Test(
    arguments: [
      "<!DOCTYPE a [<!ENTITY b \"boom\">]>", "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\">",
      "<!DOCTYPE a [<!ENTITY % b SYSTEM \"http://127.0.0.1/\"> %b;]>", "<!doctype html>", "<! DOCTYPE a>",
      "<!ELEMENT a>",
      "<!-- --><!DOCTYPE a>", "<?x <!-- ?><!DOCTYPE a><!-- -->",
    ])
  func `that declares anything is refused before the parser sees it`(declaration: String) {
    let fault = fault(of: (head + "\n" + declaration + "\n<Document \(space)>&b;</Document>").bytes)
    #expect(fault?.line == 3, "\(String(describing: fault))")
    #expect(fault?.reason.contains("declares") == true, "\(String(describing: fault))")
  }

  /// The parser would not live to say anything.
  @Test(arguments: ["<?x?>", "<?xml-stylesheet?>", "<?x y?><?z?>", "<!-- --><?x?>"])
  func `that instructs a program without a word is refused before the parser sees it`(instruction: String) {
    for text in [
      head + "\n" + instruction + "\n<Document \(space)/>", head + "\n<Document \(space)>\(instruction)</Document>",
    ] {
      let fault = fault(of: text.bytes)
      #expect(fault?.line == 3, "\(String(describing: fault))")
      #expect(fault?.reason.contains("without a word") == true, "\(String(describing: fault))")
    }
  }

  @Test func `that instructs a program is read by those it is not for`() throws {
    let text = SampleStatement.camt053()
    #expect(try BankMessage(text.with("<Document", "<?x y?><Document").bytes) == BankMessage(text.bytes))
  }

  @Test func `with a billion laughs is refused, and nobody laughs`() {
    var bomb = head + "<!DOCTYPE lolz [\n<!ENTITY lol0 \"lol\">\n"
    for level in 1...9 {
      bomb += "<!ENTITY lol\(level) \"\(String(repeating: "&lol\(level - 1);", count: 10))\">\n"
    }
    #expect(fault(of: (bomb + "]>\n<Document \(space)>&lol9;</Document>").bytes)?.line == 2)
  }

  @Test func `that is too large, too deep, too many or too wide is refused`() {
    func words(_ text: String) -> String { fault(of: text.bytes)?.reason ?? "" }
    #expect(words(String(repeating: " ", count: XMLBounds.bytes + 1)).contains("bytes and at most"))
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(words("<Document \(space)>\(deep)").contains("deep in one another"))
    let other = String(repeating: "<a xmlns=\"urn:x\">", count: 100_000)
    #expect(words("<Document \(space)>\(other)").contains("deep in one another"), "what is not ours counts too")
    let many = String(repeating: "<a/>", count: XMLBounds.elements + 1)
    #expect(words("<Document \(space)>\(many)</Document>").contains("elements"))
    let wide = (0...XMLBounds.attributes).map { "a\($0)=\"\"" }.joined(separator: " ")
    #expect(words("<Document \(space)><a \(wide)/></Document>").contains("attributes"))
    let attributes = (0..<1_000_000).map { "a\($0)=''" }.joined(separator: " ")
    #expect(words("<Document \(space)><a b='>' \(attributes)/></Document>").contains("without an element"))
    let spaces = (0...XMLBounds.spaces).map { "xmlns:a\($0)='x'" }.joined(separator: " ")
    #expect(words("<Document \(space)><a \(spaces)/></Document>").contains("name spaces"))
    let one = "<x:a xmlns:x='x'/>"
    let fair = SampleStatement.camt053().with(
      "</Stmt>", String(repeating: one, count: 2 * XMLBounds.spaces) + "</Stmt>")
    #expect(fault(of: fair.bytes) == nil, "one after another are few at once")
  }

  @Test(
    arguments: [[0xFE, 0xFF, 0, 0x3C], [0xFF, 0xFE, 0x3C, 0], [0, 0, 0, 0x3C], [0x3C, 0, 0x3F, 0]] as [[UInt8]])
  func `of another encoding is refused`(bytes: [UInt8]) {
    #expect(fault(of: bytes)?.reason.contains("no UTF-8") == true)
  }

  @Test func `with a byte that is no UTF-8 is refused at its line`() {
    let spoilt = "<Document \(space)>\n<BkToCstmrStmt>\n".bytes + [0xE9] + "\n</BkToCstmrStmt></Document>".bytes
    #expect(
      fault(of: spoilt) == ISO20022Fault(line: 3, "this line is no UTF-8; ask the bank for UTF-8, or convert the file.")
    )
  }

  @Test func `may have a mark in front, comments, CDATA, a prefix, and what its bank adds`() throws {
    let plain = SampleStatement.camt053()
    let adorned =
      plain
      .with("<Id>S1</Id>", "<!-- a comment --><Id><![CDATA[S1]]></Id>")
      .with("</Stmt>", "<x:Bank xmlns:x=\"urn:bank\"><x:Ntry>its own</x:Ntry></x:Bank></Stmt>")
    let whole = try BankMessage(plain.bytes)
    guard case .statements(let statements) = try BankMessage([0xEF, 0xBB, 0xBF] + adorned.bytes) else { throw Wrong() }
    guard case .statements(let expected) = whole else { throw Wrong() }
    #expect(statements.map(\.id) == ["S1"] && statements.map(\.entries.count) == expected.map(\.entries.count))
    var prefixed = plain.replacing("xmlns=", with: "xmlns:p=")
    prefixed = prefixed.replacing("</", with: "<\u{1}").replacing("<", with: "<p:").replacing("<p:\u{1}", with: "</p:")
    prefixed = prefixed.replacing("<p:?", with: "<?")
    #expect(try BankMessage(prefixed.bytes) == whole)
  }
}

struct Wrong: Error {}

@Suite struct `a damaged statement` {
  private static let text = SampleStatement.camt053().replacing("\n ", with: "\n")
  private static let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count

  /// Either it is still a statement, or there is a fault at one of its lines.
  private func check(_ bytes: [UInt8], _ what: String) {
    guard let fault = fault(of: bytes) else { return }
    #expect((1...Self.lines + 1).contains(fault.line) && !fault.reason.isEmpty, "\(what): \(fault)")
  }

  @Test(arguments: 0..<8)
  func `with any bit changed is a statement or a fault with its line`(bit: Int) {
    let bytes = Self.text.bytes
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1 << UInt8(bit)
      check(changed, "byte \(place)")
    }
  }

  @Test func `cut anywhere is a fault`() {
    let bytes = Self.text.bytes
    let last = Self.text.utf8.count - "\n".utf8.count
    for count in 0..<last {
      #expect(fault(of: Array(bytes.prefix(count))) != nil, "\(count) bytes")
      check(Array(bytes.prefix(count)), "\(count) bytes")
    }
  }

  @Test func `with any line left out or doubled is a statement or a fault with its line`() {
    let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices {
      var changed = lines
      changed.remove(at: index)
      check(changed.joined(separator: "\n").bytes, "without line \(index + 1)")
      changed.insert(lines[index], at: index)
      changed.insert(lines[index], at: index)
      check(changed.joined(separator: "\n").bytes, "line \(index + 1) twice")
    }
  }
}
