/// Feeds one surface of Vouch with inputs that libFuzzer makes, or with those that are named.
internal import CLibFuzzer
internal import Glibc
internal import Surfaces

/// `fuzz SURFACE [ARGUMENT …]`, where the arguments are libFuzzer's; `fuzz list` names the surfaces.
@main
enum Fuzz {
  /// What is fed. Set once, before there is an input.
  nonisolated(unsafe) private static var surface = Surface.frames

  static func main() {
    guard CommandLine.arguments.count > 1 else { fail("fuzz SURFACE [ARGUMENT …]") }
    if CommandLine.arguments[1] == "list" {
      for surface in Surface.allCases { print("\(surface.rawValue)\t\(surface.longestInput)\t\(surface.summary)") }
      return
    }
    guard let named = Surface(rawValue: CommandLine.arguments[1]) else {
      fail("there is no surface '\(CommandLine.arguments[1])'; fuzz list names them")
    }
    unsafe surface = named
    // libFuzzer starts itself again to merge, by a line that begins with its own name: the surface is part of that.
    let words = ["\(CommandLine.arguments[0]) \(named.rawValue)"] + CommandLine.arguments.dropFirst(2)
    var pointers = unsafe words.map { unsafe strdup($0) }
    var count = CInt(words.count)
    unsafe pointers.append(nil)
    let arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: words.count + 1)
    unsafe arguments.initialize(from: pointers, count: words.count + 1)
    var start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe arguments
    exit(
      unsafe LLVMFuzzerRunDriver(&count, &start) { bytes, count in
        unsafe Fuzz.take(UnsafeBufferPointer(start: bytes, count: count))
        return 0
      })
  }

  private static func take(_ input: UnsafeBufferPointer<UInt8>) {
    // Copied, so that whoever reads past the end is seen.
    do { try unsafe surface.take(Array(input)) } catch { unsafe fail("\(surface.rawValue): \(error)", isFinding: true) }
  }

  private static func fail(_ words: String, isFinding: Bool = false) -> Never {
    let line = Array("\(isFinding ? "FINDING: " : "")\(words)\n".utf8)
    _ = unsafe write(STDERR_FILENO, line, line.count)
    // libFuzzer keeps the input of whoever is aborted.
    if isFinding { abort() }
    exit(64)
  }
}
