/// The byte forms of version 1, reckoned by a program of another make. Proofs and seals lie with other people, and on
/// disks: whoever changes a form gives it a new version, and keeps reading these.

/// What the specimens of the tests are written as, in hexadecimal.
enum Golden {
  static let entryProof = """
    0104000000000000000200000000000000010000000000000002000000000000009f1afa4dc124cba73134e82ff50f17c8f7
    164257c79fed9a13f5943a6acb8e3d43e770b45c95ccea80dd5f0a363a412dff20000e0dfb84008d8cac36b2c19251
    """.filter { !$0.isWhitespace }
}
