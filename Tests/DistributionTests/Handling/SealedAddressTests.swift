/// Addresses that were sealed for the carrier alone (N8): it reads and plans with them; nobody else is told.
import CheckClient
import Foundation
import Ledger
import MailOrder
import Seals
import Testing
import VouchTesting
import Wire

@testable import Distribution

@Suite(.timeLimit(.minutes(30)))
struct SealedAddressTests {
  private let recipient = Recipient(
    name: Text(of: "Zacharias Quittengelee"), address: Text(of: "Hinterm Deich 77"), postcode: Text(of: "10117"))

  /// Makes a key in the carrier's directory before it starts, and runs it.
  private func withKey(_ body: (Bench, AddressKey) async throws -> Void) async throws {
    try await withPeers { bench in
      let data = "\(bench.directory)/data"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      let (_, keys) = try AddressKeys.add(to: data, given: nil)
      try await bench.withCarrier {
        try await bench.prepare()
        try await body(bench, need(keys.keys.first))
      }
    }
  }

  private func sealed(to key: AddressPublicKey, for other: CheckID? = nil) throws -> Instruction {
    var instruction = Instruction.fresh()
    let bytes = try AddressSeal.seal(recipient.packed, to: key, for: (other ?? instruction.check).bytes)
    instruction.recipient = nil
    instruction.sealed = need(SealedRecipient(bytes))
    return instruction
  }

  private func expectUnreadable(_ reply: SiteReply<Delivery>, _ words: String) {
    guard case .refused(let refusal) = reply else {
      Issue.record("\(reply) is no refusal")
      return
    }
    #expect(refusal.reason == .addressUnreadable)
    #expect(refusal.detail.contains(words), "\(refusal.detail)")
  }

  @Test func `are read, planned with, and shown to the carrier's own people only`() async throws {
    try await withKey { bench, key in
      let instruction = try sealed(to: key.publicKey)
      let first = try await bench.accepted(Instruct(instruction))
      #expect(first.instruction.recipient == nil)
      #expect(first.instruction.sealed == instruction.sealed)
      #expect(try await bench.accepted(Instruct(instruction)) == first, "told twice it changes nothing")
      #expect(try await bench.accepted(TrackDelivery(instruction.order)).instruction.recipient == nil)
      let own = try await bench.accepted(ListDeliveries(from: instruction.order, limit: 1))
      #expect(own.items.first?.instruction.recipient == recipient)
      let plan = try await bench.accepted(PlanDay(tomorrow))
      // The place of its postcode, there and back: 2,000 m north.
      #expect(plan.routes.first?.metres == 4_000)
      for file in try FileManager.default.subpathsOfDirectory(atPath: "\(bench.directory)/data") {
        let data = FileManager.default.contents(atPath: "\(bench.directory)/data/\(file)") ?? Data()
        #expect(data.range(of: Data("Quittengelee".utf8)) == nil, "\(file)")
      }
    }
  }

  @Test func `for another check, for another carrier, or changed, are refused by name`() async throws {
    try await withKey { bench, key in
      let stranger = AddressKey()
      let moved = try sealed(to: key.publicKey, for: ids.check())
      expectUnreadable(try await bench.ask(Instruct(moved)), "the seal is broken")
      expectUnreadable(try await bench.ask(Instruct(sealed(to: stranger.publicKey))), "\(stranger.id)")
      var changed = try sealed(to: key.publicKey)
      var bytes = need(changed.sealed).bytes
      bytes[bytes.count - 1] ^= 1
      changed.sealed = need(SealedRecipient(bytes))
      expectUnreadable(try await bench.ask(Instruct(changed)), "the seal is broken")
      changed.sealed = need(SealedRecipient([0x81]))
      expectUnreadable(try await bench.ask(Instruct(changed)), "no seal")
      #expect(try await bench.accepted(GetCompany()).deliveries == 0)
      // In clear it goes as ever.
      #expect(try await bench.accepted(Instruct(.fresh())).instruction.recipient != nil)
    }
  }

  @Test func `by an older key of the file are read, and without a key refused`() async throws {
    try await withPeers { bench in
      let data = "\(bench.directory)/data"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      let old = try need(AddressKeys.add(to: data, given: nil).keys.keys.first)
      #expect(try AddressKeys.add(to: data, given: nil).keys.publicKeys.count == 2)
      let read = try sealed(to: old.publicKey)
      try await bench.withCarrier {
        try await bench.prepare()
        _ = try await bench.accepted(Instruct(read))
      }
      try FileManager.default.removeItem(atPath: "\(data)/\(AddressKeys.fileName)")
      try await bench.withCarrier {
        expectUnreadable(try await bench.ask(Instruct(sealed(to: old.publicKey))), "no address key")
        // What was read before needs none.
        _ = try await bench.accepted(Instruct(read))
      }
    }
  }
}
