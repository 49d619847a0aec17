/// What `Protos/vouch.proto` says, read as text: the contract itself, not what was generated from it.
import Foundation

/// The methods and enumerations of the contract.
struct ProtoFile {
  struct Method: Hashable {
    let name: String
    let request: String
    let reply: String
  }

  /// In the order of the service.
  let methods: [Method]
  /// The values of each enumeration by name, the unspecified one left out.
  let enums: [String: [String: Int]]

  static let vouch: ProtoFile? = try? ProtoFile(
    path: (#filePath as NSString).deletingLastPathComponent + "/../../../Protos/vouch.proto")

  private init(path: String) throws {
    var methods: [Method] = []
    var enums: [String: [String: Int]] = [:]
    var current: String?
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      if let match = line.wholeMatch(of: /\s*rpc (\w+) \((\w+)\) returns \((\w+)\);/) {
        methods.append(Method(name: String(match.1), request: String(match.2), reply: String(match.3)))
      } else if let match = line.wholeMatch(of: /enum (\w+) \{/) {
        current = String(match.1)
      } else if line.hasPrefix("}") {
        current = nil
      } else if let name = current, let match = line.wholeMatch(of: /\s+(\w+) = (\d+);/), let number = Int(match.2) {
        enums[name, default: [:]][String(match.1)] = number
      }
    }
    self.methods = methods
    self.enums = enums
  }
}

extension String {
  /// `overCheckLimit` → `OVER_CHECK_LIMIT`.
  var shouted: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
  }
}
