/// Pictures of commodities: put by the office, shown by the shop's page.
///
/// They lie in the store, sealed as all else is, each in one record: LMDB gives a large one pages of its own, and backup, damage
/// and moving are the store's then, not of a second place beside it.
internal import LMDB
internal import MailOrder
internal import Sites
internal import Wire

extension Shop {
  /// How many pictures a shop keeps: with the largest of each it is an eighth of what its store may become.
  static let picturesBound: UInt64 = 4_096

  func put(_ picture: Picture) async throws -> SiteReply<PicturePut> {
    try await store.site.write { transaction throws(SiteStoreError) in
      let key = PictureKey(picture.name)
      let before = try store.pictures.get(key, in: transaction)
      let count = try store.pictures.count(in: transaction)
      guard before != nil || count < Shop.picturesBound else {
        return .refused(SiteRefusal(.tooManyPictures, "\(Shop.picturesBound)"))
      }
      if before != picture { try store.pictures.put(picture, at: key, in: transaction) }
      return .accepted(PicturePut(replaced: before != nil, pictures: before == nil ? count + 1 : count))
    }
  }

  /// Whether there is a picture of a name.
  func hasPicture(_ name: PictureName) throws(SiteStoreError) -> Bool {
    try store.site.read { transaction throws(SiteStoreError) in
      try store.pictures.contains(PictureKey(name), in: transaction)
    }
  }

  /// The picture of a name; nil where the shop has none.
  func picture(_ name: PictureName) throws(SiteStoreError) -> Picture? {
    try store.site.read { transaction throws(SiteStoreError) in
      try store.pictures.get(PictureKey(name), in: transaction)
    }
  }
}
