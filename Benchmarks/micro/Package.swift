// swift-tools-version: 6.2
import PackageDescription

/// The same rules as for Vouch's own Swift.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let vouch: [Target.Dependency] = [
  .product(name: "Ledger", package: "vouch"), .product(name: "Wire", package: "vouch"),
  .product(name: "LedgerStore", package: "vouch"), .product(name: "Storage", package: "vouch"),
  .product(name: "Identities", package: "vouch"),
]

// A package of its own: ordo-one's benchmark brings much that nobody needs who does not run it.
let package = Package(
  name: "vouch-micro",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "vouch", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "CCore"),
    .target(name: "Micro", dependencies: ["CCore"] + vouch, swiftSettings: settings),
    .executableTarget(
      name: "vouch-micro",
      dependencies: ["Micro", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),
    .executableTarget(
      name: "HotPath",
      dependencies: ["Micro", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/HotPath",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
