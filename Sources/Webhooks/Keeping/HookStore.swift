/// Where endpoints are kept: a directory, in it one for each endpoint, in that small files, each with one writer.
///
///     serving                  locked by the process that sends
///     changing                 locked while endpoints are added, removed or changed
///     hook-1a2b3c4d/endpoint   where to, and which events; never changed
///     hook-1a2b3c4d/secret     one secret or two, a line each, the newest first
///     hook-1a2b3c4d/cursor     the event that is next, and how often it was sent; written by the sender
///     hook-1a2b3c4d/dead/      dead letters, by the number of their event
///     hook-1a2b3c4d/retry/     dead letters that are to be sent once more
///
/// Not in LMDB as the sites' stores are: nothing here is looked up but by its name, no two things change together, and an
/// operator can see and copy what there is.
public import Ledger
internal import Storage

/// A directory of endpoints. Any number of processes may have it open; one serves it.
public struct HookStore: Sendable {
  public let path: String

  /// Opens a directory that is there; with `making`, makes it where it is missing.
  public init(_ path: String, making: Bool = false) throws(HookError) {
    let path = path.hasSuffix("/") && path != "/" ? String(path.dropLast()) : path
    self.path = path
    if making {
      try HookFiles.makeDirectory(path)
    } else if try HookFiles.list(path, bound: 1) == nil {
      throw .noDirectory(path: path)
    }
  }

  /// The names of all endpoints, in order.
  public func ids() throws(HookError) -> [HookID] {
    // Twice as many names as there can be: locks lie beside them.
    guard let names = try HookFiles.list(path, bound: HookPatience.mostHooks * 2) else {
      throw .noDirectory(path: path)
    }
    return names.compactMap { HookID($0) }
  }

  /// An endpoint. Throws `HookError.unknown` where there is none, `.damaged` where its file is none.
  public func hook(_ id: HookID) throws(HookError) -> Hook {
    let file = "\(place(id))/endpoint"
    guard let bytes = try HookFiles.read(file, bound: HookStore.endpointBytes) else { throw .unknown(id) }
    guard let text = String(validating: bytes, as: UTF8.self), let hook = Hook(id: id, text: text) else {
      throw .damaged(path: file, thing: "what an endpoint is")
    }
    return hook
  }

  /// An address, a party and each kind there is, many times.
  private static let endpointBytes = 65_536

  /// Adds an endpoint whose first event is `next`, or the first wanted after it; gives it and its secret, which nobody shows
  /// again.
  public func add(
    _ address: HookAddress, party: Party?, kinds: [JournalEntry.Kind], next: UInt64
  ) throws(HookError) -> (Hook, HookSecret) {
    let lock = try changing()
    defer { withExtendedLifetime(lock) {} }
    let taken = try ids()
    guard taken.count < HookPatience.mostHooks else { throw .tooMany(bound: HookPatience.mostHooks) }
    var id = HookID(number: .random(in: 0 ... .max))
    while taken.contains(id) { id = HookID(number: .random(in: 0 ... .max)) }
    let hook = Hook(id: id, address: address, party: party, kinds: kinds)
    let secret = HookSecret()
    // Under a hidden name until all of it is there.
    let draft = "\(path)/.\(id)"
    try HookFiles.makeDirectory(draft)
    try HookFiles.makeDirectory("\(draft)/dead")
    try HookFiles.makeDirectory("\(draft)/retry")
    try HookFiles.write(Array("\(secret.text)\n".utf8), to: "\(draft)/secret")
    try HookFiles.write(HookCursor(next: next, tries: 0).bytes, to: "\(draft)/cursor")
    try HookFiles.write(Array(hook.text.utf8), to: "\(draft)/endpoint")
    try HookFiles.move(draft, to: place(id))
    return (hook, secret)
  }

  /// Removes an endpoint with all that is kept of it; whoever sends to it stops within a second or two.
  public func remove(_ id: HookID) throws(HookError) {
    let lock = try changing()
    defer { withExtendedLifetime(lock) {} }
    _ = try hook(id)
    let gone = "\(path)/.\(id)-removed"
    try HookFiles.move(place(id), to: gone)
    for folder in ["\(gone)/dead", "\(gone)/retry", gone] {
      // Drafts that a kill left too.
      for name in try HookFiles.list(folder, bound: .max, withHidden: true) ?? [] {
        try HookFiles.remove("\(folder)/\(name)")
      }
      try HookFiles.removeDirectory(folder)
    }
  }

  // MARK: - Secrets

  /// What is signed with: one secret or two, the newest first.
  public func secrets(of id: HookID) throws(HookError) -> [HookSecret] {
    let file = "\(place(id))/secret"
    guard let bytes = try HookFiles.read(file, bound: 1024, isSecret: true) else { throw .unknown(id) }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let secrets = lines.compactMap { HookSecret($0) }
    guard (1...2).contains(secrets.count), secrets.count == lines.count else {
      throw .damaged(path: file, thing: "one secret or two")
    }
    return secrets
  }

  /// Gives an endpoint a new secret beside the old one: both sign until `endRotation`.
  public func rotate(_ id: HookID) throws(HookError) -> HookSecret {
    let lock = try changing()
    defer { withExtendedLifetime(lock) {} }
    let old = try secrets(of: id)
    guard old.count == 1 else { throw .rotating(id) }
    let fresh = HookSecret()
    try keep([fresh] + old, of: id)
    return fresh
  }

  /// Ends the old secret.
  public func endRotation(_ id: HookID) throws(HookError) {
    let lock = try changing()
    defer { withExtendedLifetime(lock) {} }
    let secrets = try secrets(of: id)
    guard secrets.count == 2 else { throw .notRotating(id) }
    try keep([secrets[0]], of: id)
  }

  private func keep(_ secrets: [HookSecret], of id: HookID) throws(HookError) {
    try HookFiles.write(Array(secrets.map { "\($0.text)\n" }.joined().utf8), to: "\(place(id))/secret")
  }

  // MARK: - Locks and places

  /// Makes this process the one that sends; for as long as the lock lives.
  func serving() throws(HookError) -> HookLock { try HookLock("\(path)/serving", waits: false) }

  func changing() throws(HookError) -> HookLock { try HookLock("\(path)/changing", waits: true) }

  func place(_ id: HookID) -> String { "\(path)/\(id)" }
}
