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

extension Builder {
  /// A record's bytes.
  static func record<Message>(_ make: (borrowing Builder) -> UnsafeMutablePointer<Message>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.pack(make(builder))
  }
}

extension Reader {
  /// Reads a record.
  static func record<Message, Value>(
    _ packed: [UInt8], _ unpack: Arena.Unpack<Message>, budget: Int = replyBudget,
    _ read: (Reader) -> (Message) throws(Invalid) -> Value
  ) throws(WireError) -> Value {
    unsafe try whole(packed, unpack, budget: budget) { reader, m throws(Invalid) in try read(reader)(m) }
  }

  /// Reads a message that stands alone: a reply, or a record.
  static func whole<Message, Value>(
    _ bytes: [UInt8], _ unpack: Arena.Unpack<Message>, budget: Int = replyBudget,
    _ read: (Reader, Message) throws(Invalid) -> Value
  ) throws(WireError) -> Value {
    let workspace = Workspace(budget: budget)
    let arena = workspace.arena
    let message = unsafe bytes.withUnsafeBytes { unsafe arena.unpack($0, with: unpack)?.pointee }
    guard let m = message else { throw arena.isSpent ? .tooLarge : .unreadable }
    do throws(Invalid) {
      return try read(Reader(arena: arena), m)
    } catch {
      throw .contradictory(error)
    }
  }
}

extension OrderForm: Record {
  /// How many bytes a form may unpack to. It comes within a request of anybody's; the longest honest one takes less than
  /// half.
  private static let budget = 64 << 10

  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.form(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__order__v1__order_form__unpack, budget: OrderForm.budget, Reader.form)
  }
}

extension Recipient: Record {
  /// How many bytes a recipient may unpack to: it comes out of a seal that anybody may have made.
  private static let budget = 16 << 10

  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.recipient(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(
      packed, vouch__order__v1__recipient__unpack, budget: Recipient.budget, Reader.wholeRecipient)
  }
}

extension Commodity: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.commodity(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__selling__v1__commodity__unpack, Reader.commodity)
  }
}

extension Order: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.order(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__selling__v1__order__unpack, Reader.order)
  }
}

extension Offer: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.offer(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__selling__v1__offer__unpack, Reader.offer)
  }
}

extension Picture: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.picture(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__selling__v1__picture__unpack, Reader.picture)
  }
}

extension Delivery: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.delivery(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__distribution__v1__delivery__unpack, Reader.delivery)
  }
}

extension Vehicle: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.vehicle(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__distribution__v1__vehicle__unpack, Reader.vehicle)
  }
}

extension Place: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.place(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__distribution__v1__place__unpack, Reader.place)
  }
}

extension Pass: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.pass(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.record(packed, vouch__distribution__v1__pass__unpack, Reader.pass)
  }
}

extension Partner: Record {
  public var packed: [UInt8] { unsafe Builder.record { unsafe $0.partner(self) } }
  public init(packed: [UInt8]) throws(WireError) {
    self = unsafe try Reader.whole(packed, vouch__selling__v1__partner__unpack) { reader, m throws(Invalid) in
      unsafe try reader.partner(m.code, m.name, m.endpoint, "partner")
    }
  }
}
