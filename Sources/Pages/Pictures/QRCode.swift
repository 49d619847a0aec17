/// A text as a QR code, drawn as SVG.
internal import CQREncode

/// A QR code.
public struct QRCode: Sendable {
  /// How many modules it has along each side.
  public let side: Int
  private let dark: [Bool]

  /// The code of a text; nil when it is too long for one, or empty.
  public init?(_ text: String) {
    // Version 0: the smallest that holds it. M mends what a thumb covers. 2: bytes as they are; 1: in upper and lower case.
    guard !text.isEmpty, let code = unsafe QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else { return nil }
    side = Int(unsafe code.pointee.width)
    // The lowest bit of each byte says whether the module is dark.
    dark = (0..<side * side).map { index in unsafe code.pointee.data[index] & 1 == 1 }
    unsafe QRcode_free(code)
  }

  /// The drawing, with the four modules of quiet around that readers need.
  ///
  /// - Parameters:
  ///   - label: what it is, for whoever does not see it.
  ///   - isLarge: it says so much that it is shown larger than others (class `large`).
  public func svg(label: String, isLarge: Bool = false) -> HTML {
    var path = ""
    for row in 0..<side {
      for column in 0..<side where dark[row * side + column] { path += "M\(column + 4) \(row + 4)h1v1h-1z" }
    }
    return """
      <svg class="qr\(HTML.when(isLarge, " large"))" role="img" aria-label="\(label)" viewBox="0 0 \(side + 8) \(side + 8)" shape-rendering="crispEdges">\
      <rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
      """
  }
}
