/// What every request to any service has: its method, its bytes, and how its answer is read.
public protocol RemoteCall: Sendable {
  /// What comes back.
  associatedtype Answer: Sendable
  /// The methods of the service, by their position in it: a call of one service cannot be sent to another.
  associatedtype Service: RawRepresentable<UInt32>, Sendable
  /// The method it goes by.
  var method: Service { get }
  /// The request as a protobuf message.
  func encodeRequest() -> [UInt8]
  /// Reads a reply.
  static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Answer
}
