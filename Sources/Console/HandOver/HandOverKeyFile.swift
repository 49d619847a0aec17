/// A carrier's hand-over key, as its program makes and shows it.
internal import Seals

/// A key: its secret half for the file, its public half for everybody.
public struct HandOverKeyFile: Sendable {
  private let key: SigningKey

  /// A new key, of the system's randomness.
  public static var fresh: HandOverKeyFile { HandOverKeyFile(key: SigningKey()) }

  private init(key: SigningKey) { self.key = key }

  /// The key of a file.
  public init(reading path: String) throws(Failure) { key = try SealFile.signingKey(path) }

  /// What the file has: whoever reads it can sign.
  public var secret: String { key.armoured }

  /// Shows the public half: to people the digits alone, which is what a file of public keys has.
  public func show(as output: OutputFormat) throws(Failure) {
    let text = key.verifyingKey.text
    switch output {
    case .table: try Terminal.write("\(text)\n")
    case .json:
      let json: JSON = ["public_key": .text(text), "key": .text(key.id.description)]
      try Terminal.write(json.indented + "\n")
    }
  }
}
