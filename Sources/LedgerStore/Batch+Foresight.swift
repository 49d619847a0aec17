/// Has what the next commands will look at brought near, all at once, where each alone would wait for its own.
internal import LMDB
public import Ledger

/// What a few commands to come will look at.
public struct Foresight {
  private enum Sight {
    case issue(IDKey, of: CodeKey)
    case act(IDKey)
    case other
  }

  private var sights = InlineArray<16, Sight>(repeating: .other)
  /// How many commands there are.
  public private(set) var count = 0

  /// None.
  public init() {}

  /// As many as the processor's nearest cache surely holds the records of.
  public var isFull: Bool { count == sights.count }

  /// Adds the next one; there must be room.
  public mutating func add(_ command: Command) {
    switch command {
    case .issue(let issue): sights[count] = .issue(IDKey(issue.id), of: CodeKey(issue.terms.drawer.code))
    case .act(let action): sights[count] = .act(IDKey(action.check))
    case .administer: sights[count] = .other
    }
    count += 1
  }
}

extension Batch {
  /// Says which commands come next. It decides nothing and finds no fault: whatever it guesses wrongly costs a moment.
  public func foresee(_ foresight: borrowing Foresight) {
    guard foresight.count > 1, let recent = writer.desk.view.recent?.accounts else { return }
    foresight.prefetch(recent, writer.desk.view.layers)
  }
}

extension Foresight {
  /// Step by step for all of them: while the slot of one is on its way the next one's is asked for.
  fileprivate func prefetch(_ accounts: RecordMap<CodeKey, Account>, _ layers: [Overlay]) {
    for index in 0..<count {
      switch sights[index] {
      case .issue(let check, let drawer):
        accounts.prefetchSlot(of: drawer)
        for layer in layers { layer.checks.prefetchSlot(of: check) }
      case .act(let check): for layer in layers { layer.checks.prefetchSlot(of: check) }
      case .other: break
      }
    }
    var isAboutChecks = false
    for index in 0..<count {
      switch sights[index] {
      case .issue(_, let drawer): accounts.prefetchEntry(of: drawer)
      case .act(let check):
        isAboutChecks = true
        layers.prefetch(check) { _ in }
      case .other: break
      }
    }
    if isAboutChecks { prefetchDrawers(accounts, layers) }
  }

  /// Whose account it is stands in the check, which is near by now.
  private func prefetchDrawers(_ accounts: RecordMap<CodeKey, Account>, _ layers: [Overlay]) {
    var drawers = InlineArray<16, CodeKey?>(repeating: nil)
    for index in 0..<count {
      guard case .act(let check) = sights[index] else { continue }
      layers.prefetch(check) { check in
        let drawer = CodeKey(check.terms.drawer.code)
        drawers[index] = drawer
        accounts.prefetchSlot(of: drawer)
      }
    }
    for index in 0..<count { if let drawer = drawers[index] { accounts.prefetchEntry(of: drawer) } }
  }
}

extension [Overlay] {
  /// Lends a check to `body` as it likely is, if a layer has it.
  @inline(__always)
  fileprivate func prefetch(_ check: IDKey, _ body: (borrowing Check) -> Void) {
    for layer in self {
      guard let place = layer.checks.prefetchEntry(of: check) else { continue }
      return layer.checks.peek(at: place, body)
    }
  }
}
