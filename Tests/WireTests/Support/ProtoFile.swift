/// What the files of `Protos` say, read as text: the contract itself, not what was generated from it.
import Foundation
import Testing

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

  private static let vouchFile = Result { try ProtoFile("vouch") }
  private static let orderFile = Result { try ProtoFile("order") }
  private static let sellingFile = Result { try ProtoFile("selling") }
  private static let distributionFile = Result { try ProtoFile("distribution") }
  private static let terminalFile = Result { try ProtoFile("terminal") }

  static var vouch: ProtoFile { get throws { try vouchFile.get() } }
  static var order: ProtoFile { get throws { try orderFile.get() } }
  static var selling: ProtoFile { get throws { try sellingFile.get() } }
  static var distribution: ProtoFile { get throws { try distributionFile.get() } }
  static var terminal: ProtoFile { get throws { try terminalFile.get() } }

  /// Reads `Protos/<name>.proto`: once for all tests, since it takes a while.
  private init(_ name: String) throws {
    let path = (#filePath as NSString).deletingLastPathComponent + "/../../../Protos/\(name).proto"
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

extension ProtoFile {
  /// The service's methods are the enumeration's cases, in its order.
  func expectMethods<Method: CaseIterable & RawRepresentable<UInt32>>(of type: Method.Type) {
    let names = methods.map { $0.name.prefix(1).lowercased() + $0.name.dropFirst() }
    #expect(names == type.allCases.map { "\($0)" })
    #expect(type.allCases.map(\.rawValue) == Array(0..<UInt32(methods.count)))
  }

  /// The values of an enumeration are ours, by name and number.
  /// - Parameter offset: what the contract's numbers are more than ours, where ours begin at 0.
  func expect<Value: CaseIterable & RawRepresentable<UInt8>>(
    _ type: Value.Type, _ name: String, _ prefix: String, offset: Int = 0
  ) {
    let ours = type.allCases.map { ("\(prefix)_\("\($0)".shouted)", Int($0.rawValue) + offset) }
    #expect(enums[name]?.filter { $0.value != 0 } == Dictionary(uniqueKeysWithValues: ours), "\(name)")
  }
}

extension String {
  /// `overCheckLimit` → `OVER_CHECK_LIMIT`.
  var shouted: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
  }
}
