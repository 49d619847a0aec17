/// `vouch keys` and `--key-file`: how keys are read, shown, and where they are looked for.
import ArgumentParser
import CheckClient
import Console
import Foundation
import Identities
import Ledger
import RPC
import Testing
import Wire

@Suite struct `A key for people` {
  private static let now = Timestamp(milliseconds: 1_772_366_400_250)
  private static let key: AccessKey = {
    var random = SystemRandomNumberGenerator()
    return AccessKey(random: &random)
  }()

  private static func record(_ holder: String, revoked: Bool = false, ended: Bool = false, note: String = "") throws
    -> KeyRecord
  {
    KeyRecord(
      number: 8 << 5, holder: try Read.holder(holder), issued: Timestamp(milliseconds: now.milliseconds - 86_400_000),
      expires: Timestamp(milliseconds: now.milliseconds + (ended ? 0 : 1)),
      revoked: revoked ? now : nil, note: try #require(Text(note)))
  }

  @Test func `is listed in a table that lines up, with all that is on file`() throws {
    let keys = [
      try Self.record("terminal/ALICE", note: "Alice's telephone"), try Self.record("seller/S", revoked: true),
      try Self.record("rail/card", ended: true),
    ]
    #expect(
      KeyRecord.table(keys, at: Self.now) == """
        ID          FOR             ISSUED (UTC)         EXPIRES (UTC)        STATE    NOTE
        0000000080  terminal/ALICE  2026-02-28 12:00:00  2026-03-01 12:00:00  valid    Alice's telephone
        0000000080  seller/S        2026-02-28 12:00:00  2026-03-01 12:00:00  revoked  -
        0000000080  rail/card       2026-02-28 12:00:00  2026-03-01 12:00:00  expired  -

        """)
    let json = keys[0].json(at: Self.now)
    #expect(json["id"] == "0000000080" && json["holder"] == "terminal/ALICE" && json["state"] == "valid")
    #expect(json["revoked"] == .null && json["note"] == "Alice's telephone" && json["digest"] == nil)
  }

  @Test func `is named by its number, or by the whole of it`() throws {
    #expect(try Read.key("\(Self.key.id)") == Self.key.id.number)
    #expect(try Read.key(Self.key.text) == Self.key.id.number)
    for text in ["", "7k3m9q2v8", String(Self.key.text.dropLast()), "ALICE"] {
      let error = #expect(throws: ValidationError.self) { try Read.key(text) }
      #expect(error?.message.contains("the ten characters after vouch_") == true)
    }
  }

  @Test(arguments: ["operator/all", "auditor", "manager", "king/A", "terminal", "terminal/a b"])
  func `is for parties alone`(text: String) {
    let error = #expect(throws: ValidationError.self) { try Read.holder(text) }
    #expect(
      error?.message.contains("terminal/ACCOUNT, seller/CODE, distributor/CODE, rail/book|bank|card|post") == true)
  }

  @Test func `comes from the file named, else from the environment's`() throws {
    let directory = NSTemporaryDirectory() + "vouch-console-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = "\(directory)/a.key"
    try Self.key.write(to: path)
    var options = try AccessKeyOption.parse([])
    #expect(try options.key(environment: [:]) == nil)
    #expect(try options.key(environment: ["VOUCH_KEY_FILE": ""]) == nil)
    #expect(try options.key(environment: ["VOUCH_KEY_FILE": path])?.text == Self.key.text)
    options = try AccessKeyOption.parse(["--key-file", path])
    #expect(try options.key(environment: ["VOUCH_KEY_FILE": "nowhere"])?.text == Self.key.text)
    options = try AccessKeyOption.parse(["--key-file", "\(directory)/b.key"])
    let missing = #expect(throws: Failure.self) { try options.key(environment: [:]) }
    #expect(missing?.status == ExitStatus.noInput)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    options = try AccessKeyOption.parse(["--key-file", path])
    let open = #expect(throws: Failure.self) { try options.key(environment: [:]) }
    #expect(open?.status == ExitStatus.badData)
    #expect(open?.sentence == "\(path) is a secret that others can read (mode 644). Close it: chmod 600 \(path)")
  }

  @Test func `that is not taken ends a program as any other caller who may not`() throws {
    let failure = Failure.client(.key(.unix(path: "/s"), "it takes no keys"), command: nil)
    #expect(failure.status == ExitStatus.notPermitted && failure.isFinal)
    #expect(failure.sentence == "The key was not taken by unix:/s: it takes no keys.")
    #expect(!Failure.client(.deadline, command: nil).isFinal)
  }
}
