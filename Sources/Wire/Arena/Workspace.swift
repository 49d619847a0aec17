/// The arena of the thread one happens to be on, for as long as one message takes.
internal import Glibc

/// Messages are written on every thread that answers, and read on every thread that asks, a hundred thousand times a
/// second: each thread keeps one arena and uses it again. It is taken out of its place while it is in use, so that a
/// message written within the writing of another gets an arena of its own.
///
/// Never across a suspension: the task might go on on another thread.
@safe struct Workspace: ~Copyable {
  let arena: Arena

  /// How large the chunk is that a thread keeps: the reply with a whole check fits.
  private static let keptBytes = 8192

  init(budget: Int) {
    if let kept = unsafe pthread_getspecific(Workspace.key) {
      pthread_setspecific(Workspace.key, nil)
      arena = unsafe Unmanaged<Arena>.fromOpaque(kept).takeRetainedValue()
      arena.reset(budget: budget)
    } else {
      arena = Arena(firstChunk: Workspace.keptBytes, budget: budget)
    }
  }

  deinit {
    guard unsafe pthread_getspecific(Workspace.key) == nil else { return }
    arena.reset()
    unsafe pthread_setspecific(Workspace.key, Unmanaged.passRetained(arena).toOpaque())
  }

  /// The place where a thread keeps its arena; a thread that ends lets go of it.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let code = unsafe pthread_key_create(&key) { kept in
      if let kept = unsafe kept { unsafe Unmanaged<Arena>.fromOpaque(kept).release() }
    }
    precondition(code == 0, "a process has a thousand of these keys")
    return key
  }()
}
