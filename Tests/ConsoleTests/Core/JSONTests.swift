// JSON as it is written.
import Console
import Testing

@Test(
  arguments: [
    (JSON.null, "null"),
    (true, "true"),
    (.integer(.min), "-9223372036854775808"),
    (.unsigned(.max), "18446744073709551615"),
    ("", #""""#),
    (#"a "quoted" \ text"#, #""a \"quoted\" \\ text""#),
    ("line\nend\r\ttab", #""line\nend\r\ttab""#),
    ("\u{0}\u{1B}[31m\u{7F}\u{9B}", #""\u0000\u001b[31m\u007f\u009b""#),
    ("Köln 🙂 東京", #""Köln 🙂 東京""#),
    ("\u{2028}\u{2029}", #""\u2028\u2029""#),
    ([], "[]"),
    ([:], "{}"),
    ([1, [2], [:]], "[1,[2],{}]"),
    (["zebra": 1, "apple": nil], #"{"zebra":1,"apple":null}"#),
  ] as [(JSON, String)])
func `a value is written on one line`(_ value: JSON, text: String) {
  #expect(value.description == text)
}

@Test func `a value is written over several lines`() {
  let value: JSON = ["code": "ALICE", "none": [], "lines": [1, ["sum": -5]]]
  #expect(
    value.indented == """
      {
        "code": "ALICE",
        "none": [],
        "lines": [
          1,
          {
            "sum": -5
          }
        ]
      }
      """)
}

@Test func `members of two objects are put together in order`() {
  let value: JSON = ["b": 1]
  #expect(value.merging(["a": 2]).description == #"{"b":1,"a":2}"#)
  #expect(value["b"] == 1)
  #expect(value["c"] == nil)
}
