// Tables and their widths.
import Console
import Testing

@Test func `a table aligns texts to the left and numbers to the right, without blanks at the end`() {
  var table = TextTable(.text("code"), .number("posted"), .text("name"))
  table.add("ALICE", "1,234.50", "Alice Sommer")
  table.add("東京", "-3.00", "Zoë")
  table.add("B", "", "")
  #expect(
    table.description == """
      CODE     POSTED  NAME
      ALICE  1,234.50  Alice Sommer
      東京      -3.00  Zoë
      B             -  -

      """)
}

@Test func `missing cells are shown as nothing, and control characters do not reach the terminal`() {
  var table = TextTable(.text("a"), .text("b"))
  table.add("x\u{1B}[2Jy\n")
  #expect(table.description == "A        B\nx\u{FFFD}[2Jy\u{FFFD}  -\n")
}

@Test(arguments: [
  ("", 0), ("abc", 3), ("Köln", 4), ("Ko\u{308}ln", 4), ("東京", 4), ("한국", 4), ("１２", 4), ("🙂", 2), ("👨‍👩‍👧", 2),
  ("☎\u{FE0F}", 2), ("→ …", 3), ("\u{200B}", 0), ("ｱ", 1),
])
func `a text is as wide as a terminal shows it`(_ text: String, columns: Int) {
  #expect(text.columnCount == columns)
}

@Test func `a list of fields has its values below each other`() {
  var fields = FieldList()
  fields.add("name", "Alice")
  fields.add("telephone", "")
  fields.addUnlessEmpty("memo", "")
  #expect(fields.description == "  name       Alice\n  telephone  -\n")
}
