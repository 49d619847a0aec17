/// The postman between a store and real peers: at least once, in order, over failures and restarts.
import Ledger
import Logging
import MailOrder
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RPC
import Testing
import Wire

@testable import Sites

@Suite(.timeLimit(.minutes(30)))
struct PostmanTests {
  /// A peer that notes which checks it was asked for, and does with each request what the test says.
  private final class Peer: Sendable {
    enum Act { case answer, fail, ignore }
    let endpoint: Endpoint
    private let server: RPCServer
    private let heard: NIOLockedValueBox<[UInt64]>
    var numbers: [UInt64] { heard.withLockedValue { $0 } }

    init(_ act: @escaping @Sendable (UInt64, _ time: Int) -> Act) async throws {
      let heard = NIOLockedValueBox<[UInt64]>([])
      self.heard = heard
      server = RPCServer(
        group: MultiThreadedEventLoopGroup.singleton, limits: ServerLimits(), logger: Logger(label: "peer")
      ) { group in
        for request in group.requests {
          // A check's number is the last of its bytes.
          let number = request.message.readableBytesView.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
          let time = heard.withLockedValue { heard in
            heard.append(number)
            return heard.count { $0 == number }
          }
          switch act(number, time) {
          case .answer:
            group.reply([OutgoingReply(to: request.requestID, message: [UInt8(truncatingIfNeeded: number)])])
          case .fail: group.reply([OutgoingReply(failing: request.requestID, with: .unavailable)])
          case .ignore: break
          }
        }
      }
      endpoint = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0))
    }

    func stop() async {
      await server.stopTaking()
      _ = await server.drain(within: .zero)
    }
  }

  private final class Kept: Sendable {
    private let state = NIOLockedValueBox<[UInt8]>([])
    var answers: [UInt8] { state.withLockedValue { $0 } }
    func add(_ answer: [UInt8]) { state.withLockedValue { $0 += answer } }
  }

  /// Runs a postman until `done` holds.
  private func carry(
    _ store: SiteStore, _ outbox: Outbox, to peers: [Destination: Endpoint], keeping kept: Kept = Kept(),
    failing: @escaping @Sendable (UInt64) -> Bool = { _ in false }, until done: @escaping () async throws -> Bool
  ) async throws {
    let postman = Postman(
      store: store, outbox: outbox, logger: Logger(label: "test"), lookup: { peers[$0] },
      settle: { number, _, answer in
        if failing(number) { throw WireError.unreadable }
        let isFirst = try await store.write { transaction throws(SiteStoreError) in
          try outbox.remove(number, in: transaction)
        }
        if isFirst { kept.add(answer) }
      })
    let running = Task { try await postman.run() }
    do {
      try await eventually("all is carried", done)
    } catch {
      running.cancel()
      throw error
    }
    running.cancel()
    try await running.value
  }

  private func add(_ messages: [OutgoingMessage], to outbox: Outbox, of store: SiteStore) async throws {
    try await store.write { transaction throws(SiteStoreError) in
      for message in messages { try outbox.add(message, in: transaction) }
    }
    outbox.notify()
  }

  private func isEmpty(_ outbox: Outbox, of store: SiteStore) throws -> Bool {
    try store.read { transaction throws(SiteStoreError) in try outbox.count(in: transaction) == 0 }
  }

  @Test func `each message arrives, and those about one order in their order`() async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      let peer = try await Peer { _, _ in .answer }
      // Order k has the messages k, k+10, k+20, …
      let messages = (0..<100 as Range<UInt64>).map { message($0, about: $0 % 10) }
      try await add(messages, to: tables.outbox, of: store)
      try await carry(store, tables.outbox, to: [.manager: peer.endpoint]) { try isEmpty(tables.outbox, of: store) }
      #expect(Set(peer.numbers) == Set(0..<100))
      for order in 0..<10 as Range<UInt64> {
        let ofOrder = peer.numbers.filter { $0 % 10 == order }
        #expect(ofOrder == ofOrder.sorted())
      }
      await peer.stop()
    }
  }

  @Test func `what fails goes again, and nothing about its order overtakes it`() async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      let peer = try await Peer { number, time in number == 1 && time <= 3 ? .fail : .answer }
      try await add([message(1, about: 1), message(2, about: 1), message(3, about: 2)], to: tables.outbox, of: store)
      let kept = Kept()
      try await carry(store, tables.outbox, to: [.manager: peer.endpoint], keeping: kept) {
        try isEmpty(tables.outbox, of: store)
      }
      #expect(peer.numbers.count { $0 == 1 } >= 4)
      let last = try #require(peer.numbers.lastIndex(of: 1))
      #expect(try #require(peer.numbers.firstIndex(of: 2)) > last)
      #expect(kept.answers.sorted() == [1, 2, 3])
      await peer.stop()
    }
  }

  @Test func `an answer that cannot be read is asked for again`() async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      let peer = try await Peer { _, _ in .answer }
      let tries = NIOLockedValueBox(0)
      try await add([message(1, about: 1)], to: tables.outbox, of: store)
      try await carry(
        store, tables.outbox, to: [.manager: peer.endpoint],
        failing: { _ in
          tries.withLockedValue { tries in
            tries += 1
            return tries < 3
          }
        }, until: { try isEmpty(tables.outbox, of: store) })
      #expect(peer.numbers == [1, 1, 1])
      await peer.stop()
    }
  }

  @Test func `messages outlive the store's closing, and go out by the next postman`() async throws {
    try await withDirectory { path in
      let nobody = Endpoint.tcp(host: "127.0.0.1", port: 1)
      do {
        let (store, tables) = try open(path)
        try await add((1...5).map { message($0, about: $0) }, to: tables.outbox, of: store)
        let looked = NIOLockedValueBox(0)
        try await carry(store, tables.outbox, to: [.manager: nobody]) {
          looked.withLockedValue { looked in
            looked += 1
            return looked > 50
          }
        }
        #expect(try !isEmpty(tables.outbox, of: store))
      }
      // The first postman's tasks may hold the store a moment longer.
      var reopened: (SiteStore, Tables)?
      try await eventually("the store is closed") {
        reopened = try? open(path)
        return reopened != nil
      }
      let (store, tables) = try #require(reopened)
      let peer = try await Peer { _, _ in .answer }
      try await carry(store, tables.outbox, to: [.manager: peer.endpoint]) { try isEmpty(tables.outbox, of: store) }
      #expect(Set(peer.numbers) == [1, 2, 3, 4, 5])
      await peer.stop()
    }
  }

  @Test func `a destination that is deaf, gone or unknown holds up no other`() async throws {
    try await withDirectory { path in
      let (store, tables) = try open(path)
      let deaf = Destination.distributor(DistributorID(code("DEAF")))
      let gone = Destination.distributor(DistributorID(code("GONE")))
      let unknown = Destination.seller(SellerID(code("UNKNOWN")))
      let deafPeer = try await Peer { _, _ in .ignore }
      let peer = try await Peer { _, _ in .answer }
      let others = [deaf, gone, unknown].flatMap { destination in
        (100..<200 as Range<UInt64>).map { message($0, about: $0, to: destination) }
      }
      try await add(others + (0..<50 as Range<UInt64>).map { message($0, about: $0) }, to: tables.outbox, of: store)
      try await carry(
        store, tables.outbox,
        to: [.manager: peer.endpoint, deaf: deafPeer.endpoint, gone: .tcp(host: "127.0.0.1", port: 1)]
      ) { peer.numbers.count >= 50 }
      #expect(Set(peer.numbers) == Set(0..<50))
      #expect(Set(deafPeer.numbers).count <= Lines.inFlight)
      await peer.stop()
      await deafPeer.stop()
    }
  }
}
