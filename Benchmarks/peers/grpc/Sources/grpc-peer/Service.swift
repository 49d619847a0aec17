/// The service, registered as the generated code of grpc-swift does it.
internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import GRPCProtobuf
internal import SwiftProtobuf

enum Method {
  static let issue = MethodDescriptor(fullyQualifiedService: "vouch.v1.CheckManager", method: "IssueCheck")
  static let present = MethodDescriptor(fullyQualifiedService: "vouch.v1.CheckManager", method: "PresentCheck")
}

struct CheckManagerService: RegistrableRPCService {
  private let ledger = Ledger()

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    let ledger = ledger
    register(Method.issue, with: &router) { ledger.issue($0) }
    register(Method.present, with: &router) { ledger.present($0) }
  }

  private func register<Input: SwiftProtobuf.Message, Output: SwiftProtobuf.Message, Transport: ServerTransport>(
    _ method: MethodDescriptor, with router: inout RPCRouter<Transport>,
    _ answer: @escaping @Sendable (Input) -> Output
  ) {
    router.registerHandler(
      forMethod: method, deserializer: ProtobufDeserializer<Input>(), serializer: ProtobufSerializer<Output>()
    ) { request, _ in
      let request = try await ServerRequest(stream: request)
      return StreamingServerResponse(single: ServerResponse(message: answer(request.message)))
    }
  }
}

/// Serves at a free port of loopback, which is told when it listens.
func serve(_ listens: @escaping @Sendable (Int) -> Void) async throws {
  let server = GRPCServer(
    transport: .http2NIOPosix(address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: .plaintext),
    services: [CheckManagerService()])
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.serve() }
    group.addTask { if let port = try await server.listeningAddress?.ipv4?.port { listens(port) } }
    try await group.waitForAll()
  }
}
