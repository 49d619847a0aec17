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

// The harness is a package of its own: what it needs, Vouch does not. It asks over sockets, as anybody does: of Vouch it
// builds in only the values and the wire.
let package = Package(
  name: "vouch-benchmarks",
  dependencies: [
    .package(name: "vouch", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    .target(name: "CKernel"),
    .target(name: "CBare"),
    // OpenSSL, of the system.
    .target(name: "CTLS", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(
      name: "Load",
      dependencies: [
        "CKernel", "CBare", "CTLS",
        .product(name: "Ledger", package: "vouch"),
        .product(name: "Wire", package: "vouch"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ], swiftSettings: settings),
    .executableTarget(
      name: "vouch-bench",
      dependencies: ["Load", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),
    .testTarget(
      name: "LoadTests",
      dependencies: [
        "Load", "CBare", .product(name: "Ledger", package: "vouch"), .product(name: "Wire", package: "vouch"),
      ],
      swiftSettings: settings),
  ]
)
