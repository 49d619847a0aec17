/// What the key stream of ChaCha20 is, reckoned by a program of another make.

extension Golden {
  static let saltsOf0 = "18b84231ade6a6d113615c61af434e27f8b1f3f5e1ad5b5cecf8fc122a35755c"
  static let saltsOf1 = "7208086dd1ee3c5d9d815824640e003c9ba0f65ede5d59ce0d2a4a7f31955acd"
  static let saltsOf513 = "d84ad6ace4c8df8b842bf49f8b849c6d43368566f38c46568514816022846b81"
}
