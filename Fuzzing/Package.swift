// swift-tools-version: 6.2
import PackageDescription

/// The same rules as for Vouch's own Swift.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// Where the compiler keeps its fuzzer, as Tools/fuzz says; without it nothing links.
let fuzzer = Context.environment["VOUCH_FUZZER"] ?? "libclang_rt.fuzzer_no_main.a"

// The fuzzer is a package of its own: it is built with a sanitizer and in another way than Vouch. Vouch's tests build the
// surfaces too, and play the corpus through them.
let package = Package(
  name: "vouch-fuzzing",
  dependencies: [
    .package(name: "vouch", path: ".."),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .target(name: "CLibFuzzer"),
    .target(
      name: "Surfaces",
      dependencies: [
        .product(name: "CVouchRecords", package: "vouch"),
        .product(name: "Identities", package: "vouch"),
        .product(name: "LMDB", package: "vouch"),
        .product(name: "Ledger", package: "vouch"),
        .product(name: "LedgerStore", package: "vouch"),
        .product(name: "MailOrder", package: "vouch"),
        .product(name: "RPC", package: "vouch"),
        .product(name: "Rails", package: "vouch"),
        .product(name: "Seals", package: "vouch"),
        .product(name: "Storage", package: "vouch"),
        .product(name: "Wire", package: "vouch"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      swiftSettings: settings + [.unsafeFlags(["-sanitize=address"])]),
    .executableTarget(
      name: "fuzz", dependencies: ["CLibFuzzer", "Surfaces"], swiftSettings: settings,
      linkerSettings: [
        .unsafeFlags(["-sanitize=address", "-Xlinker", fuzzer]), .linkedLibrary("stdc++"),
      ]),
  ]
)
