/// A directory with the pictures that a price list names.
internal import Foundation
internal import MailOrder

/// Where pictures are found by their names.
public struct PictureFolder: Sendable {
  private let path: String

  /// The directory at `path`. Throws a `Failure.noInput` where there is none.
  public init(_ path: String) throws(Failure) {
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let attributes = try? FileManager.default.attributesOfItem(atPath: place.path)
    guard attributes?[.type] as? FileAttributeType == .typeDirectory else {
      throw .noInput("\(path) is no directory.")
    }
    self.path = path
  }

  /// The picture of a name. Throws what is wrong with it, as a column's fault.
  func picture(_ text: String) throws(RowFault) -> Picture {
    guard let name = PictureName(text) else {
      throw fault(
        "'\(text)' is no picture's name: 1 to \(PictureName.maximumLength) letters, digits and - . _, the first no full stop."
      )
    }
    // A name has no separators, so it is of this directory; a pipe of that name would never end.
    let place = URL(fileURLWithPath: path).appendingPathComponent(text).resolvingSymlinksInPath()
    let attributes = try? FileManager.default.attributesOfItem(atPath: place.path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { throw fault("There is no file \(text).") }
    let bytes: [UInt8]
    do {
      let handle = try FileHandle(forReadingFrom: place)
      defer { try? handle.close() }
      bytes = try handle.read(upToCount: Picture.maximumBytes + 1).map { Array($0) } ?? []
    } catch {
      throw fault("\(text) cannot be read: \(error.reason)")
    }
    guard bytes.count <= Picture.maximumBytes else {
      throw fault("\(text) is larger than \(Picture.maximumBytes >> 10) KiB.")
    }
    guard let picture = Picture(name, bytes) else { throw fault("\(text) is no PNG, JPEG or WebP file.") }
    return picture
  }

  private func fault(_ reason: String) -> RowFault { RowFault(column: "picture", reason: reason) }
}
