// swift-tools-version: 6.2
import PackageDescription

/// Set by Tools/fuzz: Vouch's own modules tell a fuzzer which way they take, and are watched for what lies out of bounds. What
/// they depend on is built as ever.
let isFuzzed = Context.environment["VOUCH_FUZZER"] != nil
let watched: [SwiftSetting] =
  isFuzzed
  ? [
    .unsafeFlags([
      "-sanitize=address", "-sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp", "-enable-testing",
    ])
  ] : []
let watchedC: [CSetting] = isFuzzed ? [.unsafeFlags(["-fsanitize=address"])] : []

/// One set of rules for all of Vouch's own Swift.
let settings: [SwiftSetting] =
  watched + [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
  ]

/// A library of Vouch: `Sources/<name>`.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A program of Vouch: arguments and wiring only.
func program(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a library: `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// A C library of the system, found by pkg-config.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

extension Target.Dependency {
  static let nioCore = product(name: "NIOCore", package: "swift-nio")
  static let nioHTTP = product(name: "NIOHTTP1", package: "swift-nio")
  static let httpClient = product(name: "AsyncHTTPClient", package: "async-http-client")
  static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
  static let nioLocks = product(name: "NIOConcurrencyHelpers", package: "swift-nio")
  static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
  static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
  /// The events of any TLS.
  static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
  /// Slow hashes of what people can remember.
  static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
  static let crypto = product(name: "Crypto", package: "swift-crypto")
  static let x509 = product(name: "X509", package: "swift-certificates")
  static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
  static let logging = product(name: "Logging", package: "swift-log")
  static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
  static let signals = product(name: "UnixSignals", package: "swift-service-lifecycle")
  static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
  static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
  static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
  static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
  static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
  static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
}

let package = Package(
  name: "vouch",
  // For Benchmarks and Fuzzing, packages of their own: the load harness speaks the wire, the micro-benchmarks measure, and
  // the fuzzer feeds whatever reads what others wrote.
  products: [
    .library(name: "CVouchRecords", targets: ["CVouchRecords"]),
    .library(name: "Identities", targets: ["Identities"]),
    .library(name: "LMDB", targets: ["LMDB"]),
    .library(name: "Ledger", targets: ["Ledger"]),
    .library(name: "LedgerStore", targets: ["LedgerStore"]),
    .library(name: "MailOrder", targets: ["MailOrder"]),
    .library(name: "RPC", targets: ["RPC"]),
    .library(name: "Rails", targets: ["Rails"]),
    .library(name: "Seals", targets: ["Seals"]),
    .library(name: "Storage", targets: ["Storage"]),
    .library(name: "Wire", targets: ["Wire"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    system("CLMDB", pkgConfig: "lmdb", apt: "liblmdb-dev"),
    system("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
    system("CProtobufC", pkgConfig: "libprotobuf-c", apt: "libprotobuf-c-dev"),
    .target(name: "CVouchProtos", dependencies: ["CProtobufC"]),
    .target(name: "CVouchRecords", cSettings: watchedC),
    .target(name: "CVouchHash", cSettings: watchedC),

    library("Measures"),
    library("Ledger"),
    library("LMDB", ["CLMDB"]),
    library("Storage"),
    library("LedgerStore", ["Ledger", "LMDB", "Storage", "Seals", "CVouchRecords"]),
    library("Identities", ["Ledger", "Storage", "CVouchRecords", .crypto, .x509, .asn1]),
    library(
      "RPC",
      ["Identities", "Ledger", "Measures", .nioCore, .nioPosix, .nioLocks, .nioSSL, .nioTLS, .logging, .signals]),
    library("MailOrder", ["Ledger"]),
    library("Wire", ["Ledger", "MailOrder", "Measures", "CVouchProtos", "CProtobufC"]),
    library("Seals", ["CVouchHash", .crypto]),
    library("Persons", ["Ledger", "Seals", "Storage", "CVouchRecords"]),
    library(
      "CheckManager",
      [
        "Identities", "Ledger", "LMDB", "LedgerStore", "CVouchRecords", "Measures", "Pages", "Persons", "RPC",
        "Storage",
        "Wire", "Seals", .hummingbird, .hummingbirdCore,
        .nioCore, .nioPosix,
        .nioLocks, .logging, .lifecycle, .crypto,
      ]),
    library("CheckClient", ["Identities", "Ledger", "RPC", "Wire", .nioCore, .nioPosix]),
    library(
      "Sites",
      [
        "Identities", "Ledger", "MailOrder", "LMDB", "CVouchRecords", "RPC", "Wire", "CheckClient", "Seals", .nioCore,
        .nioPosix,
        .nioLocks, .logging, .lifecycle,
      ]),
    .target(
      name: "Pages",
      dependencies: [
        "CQREncode", "RPC", .hummingbird, .hummingbirdCore, .httpTypes, .nioHTTPTypes, .nioCore, .crypto, .logging,
        .lifecycle,
      ],
      resources: [.embedInCode("Style/base.css"), .embedInCode("Style/live.js"), .embedInCode("Style/vouch.svg")],
      swiftSettings: settings),
    .target(
      name: "Distribution",
      dependencies: [
        "Identities", "Ledger", "MailOrder", "LMDB", "Pages", "RPC", "Wire", "CheckClient", "Seals", "Sites", .crypto,
        .logging, .lifecycle, .httpTypes, .hummingbird, .hummingbirdCore,
      ],
      resources: [
        .embedInCode("Board/Style/board.css"), .embedInCode("Board/Style/board.js"),
        .embedInCode("Board/Style/drive.js"),
      ], swiftSettings: settings),
    .target(
      name: "SellingOffice",
      dependencies: [
        "Identities", "Ledger", "MailOrder", "LMDB", "Pages", "RPC", "Wire", "CheckClient", "Seals", "Sites", .nioCore,
        .logging, .lifecycle, .hummingbird, .hummingbirdCore, .httpTypes,
      ],
      resources: [.embedInCode("Page/Style/shop.css"), .embedInCode("Page/Style/icon.svg")], swiftSettings: settings),
    library(
      "Terminal",
      ["Identities", "Ledger", "MailOrder", "LMDB", "RPC", "Storage", "Wire", "CheckClient", "Seals", "Sites"]),
    .target(
      name: "Wallet",
      dependencies: [
        "CheckClient", "Console", "Identities", "Ledger", "MailOrder", "Pages", "RPC", "Seals", "Sites", "Storage",
        "Terminal", "Wire",
        .crypto, .cryptoExtras, .httpTypes, .hummingbird, .hummingbirdCore, .logging, .lifecycle, .nioPosix,
      ],
      resources: [.embedInCode("Style/wallet.css"), .embedInCode("Style/wallet.svg")], swiftSettings: settings),
    library(
      "Rails",
      ["Ledger", "Storage", "Wire", "CheckClient", .nioCore, .nioPosix, .nioHTTP, .httpClient, .crypto, .logging]),
    library(
      "Webhooks", ["Ledger", "Storage", "Wire", .nioCore, .nioPosix, .nioHTTP, .httpClient, .crypto, .logging]),
    library(
      "Console",
      [
        "Identities", "Ledger", "MailOrder", "Measures", "RPC", "Wire", "CheckClient", "Seals", "Sites", .arguments,
        .crypto,
      ]),

    .target(
      name: "Desk",
      dependencies: [
        "CheckClient", "Console", "Identities", "Ledger", "Measures", "Pages", "RPC", "Wire", .hummingbird,
        .hummingbirdCore, .nioLocks, .logging,
      ],
      resources: [.embedInCode("Look/desk.css")], swiftSettings: settings),

    program("vouchd", ["CheckManager", "Console", "RPC", "Seals", .arguments, .logging, .lifecycle, .signals]),
    program(
      "vouch",
      [
        "CheckClient", "Console", "Desk", "Identities", "Ledger", "RPC", "Rails", "Seals", "Webhooks", "Wire",
        .arguments, .lifecycle, .logging, .signals,
      ]),
    program(
      "vouch-terminal",
      [
        "Terminal", "Console", "Identities", "Ledger", "MailOrder", "RPC", "Wire", "CheckClient", "Seals", "Sites",
        "Wallet", .arguments, .logging, .lifecycle, .signals,
      ]),
    program(
      "vouch-seller",
      [
        "Console", "SellingOffice", "Identities", "Ledger", "MailOrder", "Pages", "RPC", "Wire", .arguments, .logging,
        .lifecycle,
        .signals,
      ]),
    program(
      "vouch-distributor",
      [
        "Console", "Distribution", "Identities", "Ledger", "MailOrder", "RPC", "Sites", "Wire", .arguments, .logging,
        .lifecycle,
        .signals,
      ]),

    program("vouch-rail", ["Console", "Rails", "Identities", "Ledger", "RPC", .arguments, .logging]),

    // What tries to break it, of which nothing is shipped.
    library("Audit"),
    library(
      "Simulation", ["Audit", "CheckManager", "Ledger", "LedgerStore", "Storage", .nioCore, .nioEmbedded, .logging]),
    program("vouch-simulate", ["Simulation", .arguments]),
    tests("Audit", ["Audit"]),
    tests("Simulation", ["Audit", "Simulation", "Storage"]),

    // What is fuzzed, with the inputs that were kept: Tools/fuzz makes more of them.
    .testTarget(
      name: "FuzzingTests",
      dependencies: [
        "CVouchRecords", "Identities", "LMDB", "Ledger", "LedgerStore", "MailOrder", "RPC", "Rails", "Seals", "Storage",
        "VouchTesting", "Wire", .logging, .nioCore, .nioEmbedded, .nioLocks,
      ], path: "Fuzzing", sources: ["Sources/Surfaces", "Tests"], swiftSettings: settings),

    library(
      "VouchTesting", ["Identities", "Ledger", "RPC", "Wire", "CheckClient", .crypto, .x509, .asn1, .subprocess]),
    tests("Measures", ["Measures"]),
    tests("Ledger", ["Ledger", "VouchTesting"]),
    tests("MailOrder", ["MailOrder", "Ledger", "VouchTesting"]),
    tests("LMDB", ["LMDB", "VouchTesting"]),
    tests("Storage", ["Storage", "VouchTesting"]),
    tests("Seals", ["Seals", "CVouchHash", "VouchTesting", .crypto]),
    tests("Persons", ["Persons", "Ledger", "Seals", "Storage", "VouchTesting"]),
    tests(
      "LedgerStore", ["LedgerStore", "Ledger", "LMDB", "Storage", "Seals", "CVouchRecords", "VouchTesting"],
      exclude: ["GoldenData"]),
    tests("Pages", ["Pages", "RPC", .hummingbird, .crypto, .logging, .nioCore, .nioPosix, .nioLocks]),
    tests("Identities", ["Identities", "Ledger", "VouchTesting", .crypto, .x509, .asn1]),
    tests(
      "RPC",
      [
        "Identities", "Measures", "RPC", "Ledger", "VouchTesting", .nioSSL, .nioCore, .nioPosix, .nioEmbedded,
        .nioLocks, .logging,
      ]),
    tests("Wire", ["Wire", "MailOrder", "Measures", "Ledger", "VouchTesting"], exclude: ["Golden"]),
    tests(
      "CheckManager",
      [
        "CheckManager", "Identities", "Ledger", "LedgerStore", "LMDB", "MailOrder", "Measures", "Persons", "RPC",
        "Seals", "Storage", "Wire",
        "VouchTesting", .nioCore, .nioPosix, .nioLocks, .logging,
      ]),
    tests(
      "CheckClient",
      [
        "CheckClient", "Identities", "RPC", "Wire", "Ledger", "VouchTesting", .nioCore, .nioPosix, .nioLocks, .logging,
      ]),
    tests(
      "Sites",
      [
        "Sites", "Seals", "MailOrder", "Ledger", "LMDB", "RPC", "Wire", "VouchTesting", .nioCore, .nioPosix, .nioLocks,
        .logging,
      ]),
    tests(
      "SellingOffice",
      [
        "SellingOffice", "Identities", "Sites", "MailOrder", "Ledger", "LMDB", "RPC", "Wire", "CheckClient", "Seals",
        "VouchTesting",
        .nioCore, .nioPosix, .nioLocks, .logging,
      ]),
    tests(
      "Distribution",
      [
        "Distribution", "Identities", "Sites", "MailOrder", "Ledger", "LMDB", "RPC", "Wire", "CheckClient", "Seals",
        "VouchTesting",
        .nioCore, .nioPosix, .nioLocks, .logging,
      ]),
    tests(
      "Terminal",
      [
        "Terminal", "Sites", "MailOrder", "Ledger", "LMDB", "RPC", "Wire", "CheckClient", "Seals", "VouchTesting",
        .nioCore, .nioPosix, .nioLocks, .logging,
      ]),
    tests(
      "Wallet",
      [
        "Wallet", "CheckClient", "Console", "Identities", "Ledger", "MailOrder", "Pages", "RPC", "SellingOffice",
        "Sites", "Terminal",
        "VouchTesting", "Wire", .nioCore, .nioPosix, .nioLocks, .logging,
      ]),
    tests(
      "Console",
      [
        "Console", "CheckClient", "Identities", "Measures", "RPC", "Wire", "Ledger", "Seals", "VouchTesting",
        .arguments,
      ]),
    tests(
      "Rails", ["Rails", "Ledger", "Storage", "VouchTesting", .nioCore, .nioPosix, .nioEmbedded],
      exclude: ["ISO20022/OtherMake", "Bank/OtherMake", "Card/host.py", "ISO8583/peer.py"]),
    tests(
      "Webhooks", ["Webhooks", "Ledger", "Storage", "Wire", "VouchTesting", .nioCore, .nioPosix, .nioHTTP, .logging]),
    tests(
      "Integration",
      [
        "CheckClient", "Identities", "Measures", "RPC", "Wire", "Ledger", "Rails", "Seals", "VouchTesting", .nioCore,
        .nioPosix, .nioLocks, .logging,
      ],
      exclude: ["OtherMake"]),
  ]
)
