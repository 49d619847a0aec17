// Comma-separated values, odd ones too.
import Console
import Testing

private func parse(_ bytes: some Collection<UInt8>, chunk: Int) -> [CSVParser.Record] {
  var parser = CSVParser()
  var records: [CSVParser.Record] = []
  var rest = bytes[...]
  while !rest.isEmpty {
    parser.push(rest.prefix(chunk)) { records.append($0) }
    rest = rest.dropFirst(chunk)
  }
  parser.finish { records.append($0) }
  return records
}

private func good(_ line: Int, _ fields: String...) -> CSVParser.Record {
  CSVParser.Record(line: line, content: .success(fields))
}

private func bad(_ line: Int, _ fault: CSVParser.Fault) -> CSVParser.Record {
  CSVParser.Record(line: line, content: .failure(fault))
}

private let odd: [(String, [CSVParser.Record])] = [
  ("", []),
  ("\n\r\n\r\n", []),
  ("a,b", [good(1, "a", "b")]),
  ("a,b\n", [good(1, "a", "b")]),
  ("a\r\nb\rc\n", [good(1, "a"), good(2, "b"), good(3, "c")]),
  ("\u{FEFF}a,b\n", [good(1, "a", "b")]),
  ("a\n\n\nb\n", [good(1, "a"), good(4, "b")]),
  (",\n", [good(1, "", "")]),
  ("a,\n", [good(1, "a", "")]),
  ("a,", [good(1, "a", "")]),
  ("\"\"\n", [good(1, "")]),
  ("\"a,b\",c\n", [good(1, "a,b", "c")]),
  ("\"say \"\"hi\"\"\",\"\"\"\"\n", [good(1, "say \"hi\"", "\"")]),
  ("\"two\nlines\",x\ny\n", [good(1, "two\nlines", "x"), good(3, "y")]),
  ("\"two\r\nlines\"\r\ny\r\n", [good(1, "two\r\nlines"), good(3, "y")]),
  (" a , b \n", [good(1, " a ", " b ")]),
  ("Köln,東京\n", [good(1, "Köln", "東京")]),
  ("a\"b,c\nd\n", [bad(1, .strayQuote), good(2, "d")]),
  ("\"a\"b,c\nd\n", [bad(1, .textAfterQuote), good(2, "d")]),
  ("\"a\" ,c\r\nd\n", [bad(1, .textAfterQuote), good(2, "d")]),
  ("a\n\"b,c\nd\n", [good(1, "a"), bad(2, .unclosedQuote)]),
  ("\"", [bad(1, .unclosedQuote)]),
  ("a\"", [bad(1, .strayQuote)]),
]

@Test(arguments: odd)
func `odd files are read, however they are cut into pieces`(_ text: String, records: [CSVParser.Record]) {
  for chunk in [1, 2, 3, 1000] { #expect(parse(Array(text.utf8), chunk: chunk) == records, "pieces of \(chunk)") }
}

@Test(arguments: [[0xFF], [0xC3, 0x2C], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0x41]] as [[UInt8]])
func `what is no UTF-8 is a fault of its record alone`(_ bytes: [UInt8]) {
  let records = parse(bytes + Array("\nb\n".utf8), chunk: 1)
  #expect(records == [bad(1, .invalidUTF8), good(2, "b")])
}

@Test func `a record too long is a fault, and reading goes on at the next line`() {
  let long = String(repeating: "x", count: CSVParser.recordBytes + 1)
  #expect(parse(Array("a\n\(long)\nb\n".utf8), chunk: 4096) == [good(1, "a"), bad(2, .tooLong), good(3, "b")])
  #expect(parse(Array("\"\(long)\nb\n".utf8), chunk: 4096) == [bad(1, .tooLong), good(2, "b")])
}

@Test(arguments: [["a", "b"], ["a,b", "c\"d\""], ["two\nlines", "\r"], [" x ", ""]])
func `what is written is read again`(_ fields: [String]) {
  #expect(parse(Array(CSV.line(fields).utf8), chunk: 7) == [CSVParser.Record(line: 1, content: .success(fields))])
}

@Test(arguments: [
  ["a", "b"], ["", ""], ["a,b", "c"], ["\"", "\"\"", "say \"hi\""], ["\"\u{301}", "a\u{301}\"\u{301}b,"],
  ["two\r\nlines", "\r"],
  [" a ", "=1+1"], ["\u{1F468}\u{200D}\u{1F469}\"\u{200D}", "\u{FEFF}"],
])
func `what is written is read as it was`(_ fields: [String]) {
  let records = parse(Array(CSV.line(fields).utf8), chunk: 1)
  guard case .success(let read)? = records.first?.content, records.count == 1 else {
    Issue.record("\(records)")
    return
  }
  // By their bytes: two texts that look the same are equal to Swift.
  #expect(read.map { Array($0.utf8) } == fields.map { Array($0.utf8) })
}
