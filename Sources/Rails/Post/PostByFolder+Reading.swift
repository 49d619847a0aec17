/// Files that are read: our own when the exchange is opened, the post office's as they come.

extension PostByFolder {
  /// What our own files, and those that were taken, add up to.
  static func load(_ folder: PostFolder, _ terms: PostTerms) throws(PostError) -> PostBook {
    var book = PostBook()
    var files: [Int64: PostOrderFile] = [:]
    for place in [PostFolder.Place.sent, .out] {
      for name in try folder.names(place) where name.hasPrefix(PostOrderFile.prefix) {
        let file: PostOrderFile
        do { file = try PostOrderFile(try folder.read(place, name)) } catch let fault as PostFault {
          throw .damaged(path: folder.path(place, name), fault: fault)
        } catch let error as PostError {
          throw error
        } catch {
          throw .io(path: folder.path(place, name), reason: "\(error)")
        }
        // Whoever carries it may have died between copying it to `sent` and removing it from `out`.
        if let copy = files[file.number] {
          guard copy == file else {
            throw .damaged(path: folder.path(place, name), fault: PostFault(1, "another file has the same number"))
          }
          continue
        }
        files[file.number] = file
        try book.take(file)
      }
    }
    var results: [PostResultFile] = []
    for name in try folder.names(.done) {
      // What is in `done` was right when it was taken; what somebody else put there says nothing.
      let bytes = try folder.read(.done, name)
      if let file = try? PostResultFile(bytes, for: terms.customer) { results.append(file) }
    }
    // What was paid may have come back in a later one.
    for file in results.sorted(by: { $0.number < $1.number }) { book.take(file) }
    return book
  }

  /// Reads what is new in `in`, and moves to `refused` what cannot be taken.
  func read(_ state: inout State) throws(PostError) {
    let known = Set(state.pending.map(\.name))
    for name in try folder.names(.into).filter({ !known.contains($0) }).prefix(PostByFolder.filesAtOnce) {
      do throws(PostFault) {
        let file = try PostResultFile(try bytes(of: name), for: terms.customer)
        try state.book.check(file)
        state.book.take(file)
        state.pending.append((name, file))
      } catch {
        // Gone again: somebody thought better of it.
        if folder.has(.into, name) { try refuse(name, error) }
      }
    }
  }

  private func bytes(of name: String) throws(PostFault) -> [UInt8] {
    do { return try folder.read(.into, name) } catch {
      throw PostFault(1, "\(error)", "See that it is a file which this program may read.")
    }
  }

  private func refuse(_ name: String, _ fault: PostFault) throws(PostError) {
    // A name may be as long as the system takes it, and have anything in it.
    let shown = PostOrder.plain(name, PostByFolder.shownName)
    let free = try folder.freeName(shown, in: .refused)
    let why = try folder.freeName("\(free).why.txt", in: .refused)
    let words = """
      \(shown) was refused, and nothing of it was taken.
      Line \(fault.line): \(fault.reason).
      \(fault.advice)
      When it is right, put it into `\(PostFolder.Place.into.rawValue)` again, under another name first.

      """
    // The reason first: a file without one would be a riddle.
    try folder.write(words, to: .refused, why)
    try folder.move(name, from: .into, to: .refused, as: free)
  }
}
