/// The decoder for those who have arrays.
import Wire

extension RequestDecoder {
  func decode(_ method: Method, _ bytes: [UInt8]) -> RequestDecoder.Decoded {
    unsafe bytes.withUnsafeBytes { unsafe decode(method, $0) }
  }
}

extension RequestDecoder.Decoded {
  var request: Request? { if case .request(let request) = self { request } else { nil } }
  var invalid: Invalid? { if case .invalid(let invalid) = self { invalid } else { nil } }
}
