/// The carrier's keys to what was sealed for it alone (N8): in a file of their own, the newest first, the older ones for
/// parcels that are still on their way.
internal import Foundation
internal import Ledger
internal import MailOrder
internal import Seals
public import Sites
internal import Wire

/// The keys at hand; none where the carrier reads no sealed addresses.
public struct AddressKeys: Sendable {
  /// The name of their file, in the directory unless said otherwise.
  public static let fileName = "address.keys"
  private static let what =
    "The keys to addresses sealed for this carrier, the newest first. Whoever has one reads where its parcels go."

  let keys: [AddressKey]

  /// No keys.
  public init() { keys = [] }

  init(_ keys: [AddressKey]) { self.keys = keys }

  /// The keys of the file at `given`, else of the service's credentials, else of the carrier's directory. None where there
  /// is no such file, unless it was given. Throws `SiteStoreError.key`.
  public init(of directory: String, given: String?) throws(SiteStoreError) {
    let file = KeyFile.find(AddressKeys.fileName, given: given, in: directory)
    let found = try file.read()
    if found == nil, given != nil { throw .key(path: file.path, reason: "it is not there") }
    keys = (found ?? []).compactMap { AddressKey($0) }
  }

  /// Makes a key and puts it first in that file, which is made where it is missing. The older ones stay, so that what is on
  /// its way can be read. Gives the file and the keys.
  public static func add(
    to directory: String, given: String?
  ) throws(SiteStoreError) -> (file: String, keys: AddressKeys) {
    let file = KeyFile.find(fileName, given: given, in: directory)
    // A carrier may have its key before it opens for the first time.
    try? FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let older = try file.read() ?? []
    guard older.count < KeyFile.maximumKeys else {
      throw .key(
        path: file.path, reason: "it has \(older.count) keys already: take out those that nothing is sealed to any more"
      )
    }
    let all = [AddressKey().bytes] + older
    try file.write(all, saying: what)
    return (file.path, AddressKeys(all.compactMap { AddressKey($0) }))
  }

  /// Their public halves, the newest first: 64 hexadecimal digits each.
  public var publicKeys: [(id: String, text: String)] {
    keys.map { ("\($0.id)", KeyFile.hexadecimal($0.publicKey.bytes)) }
  }

  /// Reads what was sealed for a check. Takes anything.
  ///
  /// - Throws: `SiteRefusal` `addressUnreadable`, with what is wrong; nothing of what was sealed.
  func open(_ sealed: SealedRecipient, for check: CheckID) throws(SiteRefusal) -> Recipient {
    guard !keys.isEmpty else { throw SiteRefusal(.addressUnreadable, "this carrier has no address key") }
    let bytes: [UInt8]
    do throws(SealError) {
      let id = try AddressSeal.keyID(of: sealed.bytes)
      guard let key = keys.first(where: { $0.id == id }) else { throw SealError.unknownKey(id) }
      bytes = try AddressSeal.open(sealed.bytes, with: key, for: check.bytes)
    } catch {
      throw SiteRefusal(.addressUnreadable, "\(error)")
    }
    do throws(WireError) {
      return try Recipient(packed: bytes)
    } catch {
      throw SiteRefusal(.addressUnreadable, "what was sealed is no recipient")
    }
  }
}
