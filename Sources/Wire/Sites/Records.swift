/// Records: values of shops and carriers as the messages that sites send and keep. One codec for wire and store, so that
/// a field that is added is known to both.
internal import CVouchProtos
internal import Ledger
public import MailOrder

/// A value that stands alone as a message: kept in a site's store, or sent as bytes within another message.
public protocol Record: Hashable, Sendable {
  /// The message.
  var packed: [UInt8] { get }
  /// Reads the message.
  init(packed: [UInt8]) throws(WireError)
}

extension OrderForm: Record {
  public var packed: [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(builder.form(self))
  }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__order__v1__order_form__unpack) { reader, m throws(Invalid) in
      unsafe try reader.form(m)
    }
  }
}

extension Commodity: Record {
  public var packed: [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(builder.commodity(self))
  }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__selling__v1__commodity__unpack) { reader, m throws(Invalid) in
      unsafe try reader.commodity(m)
    }
  }
}

extension Order: Record {
  public var packed: [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(builder.order(self))
  }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__selling__v1__order__unpack) { reader, m throws(Invalid) in
      unsafe try reader.order(m)
    }
  }
}

extension Delivery: Record {
  public var packed: [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(builder.delivery(self))
  }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__distribution__v1__delivery__unpack) { reader, m throws(Invalid) in
      unsafe try reader.delivery(m)
    }
  }
}

extension Vehicle: Record {
  public var packed: [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(builder.vehicle(self))
  }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__distribution__v1__vehicle__unpack) { reader, m throws(Invalid) in
      unsafe try reader.vehicle(m)
    }
  }
}

extension Place: Record {
  public var packed: [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(builder.place(self))
  }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__distribution__v1__place__unpack) { reader, m throws(Invalid) in
      unsafe try reader.place(m)
    }
  }
}

extension Partner: Record {
  public var packed: [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(builder.partner(self))
  }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__selling__v1__partner__unpack) { reader, m throws(Invalid) in
      unsafe try reader.partner(m.code, m.name, m.endpoint, "partner")
    }
  }
}
