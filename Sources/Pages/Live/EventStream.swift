/// What changes while somebody looks: server-sent events, each a piece of a page that takes the place of the one before.
internal import HTTPTypes
internal import Hummingbird
public import HummingbirdCore
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// The streams of one program, of which there is a bounded number.
public final class EventStreams: Sendable {
  /// How many look at once: each is asked for its piece twice a second.
  public static let maximum = 512
  /// How often a piece is made anew. It is sent only where it is another.
  static let pause = Duration.milliseconds(500)
  /// How many pauses a stream says nothing: then it says so, lest somebody between takes the connection for dead.
  static let silence = 30
  /// How many pauses a stream lasts, an hour: then the browser asks again.
  static let length = 7_200

  private let count = Atomic(0)

  public init() {}

  /// Sends `piece` at once, and again whenever it is another, until the reader goes, the program is told to stop, or there is
  /// nothing more to be told.
  ///
  /// - Parameter piece: what there is to see, and whether more will come; nil: nothing any more.
  /// - Throws: an `HTTPError` where too many look.
  public func response(_ piece: @escaping @Sendable () async throws -> (HTML, isLast: Bool)?) throws -> Response {
    guard count.add(1, ordering: .relaxed).newValue <= EventStreams.maximum else {
      count.subtract(1, ordering: .relaxed)
      throw HTTPError(.serviceUnavailable, message: "Too many look at this moment. Load the page again later.")
    }
    let place = Place(in: self)
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: .init { writer in
        try await EventStreams.write(piece, to: &writer)
        try await writer.finish(nil)
        _ = place
      })
  }

  private static func write(
    _ piece: () async throws -> (HTML, isLast: Bool)?, to writer: inout any ResponseBodyWriter
  ) async throws {
    var last: String?
    var quiet = 0
    for _ in 0..<length {
      guard let (html, isLast) = try await piece() else { break }
      if html.markup != last {
        last = html.markup
        quiet = 0
        try await writer.write(ByteBuffer(string: event(html.markup)))
      } else {
        quiet += 1
        if quiet.isMultiple(of: silence) { try await writer.write(ByteBuffer(string: ": here\n\n")) }
      }
      if isLast {
        // Else the browser would ask again, and again.
        try await writer.write(ByteBuffer(string: "event: end\ndata:\n\n"))
        break
      }
      guard !Task.isShuttingDownGracefully else { break }
      try await Task.sleep(for: pause)
    }
  }

  /// A line of an event begins with what it is.
  private static func event(_ markup: String) -> String {
    markup.split(separator: "\n", omittingEmptySubsequences: false).map { "data: \($0)\n" }.joined() + "\n"
  }

  /// A stream's place, given back when nobody has it any more, whether or not it was ever written to.
  private final class Place: Sendable {
    let streams: EventStreams
    init(in streams: EventStreams) { self.streams = streams }
    deinit { streams.count.subtract(1, ordering: .relaxed) }
  }
}
