/// How much may lie in memory that LMDB has not got, and what happens past that.
internal import Synchronization

/// The bounds of the overlay.
public struct FoldBounds: Hashable, Sendable {
  /// A layer of this many bytes wants folding. 96 MiB are about 150,000 checks with their entries: enough that a page of
  /// LMDB is written for many changes at once, little enough that two layers and LMDB's dirty pages stay well below a
  /// gigabyte, and that a restart replays them in a second.
  public var layerBytes: Int
  /// The fewest milliseconds a group waits for each tenth of `layerBytes` that lie there beyond it.
  public var delayMilliseconds: Int

  /// Bounds; those of a daemon unless told otherwise.
  public init(layerBytes: Int = 96 << 20, delayMilliseconds: Int = 2) {
    self.layerBytes = layerBytes
    self.delayMilliseconds = delayMilliseconds
  }
}

extension Store {
  /// How much lies in memory only, in bytes: in the layer that is being filled, and in all.
  public var unfolded: (active: Int, all: Int) {
    published.read { state in
      (state.layers[0].byteCount, state.layers.reduce(0) { $0 + $1.byteCount })
    }
  }

  /// Whether changes are refused until a fold has found room.
  public var isFull: Bool { lack.withLock { $0?.isOutOfSpace ?? false } }

  /// Whether there is anything that LMDB has not got.
  public var isFolded: Bool { published.read { $0.layers.allSatisfy(\.isEmpty) } }

  /// How long the next group should wait, in milliseconds, so that folding keeps up: nothing up to twice what a layer
  /// may hold, then more and more.
  public func delay(by bounds: FoldBounds) -> Int {
    let excess = unfolded.all - 2 * bounds.layerBytes
    guard excess > 0 else { return 0 }
    return (1 + excess * 10 / bounds.layerBytes) * bounds.delayMilliseconds
  }

  /// Makes segments of the log ready once the one that is written is half full, so that no group waits for one. It takes
  /// as long as writing them takes.
  public func prepareLog() throws(StoreError) {
    guard commandLog.isHalfFull else { return }
    do throws(LogError) { try commandLog.prepareAhead() } catch { throw .log(error) }
  }
}
