/// Judges whether a caller may ask what it asks: by the table, and nothing else.
internal import Identities
internal import Ledger
internal import RPC
internal import Wire

/// Whether a caller may ask something.
enum Word: Hashable {
  case yes
  /// It is told that this is not there, whether it is or not.
  case absent(Refusal)
  /// It may not ask this.
  case no
  /// Nobody knows who it is.
  case unknown
}

extension Caller {
  /// Whether it may call `method` at all, over whatever.
  func mayCall(_ method: Method) -> Word {
    switch self {
    case .trusted: method.isForStrangers ? .no : .yes
    case .nobody: method.isForStrangers ? .yes : .unknown
    case .known(let identities, _): identities.contains { $0.mayCall(method) } ? .yes : .no
    }
  }

  /// Whether it may ask `request` by `method`: as one of those it is, by itself.
  func mayAsk(_ request: Request, by method: Method) -> Word {
    switch self {
    case .trusted, .nobody: return mayCall(method)
    case .known(let identities, _):
      var word = Word.no
      for identity in identities {
        switch identity.mayAsk(request, by: method) {
        case .yes: return .yes
        case .absent(let refusal): word = .absent(refusal)
        case .no, .unknown: break
        }
      }
      return word
    }
  }
}

extension Method {
  /// Whether it is for who is not known yet.
  fileprivate var isForStrangers: Bool { AuthorityTable.grants(of: self).contains(.stranger) }
}

extension Grant {
  /// Whether it is one for `identity`.
  fileprivate func isFor(_ identity: Identity) -> Bool {
    switch (self, identity) {
    case (.known, _), (.auditor, .auditor), (.terminal, .terminal), (.seller, .seller), (.distributor, .distributor),
      (.rail, .rail):
      true
    case (.operator(let duty), .operator(let duties)): duties.isSuperset(of: duty)
    case (.stranger, _), (.operator, _), (.auditor, _), (.terminal, _), (.seller, _), (.distributor, _), (.rail, _):
      false
    }
  }
}

extension Identity {
  fileprivate func mayCall(_ method: Method) -> Bool { AuthorityTable.grants(of: method).contains { $0.isFor(self) } }

  fileprivate func mayAsk(_ request: Request, by method: Method) -> Word {
    var word = Word.no
    for grant in AuthorityTable.grants(of: method) where grant.isFor(self) {
      let found: Word
      switch grant {
      case .stranger: found = .no
      case .known, .auditor: found = .yes
      case .operator:
        // What others do is not the operator's to say.
        found =
          request.eachMatter { if case .deed(of: let actor) = $0 { actor == .operator } else { true } } ? .yes : .no
      case .terminal(let reach), .seller(let reach), .distributor(let reach):
        found = reach == .own ? mayAskOfItself(request) : .yes
      case .rail: found = mayAskOfItself(request)
      }
      if found == .yes { return .yes }
      if word == .no { word = found }
    }
    return word
  }

  private func mayAskOfItself(_ request: Request) -> Word {
    var absence: Refusal?
    let isOwn = request.eachMatter { matter in
      if matter.isOwn(of: self) { return true }
      absence = matter.absence
      return false
    }
    if isOwn { return .yes }
    return absence.map { .absent($0) } ?? .no
  }
}
