/// One table after the other, from its root down.

/// A table that is walked: what its root says, and what was found.
struct SurveyedTree {
  enum Role: Equatable {
    /// The names of the tables, with their roots.
    case main
    /// The pages that may be used again, by the transaction that left them.
    case free
    case table(String)
  }

  let role: Role
  let root: TreeRoot
  var branches: UInt64 = 0
  var leaves: UInt64 = 0
  var overflows: UInt64 = 0
  var entries: UInt64 = 0
  /// Whether something was passed over, so that counts mean nothing.
  var isBroken = false
  /// The last key of the leaf before.
  var last: [UInt8]?

  var name: String {
    switch role {
    case .main: "the list of tables"
    case .free: "the list of free pages"
    case .table(let name): name
    }
  }

  /// Keys of free pages are numbers as the machine has them; all others are compared byte by byte.
  func isBefore(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    role == .free ? one.reversed().lexicographicallyPrecedes(other.reversed()) : one.lexicographicallyPrecedes(other)
  }
}

/// The keys that a page's must lie between: from the first on, and before the second.
struct KeyBounds {
  var from: [UInt8]?
  var before: [UInt8]?
}

extension PageSurvey {
  /// The most levels that LMDB walks.
  private static let depthBound = 32

  mutating func walk(_ root: TreeRoot, _ role: SurveyedTree.Role, rootAt offset: Int) {
    var tree = SurveyedTree(role: role, root: root)
    let flags: UInt16 = role == .free ? 8 : 0
    if root.flags != flags { fault(offset + 4, in: tree.name, "its flags are \(root.flags), not \(flags)") }
    if root.page != TreeRoot.none {
      guard (1...PageSurvey.depthBound).contains(root.depth) else {
        return fault(offset + 6, in: tree.name, "it cannot be \(root.depth) pages deep")
      }
      visit(root.page, level: 1, within: KeyBounds(), of: &tree, from: offset + 40)
    }
    guard !tree.isBroken else { return }
    let counts: [(String, UInt64, UInt64)] = [
      ("pages of branches", root.branches, tree.branches), ("pages of leaves", root.leaves, tree.leaves),
      ("pages of large values", root.overflows, tree.overflows), ("entries", root.entries, tree.entries),
    ]
    for (index, (what, said, found)) in counts.enumerated() where said != found {
      fault(offset + 8 + 8 * index, in: tree.name, "it should have \(said) \(what), and has \(found)")
    }
  }

  /// - Parameter offset: where the page is named.
  private mutating func visit(
    _ number: UInt64, level: Int, within bounds: KeyBounds, of tree: inout SurveyedTree, from offset: Int
  ) {
    func broken(_ offset: Int, _ problem: String) {
      fault(offset, in: tree.name, problem)
      tree.isBroken = true
    }
    guard number < summary.pages else { return broken(offset, "page \(number) is named, which there is not") }
    guard claim(number) else { return broken(offset, "page \(number) is named, which belongs elsewhere too") }
    count(used: 1)
    guard let page = read(number) else { return broken(Int(number) * pageBytes, "page \(number) cannot be read") }
    let isLeaf = level == tree.root.depth
    if page.ownNumber != number { broken(page.offset(of: 0), "page \(number) says it is page \(page.ownNumber)") }
    guard page.kind == (isLeaf ? PageBytes.Kind.leaf : PageBytes.Kind.branch) else {
      let what = isLeaf ? "leaf" : "branch"
      return broken(
        page.offset(of: PageBytes.kindOffset), "page \(number) should be a \(what); its kind is \(page.kind)")
    }
    let (lower, upper) = (page.lower, page.upper)
    guard lower >= PageBytes.headerBytes + 2, lower % 2 == 0, lower <= upper, upper <= pageBytes else {
      return broken(page.offset(of: PageBytes.lowerOffset), "page \(number) cannot have bounds \(lower) and \(upper)")
    }
    var nodes: [PageNode] = []
    nodes.reserveCapacity(page.nodeCount)
    for index in 0..<page.nodeCount {
      let pointer = PageBytes.headerBytes + 2 * index
      let place = Int(page.load(pointer) as UInt16)
      guard let node = PageNode(of: page, at: place, isLeaf: isLeaf), place >= upper else {
        return broken(page.offset(of: pointer), "page \(number) cannot have entry \(index) at \(place)")
      }
      nodes.append(node)
    }
    guard nodes.reduce(0, { $0 + $1.size }) == pageBytes - upper else {
      return broken(
        page.offset(of: PageBytes.upperOffset), "the entries of page \(number) do not fill it from \(upper) on")
    }
    if isLeaf {
      tree.leaves += 1
      tree.entries += UInt64(nodes.count)
      visitLeaf(page, nodes, within: bounds, of: &tree)
    } else {
      tree.branches += 1
      visitBranch(page, nodes, level: level, within: bounds, of: &tree)
    }
  }

  private mutating func visitBranch(
    _ page: PageBytes, _ nodes: [PageNode], level: Int, within bounds: KeyBounds, of tree: inout SurveyedTree
  ) {
    // The first has all that comes before the second, whatever its key.
    var keys = nodes.map { Array(page.bytes[$0.keyPlace..<$0.valuePlace]) }
    keys[0] = bounds.from ?? []
    for (index, node) in nodes.enumerated() {
      let next = index + 1 < keys.count ? keys[index + 1] : bounds.before
      if index > 0 { checkOrder(keys[index - 1], keys[index], bounds, page, node, of: &tree) }
      visit(
        node.child, level: level + 1,
        within: KeyBounds(from: index == 0 ? bounds.from : keys[index], before: next), of: &tree,
        from: page.offset(of: node.place))
    }
  }

