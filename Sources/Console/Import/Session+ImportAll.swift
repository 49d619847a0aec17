/// `vouch import-all`: the parties of an export, into another manager.
internal import Crypto
internal import Foundation
internal import Wire

extension Session {
  /// Enrols the parties of the export in `directory`, sellers and distributors first, and shows a report of each file.
  ///
  /// Files are compared with the manifest before anything is sent. Throws a `Failure`: `noInput`, `badData` where a file is
  /// not what was exported, `answeredBadData` where lines were bad, or why it stopped.
  public func importAll(_ directory: String, progress: Bool) async throws {
    let manifest = try Session.manifest(in: directory)
    let files = try [Registry.sellers, .distributors, .accounts].map { registry in
      let name = "\(registry).\(manifest.format)"
      guard let file = manifest.files.first(where: { $0.name == name }) else {
        throw Failure.badData("\(directory)/\(ExportManifest.fileName) names no file \(name): it is no whole export.")
      }
      try file.verify(in: directory)
      return (registry, "\(directory)/\(name)")
    }
    var members: [JSON.Member] = []
    var text = ""
    var isBad = false
    for (registry, file) in files {
      let (report, said, json) = try await runImport(registry, file: file, errorsFile: nil, progress: progress)
      members.append(JSON.Member("\(registry)", json))
      text += "\(said)\n"
      isBad = isBad || report.failed > 0
      if let error = report.stopped {
        try show(text, json: .object(members))
        throw Failure.client(error, command: nil)
      }
    }
    try show(text, json: .object(members))
    if isBad { throw Failure.answeredBadData }
  }

  private static func manifest(in directory: String) throws(Failure) -> ReadManifest {
    let path = "\(directory)/\(ExportManifest.fileName)"
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .noInput("There is no \(path), or it may not be read: a whole export has it.")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: ExportManifest.maximumBytes),
      let manifest = try? JSONDecoder().decode(ReadManifest.self, from: data), manifest.form == ExportManifest.form,
      ExportFormat(rawValue: manifest.format) != nil
    else { throw .badData("\(path) is no manifest of vouch export that is known here.") }
    return manifest
  }
}

/// What an import looks at in a manifest.
private struct ReadManifest: Decodable {
  let form: String
  let format: String
  let files: [File]

  struct File: Decodable {
    let name: String
    let sha256: String

    /// Throws a `Failure.badData` where the file is not the one that was exported.
    func verify(in directory: String) throws {
      let source = try ByteSource("\(directory)/\(name)")
      var hash = SHA256()
      while case let bytes = try source.next(), !bytes.isEmpty { hash.update(data: bytes) }
      let digest = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      guard digest == sha256 else {
        let kind = name.prefix { $0 != "." }
        throw Failure.badData(
          "\(directory)/\(name) is not what was exported. If it was changed on purpose: vouch \(kind) import "
            + "\(directory)/\(name)")
      }
    }
  }
}
