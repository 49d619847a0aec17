/// The byte forms of what is sealed, version 1.

extension Golden {
  static let field = """
    019feb4e55b662467a646070befe52afae62eaaf879a7c1db4dcdd839aee0ae1c6f46ee5409e84a04a17e524dfeaaf202b6a
    b6f653c9f4eb086ba9a0c2048cc3221b336e313aa4e3b8238cc722b107da814ec5cdc4579eac24020e3ed00d6cd7b455e2a1
    6d
    """.filter { !$0.isWhitespace }

  static let wrappedKey = """
    41c8d9812b1250a619646070befe52afae62eaaf878eec55372966edd67df43573493f7563625352f9e198128eef478510f8
    134876a2532efe06f69748557366fadb1661c7
    """.filter { !$0.isWhitespace }
}
