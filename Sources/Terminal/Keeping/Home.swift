/// The buyer's home is the buyer's alone: what it keeps claims checks, and tells names and addresses.
internal import Foundation
internal import Sites

/// A terminal's home.
enum Home {
  /// The files of a store.
  private static let files = ["data.mdb", "lock.mdb", "owner.pid", SiteStore.keyFileName]
  private static let own = 0o700
  private static let ownFile = 0o600

  /// Closes the directory and the store's files to everybody else, however they came to be open: by hand, or by a copy
  /// that was put back. A directory in which other things lie is somebody's for more than this, and stays as it is.
  static func close(_ path: String) throws(SiteStoreError) {
    do {
      let manager = FileManager.default
      let found = try manager.contentsOfDirectory(atPath: path)
      for file in files where found.contains(file) { try close("\(path)/\(file)", to: ownFile) }
      if Set(found).isSubset(of: files) { try close(path, to: own) }
    } catch {
      throw .notWritable(path: path, reason: "others can read it, and that cannot be changed (\(error))")
    }
  }

  /// Closes the key in it, before it is read: one that is open to others is used by nobody else.
  static func closeKey(_ path: String) throws(SiteStoreError) {
    let key = "\(path)/\(SiteStore.keyFileName)"
    guard FileManager.default.fileExists(atPath: key) else { return }
    do { try close(key, to: ownFile) } catch {
      throw .notWritable(path: key, reason: "others can read it, and that cannot be changed (\(error))")
    }
  }

  private static func close(_ path: String, to mode: Int) throws {
    let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    if found != mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
  }
}
