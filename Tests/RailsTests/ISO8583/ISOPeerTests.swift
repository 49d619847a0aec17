/// The same messages by two makes: what one writes, the other reads, and writes the same again.
import Foundation
import Testing

@testable import Rails

@Suite(.enabled(if: ISOPeer.isThere, Comment(rawValue: ISOPeer.skipped))) struct `another make of ISO 8583` {
  private struct Answer: Decodable {
    var mti: String?
    var fields: [String: String]?
    var built: String?
    var error: String?
  }

  /// Where both makes mean other characters: the peer has digits only, or letters and digits only.
  private static func isAlike(_ field: ISOField) -> Bool { ![28, 39, 41, 42, 43, 97, 98].contains(field.number) }

  /// One line of hexadecimal digits each; what the peer makes of it.
  private static func asked(_ messages: [[UInt8]]) throws -> [Answer] {
    let process = ISOPeer.script("ISO8583/peer.py", [])
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    let lines = messages.map { $0.hexadecimal + "\n" }.joined()
    // Both pipes are short: one side must not wait for the other.
    Thread.detachNewThread {
      try? input.fileHandleForWriting.write(contentsOf: Data(lines.utf8))
      try? input.fileHandleForWriting.close()
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
  }

  @Test func `reads ours as we mean them, and writes the same bytes`() throws {
    var random = ISORandom(seed: ISORandom.seed)
    let messages = try (0..<300).map { _ in
      var message = try ISOMessage.random(&random, of: Self.isAlike)
      // Cards whose first digits name a network have other forms there.
      if let card = message.fields[2] { try message.set(2, bytes: [0x39] + card.dropFirst()) }
      return message
    }
    let answers = try Self.asked(messages.map(\.bytes))
    try #require(answers.count == messages.count)
    for (round, (message, answer)) in zip(messages, answers).enumerated() {
      let place = "seed \(ISORandom.seed), round \(round): \(answer.error ?? "")"
      #expect(answer.mti == "\(message.type)", Comment(rawValue: place))
      #expect(answer.built == message.bytes.hexadecimal, Comment(rawValue: place))
      var fields: [String: String] = [:]
      for (number, bytes) in message.fields {
        let isBinary = ISOField[number]?.kind == .b
        fields["\(number)"] = isBinary ? bytes.hexadecimal.uppercased() : message.text(number)
      }
      #expect(answer.fields == fields, Comment(rawValue: place))
    }
  }

  @Test func `refuses what we refuse`() throws {
    let bytes = [UInt8](hexadecimal: `a message of ISO 8583`.authorisation)
    let broken = bytes.indices.dropFirst(4).map { Array(bytes[..<$0]) } + [bytes + [0x30]]
    for answer in try Self.asked(broken) { #expect(answer.error != nil) }
  }
}
