/// An element of a message, with everything in it and the place where it stands.

/// A small tree: bounded in depth, count and bytes by whoever read it (see `XMLBounds`).
struct MessageElement: Sendable {
  /// Without its name space.
  let name: String
  let line: Int
  let column: Int
  let attributes: [String: String]
  /// The text directly in it, without white space around.
  var text = ""
  var children: [MessageElement] = []

  /// The first child of that name.
  subscript(_ name: String) -> MessageElement? { children.first { $0.name == name } }

  /// The first element at that path of names, separated by `/`.
  func at(_ path: String) -> MessageElement? {
    var element = self
    for name in path.split(separator: "/") {
      guard let next = element.children.first(where: { $0.name == name }) else { return nil }
      element = next
    }
    return element
  }

  /// All children of that name.
  func all(_ name: String) -> [MessageElement] { children.filter { $0.name == name } }

  /// A fault at this place.
  func fault(_ reason: String) -> ISO20022Fault { ISO20022Fault(line: line, column: column, reason) }

  /// The first element at that path. Throws where there is none.
  func required(_ path: String) throws(ISO20022Fault) -> MessageElement {
    guard let element = at(path) else {
      throw fault("\(name) has no \(path), which it must have; have the bank send it again, complete.")
    }
    return element
  }

  /// The text at that path; empty where there is none. Throws where it is longer than the schema allows.
  func text(_ path: String, atMost count: Int) throws(ISO20022Fault) -> String {
    guard let element = at(path) else { return "" }
    guard element.text.unicodeScalars.count <= count else {
      throw element.fault(
        "\(element.name) has more than \(count) characters; have the bank send it as the schema says.")
    }
    return element.text
  }

  /// The text at that path. Throws where there is none, or nothing in it.
  func requiredText(_ path: String, atMost count: Int) throws(ISO20022Fault) -> String {
    let element = try required(path)
    let text = try text(path, atMost: count)
    guard !text.isEmpty else { throw element.fault("\(element.name) is empty; have the bank send it again, complete.") }
    return text
  }
}
