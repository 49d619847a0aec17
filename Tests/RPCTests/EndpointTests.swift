/// How endpoints are written, and which are local.
import RPC
import Testing

@Suite struct `Endpoints` {
  @Test(
    arguments: [
      ("127.0.0.1:7411", .tcp(host: "127.0.0.1", port: 7411)),
      ("localhost:0", .tcp(host: "localhost", port: 0)),
      ("[::1]:65535", .tcp(host: "::1", port: 65535)),
      ("[fe80::1%eth0]:80", .tcp(host: "fe80::1%eth0", port: 80)),
      ("check-manager.example:7411", .tcp(host: "check-manager.example", port: 7411)),
      ("unix:/run/vouch/vouchd.sock", .unix(path: "/run/vouch/vouchd.sock")),
    ] as [(String, Endpoint)])
  func `an endpoint is read, and written as it was`(_ text: String, endpoint: Endpoint) {
    #expect(Endpoint(text) == endpoint)
    #expect("\(endpoint)" == text)
  }

  @Test(arguments: [
    "", ":", ":7411", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:-0", "localhost:+80",
    "localhost: 80", "localhost:8O", "::1:80", "[::1:80", "[]:80", "[localhost]:80", "two words:80", "a/b:80",
    "ä:80", "unix:", "unix:relative.sock", "unix:/" + String(repeating: "x", count: 107), "http://a:80",
  ])
  func `what is none is not read`(_ text: String) {
    #expect(Endpoint(text) == nil)
  }

  @Test func `nothing with a NUL in it is read`() {
    #expect(Endpoint("unix:/a\0b") == nil)
    #expect(Endpoint("a\0b:80") == nil)
  }

  @Test func `the longest path of a Unix socket is read`() {
    #expect(Endpoint("unix:/" + String(repeating: "x", count: 106)) != nil)
  }

  @Test(arguments: [
    ("127.0.0.1:1", true), ("127.255.255.255:1", true), ("localhost:1", true), ("[::1]:1", true), ("unix:/a", true),
    ("0.0.0.0:1", false), ("[::]:1", false), ("128.0.0.1:1", false), ("127.1:1", false), ("127.0.0.1.example:1", false),
    ("127.0.0.256:1", false), ("127.0.0.:1", false), ("127.+1.0.1:1", false), ("127.0.-0.1:1", false),
    ("localhost.example:1", false), ("example:1", false),
  ])
  func `local is only what this machine alone can reach`(_ text: String, isLocal: Bool) throws {
    #expect(try #require(Endpoint(text)).isLocal == isLocal)
  }
}
