/// What was agreed with the credit company: where its host is, who we are to it, how long things take.

/// The terms of one card rail.
public struct CardTerms: Hashable, Sendable {
  /// The host's name or address, and its TCP port.
  public var host: String
  public var port: Int
  /// Field 32: the acquiring institution, at most 11 digits.
  public var acquirer: String
  /// Field 41: our terminal, at most 8 letters and digits.
  public var terminal: String
  /// Field 42: our number as an acceptor of cards, at most 15 letters and digits.
  public var merchant: String
  /// Field 22: three digits; `010`: the number is keyed in, and no PIN can be.
  public var entryMode = "010"
  /// Field 25: two digits; `59`: ordered over a network.
  public var condition = "59"
  /// Whether a connection begins with a sign-on, 0800 with 001 in field 70.
  public var signsOn = true

  /// How long a connection, and each answer, may take. Issuers are given 10 to 30 seconds by the card networks.
  public var timeout = Duration.seconds(15)
  /// How long nothing may be heard before an echo is asked for; a firewall forgets connections in minutes.
  public var idle = Duration.seconds(60)
  /// How long a message that was not answered waits before it is repeated, the first time; twice as long each time after.
  public var firstPause = Duration.milliseconds(500)
  /// The longest of these pauses: short enough that a host which comes back hears soon.
  public var longestPause = Duration.seconds(60)
  /// How many orders are under way at the host at once: more would wait in its queue, and their time run out there.
  public var window = 32
  /// How often an owed message is sent while its order's caller waits; after that it is repeated in the background.
  public var promptTries = 2

  /// Terms with the usual times.
  public init(host: String, port: Int, acquirer: String, terminal: String, merchant: String) {
    self.host = host
    self.port = port
    self.acquirer = acquirer
    self.terminal = terminal
    self.merchant = merchant
  }

  /// Throws `CardError.terms` for what cannot be sent, or would never end.
  func check() throws(CardError) {
    for (name, number, text) in [
      ("acquirer", 32, acquirer), ("terminal", 41, terminal), ("merchant", 42, merchant), ("entryMode", 22, entryMode),
      ("condition", 25, condition),
    ] {
      guard !text.isEmpty else { throw .terms("its \(name) is empty") }
      var message = ISOMessage(.authorisation)
      do { try message.set(number, text) } catch { throw .terms("its \(name): \(error)") }
    }
    guard !host.isEmpty, (1...65_535).contains(port) else { throw .terms("it names no host and port") }
    guard timeout > .zero, idle > .zero, firstPause > .zero, longestPause >= firstPause else {
      throw .terms("a time of it is none, or its longest pause is shorter than its first")
    }
    guard (1...1024).contains(window), (1...16).contains(promptTries) else {
      throw .terms("its window is 1 to 1024 orders, and prompt tries are 1 to 16")
    }
  }
}
