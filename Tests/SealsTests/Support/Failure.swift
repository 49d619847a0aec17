/// What opening a seal says.
import Seals

/// What opening says that does not open.
func failure(_ open: () throws(SealError) -> some Any) -> SealError? {
  do throws(SealError) {
    _ = try open()
    return nil
  } catch {
    return error
  }
}
