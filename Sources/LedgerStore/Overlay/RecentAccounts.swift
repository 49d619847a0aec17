/// Accounts that were decided on lately, as the last durable group left them.
internal import LMDB
internal import Ledger

/// What the thread that decides need not look for again. A layer forgets an account when it is folded, some second later,
/// and to find one of a million in LMDB costs a dozen misses of the processor's caches where this costs two or three.
///
/// Invariant: an account that is here is as all layers but the group in the making, and LMDB below them, have it.
@safe final class RecentAccounts {
  let accounts = RecordMap<CodeKey, Account>()
  /// How many there may be. Whoever comes after that finds the place empty: to choose whom to forget would cost every look.
  private let bound: Int

  /// - Parameter bytes: about how much memory it may take.
  init(bytes: Int) { bound = bytes / (MemoryLayout<Account>.stride + RecentAccounts.overhead) }

  /// A key, and a slot that is half empty at worst.
  private static let overhead = 24 + 4 * 8

  @inline(__always)
  func load(_ key: CodeKey, into account: inout Account) -> Bool { accounts.load(key, into: &account) }

  /// Keeps an account that was looked for.
  func add(_ account: inout Account, at key: CodeKey) {
    if accounts.count >= bound { accounts.removeAll() }
    if bound > 0 { accounts.put(&account, at: key) }
  }

  /// Takes over what a group made of its accounts, now that it is durable.
  func take(_ group: Overlay) {
    if accounts.count + group.accounts.count > bound { accounts.removeAll() }
    if group.accounts.count <= bound { accounts.take(group.accounts) }
  }
}
