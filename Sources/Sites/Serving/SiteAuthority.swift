/// Who may ask what of a site. Each service has one table, in a file of its own, of method × role; what is not granted is
/// refused.
///
/// Absent here: what a shop or a carrier is asked.
public import Identities
public import RPC

/// Somebody who may call a method of a site, and as whom.
public enum SiteGrant: Hashable, Sendable {
  /// Everybody who is let in, strangers too.
  case anybody
  /// The site's own people: who shows the site's own identity, and the users of its machine that are known to it.
  case staff
  /// A buyer, a shop or a carrier, of whom the request speaks.
  case terminal, seller, distributor
  /// Any shop or buyer's terminal. What it is about is looked at where it is known whose it is: another's is not there.
  case concernedSeller, concernedTerminal
}

/// A request to a site, as the table judges it.
public protocol SiteRequest: Hashable, Sendable {
  /// The service's methods, by their position in it.
  associatedtype Method: RawRepresentable<UInt32> & CaseIterable & Sendable
  /// Who may call a method.
  static func grants(of method: Method) -> [SiteGrant]
  /// Which it is of.
  var method: Method { get }
  /// Whom it speaks of as the one who asks; nil: of nobody.
  var speaker: Identity? { get }
}

/// Who asks something of a site.
public struct Asker: Hashable, Sendable {
  /// Who it was shown to be.
  public let caller: Caller
  /// Whether it is one of the site's own people.
  public let isStaff: Bool

  /// A caller of the site that shows itself as `site`.
  public init(_ caller: Caller, at site: Identity) {
    self.caller = caller
    isStaff =
      switch caller {
      case .trusted: true
      case .nobody: false
      // Operators by certificate are the check manager's: a site is not theirs.
      case .known(_, by: .unixUser): true
      case .known(let identities, by: .certificate): identities.contains(site)
      }
  }

  /// Whether it may call a method with these grants at all, about whatever.
  func mayCall(_ grants: [SiteGrant]) -> Bool {
    caller == .trusted
      || grants.contains { grant in
        switch grant {
        case .anybody: true
        case .staff: isStaff
        case .terminal, .concernedTerminal: isTerminal
        case .seller, .concernedSeller: has { if case .seller = $0 { true } else { false } }
        case .distributor: has { if case .distributor = $0 { true } else { false } }
        }
      }
  }

  /// Whether it may ask this.
  public func mayAsk(_ request: some SiteRequest) -> Bool { mayAsk(request, type(of: request)) }

  private func mayAsk<Request: SiteRequest>(_ request: Request, _: Request.Type) -> Bool {
    caller == .trusted
      || Request.grants(of: request.method).contains { grant in
        switch (grant, request.speaker) {
        case (.terminal, .terminal?), (.seller, .seller?), (.distributor, .distributor?): speaks(as: request.speaker)
        case (.terminal, _), (.seller, _), (.distributor, _): false
        case (.anybody, _), (.staff, _), (.concernedSeller, _), (.concernedTerminal, _): mayCall([grant])
        }
      }
  }

  /// Whether it is this one, among others perhaps; whoever is trusted is everybody.
  public func speaks(as identity: Identity?) -> Bool {
    guard let identity else { return false }
    return caller == .trusted || caller.identities.contains(identity)
  }

  /// Whether it is a buyer's terminal, of whatever account.
  public var isTerminal: Bool { has { if case .terminal = $0 { true } else { false } } }

  private func has(_ isOne: (Identity) -> Bool) -> Bool { caller.identities.contains(where: isOne) }
}
