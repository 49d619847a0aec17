/// Which users of this machine are whom.
import Glibc
import Identities
import Testing

@testable import RPC

@Suite struct `The users of this machine` {
  @Test func `are nobody, but root and the server's own, who may do everything`() {
    let users = LocalUsers()
    #expect(users.caller(0) == .known([.operator(.all)], by: .unixUser(0)))
    #expect(users.caller(geteuid()) == .known([.operator(.all)], by: .unixUser(geteuid())))
    #expect(users.caller(4711) == .nobody)
  }

  @Test func `are operators with the duties that a setting says`() throws {
    let users = try #require(LocalUsers("4711:enrol+read, 4712:all"))
    #expect(users.caller(4711) == .known([.operator([.enrol, .read])], by: .unixUser(4711)))
    #expect(users.caller(4712) == .known([.operator(.all)], by: .unixUser(4712)))
    #expect(users.caller(0) == .known([.operator(.all)], by: .unixUser(0)))
    #expect(
      LocalUsers(users.description.split(separator: ", ").dropFirst().joined(separator: ", ")) != nil || geteuid() != 0)
  }

  @Test(arguments: [
    "", ",", "4711", "4711:", ":all", "-1:all", "+1:all", "4711:enrol, 4711:read", "4711:king", "4711:enrol+enrol",
    "0:read",
    "4294967296:all", "4711:enrol read", "alice:all", "4711:all,",
  ])
  func `are not read from anything else`(text: String) { #expect(LocalUsers(text) == nil) }
}
