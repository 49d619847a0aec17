/// Any number of items, asked in as few batches as they fit in.
internal import NIOCore
public import Wire

extension ServiceClient where Service == Method {
  /// Asks for all items of a batch, however many there are: in parts that a message has room for, one after the other, so
  /// that all are decided in their order.
  ///
  /// When it throws, some of the parts may have taken effect: asked again with the same ids they are answered as before.
  ///
  /// - Parameter timeout: how long all parts together may take; without, each may take as long as the options say.
  /// - Returns: one outcome for each item, in their order.
  public func outcomes<B: BatchCall>(
    of batch: B, timeout: Duration? = nil
  ) async throws(ClientError) -> [Outcome<B.Brief>] {
    let end = timeout.map { NIODeadline.now() + TimeAmount($0) }
    var outcomes: [Outcome<B.Brief>] = []
    outcomes.reserveCapacity(batch.items.count)
    var size = BatchBounds.maximum
    while outcomes.count < batch.items.count {
      let part = batch.part(outcomes.count..<min(outcomes.count + size, batch.items.count))
      let message = part.encodeRequest()
      guard message.count <= options.requestBytes || part.items.count == 1 else {
        size = part.items.count / 2
        continue
      }
      let deadline = end ?? NIODeadline.now() + TimeAmount(options.timeout)
      switch try await call(part, as: message, until: deadline).outcome {
      case .accepted(let brief) where brief.count == part.items.count: outcomes += brief
      case .accepted(let brief):
        throw .unreadable(
          .contradictory(
            Invalid(
              field: "count", reason: "is \(brief.count) for \(part.items.count) items", hint: "One outcome for each."))
        )
      case .refused(let refusal): outcomes += part.items.map { _ in .refused(refusal) }
      case .invalid(let fault): outcomes += part.items.map { _ in .invalid(fault) }
      }
    }
    return outcomes
  }
}
