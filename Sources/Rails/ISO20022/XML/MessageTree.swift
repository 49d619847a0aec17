/// A message read into a tree, within bounds.
internal import Foundation
internal import FoundationXML

/// The elements of one file.
struct MessageTree: Sendable {
  /// The name of the message, as its name space says: `camt.053.001.08`.
  let message: String
  /// What is within `Document`: the message's own element.
  let body: MessageElement

  /// What every name space of ISO 20022 begins with.
  static let spacePrefix = "urn:iso:std:iso:20022:tech:xsd:"

  /// Reads a file.
  init(_ bytes: [UInt8]) throws(ISO20022Fault) {
    try XMLGate.check(bytes)
    let parser = XMLParser(data: Data(bytes))
    parser.shouldProcessNamespaces = true
    parser.shouldReportNamespacePrefixes = true
    parser.shouldResolveExternalEntities = false
    let builder = TreeBuilder()
    parser.delegate = builder
    let isWhole = parser.parse()
    if let fault = builder.fault { throw fault }
    guard isWhole, let root = builder.root else {
      throw ISO20022Fault(
        line: parser.lineNumber, column: parser.columnNumber,
        "this is no well-formed XML; the file is damaged or cut off: have the bank send it again.")
    }
    guard root.name == "Document", builder.space.hasPrefix(MessageTree.spacePrefix) else {
      throw root.fault(
        "the file begins with '\(root.name.prefix(40))' and not with a Document of ISO 20022; "
          + "is it another kind of file?"
      )
    }
    guard let body = root.children.first, root.children.count == 1 else {
      throw root.fault("Document has \(root.children.count) messages in it and should have one; send them apart.")
    }
    message = String(builder.space.dropFirst(MessageTree.spacePrefix.count))
    self.body = body
  }
}

/// What the parser calls. It stops the parser at the first thing that is past a bound.
private final class TreeBuilder: NSObject, XMLParserDelegate {
  var root: MessageElement?
  var space = ""
  var fault: ISO20022Fault?
  private var open: [MessageElement] = []
  private var texts: [String] = []
  private var count = 0
  /// How many elements of other name spaces are open: what banks add of their own is passed over.
  private var foreign = 0
  /// How many name spaces are declared where the parser is.
  private var spaces = 0

  private func stop(_ parser: XMLParser, _ reason: String) {
    if fault == nil { fault = ISO20022Fault(line: parser.lineNumber, column: parser.columnNumber, reason) }
    parser.abortParsing()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    guard fault == nil else { return }
    count += 1
    guard count <= XMLBounds.elements else {
      return stop(parser, "the file has more than \(XMLBounds.elements) elements; ask the bank for smaller ones.")
    }
    guard open.count + foreign < XMLBounds.depth else {
      return stop(
        parser, "elements lie more than \(XMLBounds.depth) deep in one another; this is no message of ISO 20022.")
    }
    guard attributes.count <= XMLBounds.attributes else {
      return stop(
        parser, "an element has more than \(XMLBounds.attributes) attributes; this is no message of ISO 20022.")
    }
    if open.isEmpty { space = namespaceURI ?? "" }
    guard foreign == 0, namespaceURI ?? "" == space else {
      foreign += 1
      return
    }
    open.append(
      MessageElement(name: name, line: parser.lineNumber, column: parser.columnNumber, attributes: attributes))
    texts.append("")
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard fault == nil else { return }
    guard foreign == 0 else {
      foreign -= 1
      return
    }
    guard var element = open.popLast(), let text = texts.popLast() else { return }
    element.text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  func parser(_ parser: XMLParser, didStartMappingPrefix prefix: String, toURI uri: String) {
    spaces += 1
    guard spaces > XMLBounds.spaces else { return }
    stop(parser, "more than \(XMLBounds.spaces) name spaces are declared at once; this is no message of ISO 20022.")
  }

  func parser(_ parser: XMLParser, didEndMappingPrefix prefix: String) { spaces -= 1 }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if fault == nil, foreign == 0, !texts.isEmpty { texts[texts.count - 1] += string }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    self.parser(parser, foundCharacters: String(decoding: block, as: UTF8.self))
  }

  // The gate lets no declaration through; should one come all the same, nothing of it is used.
  func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) {
    stop(parser, "the file declares an entity; do not trust it.")
  }
}
