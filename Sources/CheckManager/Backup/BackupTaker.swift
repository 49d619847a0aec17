/// Asks a vouchd that runs for a backup, and keeps it.
internal import Foundation

/// One backup of the ledger in a directory.
public struct BackupTaker {
  private let data: String
  /// Bytes a second; 0: as many as come.
  private let rate: Int

  public init(of data: String, rate: Int) {
    self.data = data
    self.rate = rate
  }

  /// What came of it: the manifest, and where the part lies; nil: nothing new was there.
  public struct Taken {
    public let manifest: BackupManifest
    public let path: String
    public let bytes: Int
  }

  /// Adds a part to the set in a directory: what is new since the last one, or everything.
  public func take(into set: String, all: Bool) throws -> Taken? {
    let last = try all ? nil : BackupPart.all(at: set).last
    let socket = try connect()
    var request = BackupMessage.Request(after: last?.manifest.through, era: last?.manifest.era, rate: rate)
    for _ in 0..<2 {
      let sink = try DirectorySink(in: set, number: BackupPart.nextNumber(in: set))
      switch try receive(request, socket, sink) {
      case .wantsAll: request.after = nil
      case .manifest(let manifest):
        if let last, last.manifest.ledger != manifest.ledger {
          sink.discard()
          throw BackupProblem("\(set) holds a backup of another ledger (\(last.manifest.ledger)).")
        }
        if request.after != nil, manifest.through == manifest.after {
          sink.discard()
          return nil
        }
        try sink.finish(manifest)
        try socket.send(line: BackupMessage.Request(kept: manifest.through))
        guard let part = try BackupPart(at: sink.path) else { throw BackupProblem("\(sink.path) is gone.") }
        return Taken(
          manifest: part.manifest, path: sink.path, bytes: part.manifest.files.reduce(0) { $0 + $1.bytes })
      }
    }
    throw BackupProblem("vouchd gives no whole backup.")
  }

  /// Writes a part to a stream: everything.
  public func take(toDescriptor output: Int32) throws -> BackupManifest {
    let socket = try connect()
    let sink = TarSink(to: FileHandle(fileDescriptor: output))
    guard case .manifest(let manifest) = try receive(BackupMessage.Request(rate: rate), socket, sink) else {
      throw BackupProblem("vouchd gives no whole backup.")
    }
    try sink.finish(manifest)
    return manifest
  }

  private func connect() throws(BackupProblem) -> LocalSocket {
    do throws(BackupProblem) {
      return try LocalSocket.open(BackupDesk.socketName, in: data, listens: false)
    } catch {
      throw BackupProblem(
        "No vouchd serves the ledger in \(data), or it is another user's: \(error) Start it; or, while it does not run, copy "
          + "the directory as it is (docs/backup.md).")
    }
  }

  private enum Answer {
    case manifest(BackupManifest)
    case wantsAll
  }

  private func receive(
    _ request: BackupMessage.Request, _ socket: LocalSocket, _ sink: some BackupSink
  ) throws -> Answer {
    try socket.send(line: request)
    while let reply = try socket.receiveLine(BackupMessage.Reply.self) {
      if let piece = reply.piece {
        guard (0...BackupDesk.pieceBytes).contains(piece.bytes) else { throw BackupProblem("A piece is too large.") }
        let bytes = try socket.receive(piece.bytes)
        guard bytes.count == piece.bytes else { break }
        try sink.take(bytes, of: piece.file)
      } else if let manifest = reply.end {
        return .manifest(manifest)
      } else if let failure = reply.failure {
        if reply.wantsAll == true, request.after != nil { return .wantsAll }
        throw BackupProblem("vouchd: \(failure)")
      }
    }
    throw BackupProblem("vouchd ended before the backup did; look into its log.")
  }
}