  private mutating func visitLeaf(
    _ page: PageBytes, _ nodes: [PageNode], within bounds: KeyBounds, of tree: inout SurveyedTree
  ) {
    for node in nodes {
      let key = Array(page.bytes[node.keyPlace..<node.valuePlace])
      checkOrder(tree.last, key, bounds, page, node, of: &tree)
      tree.last = key
      let known = tree.role == .main ? PageNode.isTable | PageNode.isBig : PageNode.isBig
      if node.flags & ~known != 0 {
        fault(page.offset(of: node.place + 4), in: tree.name, "an entry has flags \(node.flags)")
        tree.isBroken = true
      }
      if !node.isInPlace { visitValue(of: node, in: page, of: &tree) }
      switch tree.role {
      case .main: visitTable(named: key, node, in: page)
      case .free: takeFree(node, in: page)
      case .table: break
      }
    }
  }

  private func checkOrder(
    _ before: [UInt8]?, _ key: [UInt8], _ bounds: KeyBounds, _ page: PageBytes, _ node: PageNode,
    of tree: inout SurveyedTree
  ) {
    let isRising = before.map { tree.isBefore($0, key) } ?? true
    let isWithin =
      (bounds.from.map { !tree.isBefore(key, $0) } ?? true) && (bounds.before.map { tree.isBefore(key, $0) } ?? true)
    guard !isRising || !isWithin else { return }
    fault(page.offset(of: node.keyPlace), in: tree.name, "a key of page \(page.number) is out of order")
    tree.isBroken = true
  }

  /// The pages of a value that has some of its own.
  private mutating func visitValue(of node: PageNode, in page: PageBytes, of tree: inout SurveyedTree) {
    let first: UInt64 = page.load(node.valuePlace)
    let offset = page.offset(of: node.valuePlace)
    let least = UInt64((PageBytes.headerBytes - 1 + node.valueSize) / pageBytes + 1)
    guard first < summary.pages, let head = read(first) else {
      tree.isBroken = true
      return fault(offset, in: tree.name, "page \(first) is named, which there is not")
    }
    guard head.ownNumber == first, head.kind == PageBytes.Kind.overflow, head.pageCount >= least,
      head.pageCount <= summary.pages - first
    else {
      tree.isBroken = true
      return fault(
        head.offset(of: 0), in: tree.name, "page \(first) should be the first of \(least) with a large value")
    }
    for number in first..<first + head.pageCount where !claim(number) {
      tree.isBroken = true
      return fault(offset, in: tree.name, "page \(number) is named, which belongs elsewhere too")
    }
    count(used: head.pageCount)
    tree.overflows += head.pageCount
  }

  private mutating func visitTable(named key: [UInt8], _ node: PageNode, in page: PageBytes) {
    let name = String(decoding: key, as: UTF8.self)
    guard node.flags == PageNode.isTable, node.valueSize == TreeRoot.bytes else {
      return fault(page.offset(of: node.place), "the list of tables has '\(name)', which is none")
    }
    walk(TreeRoot(page, at: node.valuePlace), .table(name), rootAt: page.offset(of: node.valuePlace))
  }

  /// Pages that may be used again: how many, and their numbers, the highest first.
  private mutating func takeFree(_ node: PageNode, in page: PageBytes) {
    var value = node.isInPlace ? Array(page.bytes[node.valuePlace..<node.valuePlace + node.valueSize]) : []
    var offset = page.offset(of: node.valuePlace)
    if !node.isInPlace {
      let first: UInt64 = page.load(node.valuePlace)
      // One that cannot be was reported; its number may be as large as numbers are.
      guard let whole = readValue(at: first, count: node.valueSize) else { return }
      offset = Int(first) * pageBytes + PageBytes.headerBytes
      value = whole
    }
    let list = PageBytes(number: 0, bytes: value)
    guard value.count >= 8, value.count % 8 == 0, (list.load(0) as UInt64) < UInt64(value.count / 8) else {
      return fault(offset, in: "the list of free pages", "it does not hold as many pages as it says")
    }
    for index in 0..<Int(list.load(0) as UInt64) {
      let number: UInt64 = list.load(8 * (index + 1))
      guard claim(number) else {
        let problem = number < summary.pages ? "is in use, or free twice" : "there is not"
        fault(offset + 8 * (index + 1), in: "the list of free pages", "page \(number) is free, which \(problem)")
        continue
      }
      count(free: 1)
    }
  }

  private func readValue(at first: UInt64, count: Int) -> [UInt8]? {
    let pages = (PageBytes.headerBytes - 1 + count) / pageBytes + 1
    guard first < summary.pages, UInt64(pages) <= summary.pages - first else { return nil }
    var bytes: [UInt8] = []
    for page in 0..<UInt64(pages) {
      guard let next = read(first + page) else { return nil }
      bytes += next.bytes
    }
    return Array(bytes[PageBytes.headerBytes..<PageBytes.headerBytes + count])
  }
}
