/// A file of orders for the post office: a header, a record an order, a trailer with their count and sum.
internal import Ledger

/// `VOUCH-ORDERS-000017.txt`, as it is written and read again.
struct PostOrderFile: Hashable, Sendable {
  /// 1 …, one more for each file.
  let number: Int64
  let customer: String
  let created: String
  let currency: Currency
  var orders: [PostOrder]

  static let version = "1"
  /// So that a sum of the largest amounts still has 19 digits, and a file is read by people.
  static let maximumOrders = 1_000
  static let prefix = "VOUCH-ORDERS-"
  static let suffix = ".txt"

  static func name(of number: Int64) -> String { prefix + PostLine.number(number) + suffix }

  /// What a file is called that holds this.
  var name: String { PostOrderFile.name(of: number) }

  /// The whole file.
  var text: String {
    let header = [
      "H", "VOUCH-ORDERS", PostOrderFile.version, PostLine.number(number), customer, created, currency.code,
    ]
    let sum = orders.reduce(0) { $0 + $1.amount }
    return PostLine.joined(header) + orders.map { PostLine.joined($0.fields) }.joined()
      + PostLine.joined(["T", String(orders.count), String(sum)])
  }

  init(number: Int64, customer: String, created: String, currency: Currency, orders: [PostOrder]) {
    (self.number, self.customer, self.created) = (number, customer, created)
    (self.currency, self.orders) = (currency, orders)
  }

  /// Reads a file of our own.
  init(_ bytes: [UInt8]) throws(PostFault) {
    let lines = try PostLine.split(bytes)
    let header = try lines.fields(1, "H", 7, "header")
    guard header[1] == "VOUCH-ORDERS", header[2] == PostOrderFile.version else {
      throw PostFault(1, "it is no file of orders of version \(PostOrderFile.version)")
    }
    guard let number = PostLine.number(in: header[3]), number > 0 else { throw PostFault(1, "it has no file number") }
    guard PostLine.isTime(header[5]) else { throw PostFault(1, "its creation has no time") }
    guard let currency = Currency(code: header[6]), header[6] == currency.code else {
      throw PostFault(1, "its currency is not known")
    }
    self.init(number: number, customer: header[4], created: header[5], currency: currency, orders: [])
    guard lines.count <= PostOrderFile.maximumOrders + 2 else {
      throw PostFault(PostOrderFile.maximumOrders + 2, "it has more than \(PostOrderFile.maximumOrders) orders")
    }
    var sum: Int64 = 0
    for line in 2..<max(2, lines.count) {
      let order = try PostOrder(try lines.fields(line, "D", PostOrder.fieldCount, "order"), in: currency, line)
      orders.append(order)
      sum += order.amount
    }
    try lines.checkTrailer(count: orders.count, sum: sum)
  }
}

/// One order as it stands in a file.
struct PostOrder: Hashable, Sendable {
  let id: String
  let purpose: PaymentOrder.Purpose
  let amount: Int64
  let currency: Currency
  let from: PaymentOrder.Holder
  let to: PaymentOrder.Holder
  let text: String

  static let fieldCount = 11

  /// An order as the post office can be told it. Throws why it cannot.
  init(_ order: PaymentOrder) throws(PostRefusal) {
    guard PostLine.isID(order.id) else { throw PostRefusal("its id is not 1 to 35 of A-Z, 0-9 and '-'") }
    guard Amount(minorUnits: order.amount) != nil else {
      throw PostRefusal("its amount is not 1 to \(Amount.maximum) minor units")
    }
    self.init(
      id: order.id, purpose: order.purpose, amount: order.amount, currency: order.currency,
      from: try PostOrder.holder(order.from, "payer"), to: try PostOrder.holder(order.to, "payee"),
      text: PostOrder.plain(order.text, PostLine.textWidth))
  }

  private init(
    id: String, purpose: PaymentOrder.Purpose, amount: Int64, currency: Currency, from: PaymentOrder.Holder,
    to: PaymentOrder.Holder, text: String
  ) {
    (self.id, self.purpose, self.amount, self.currency) = (id, purpose, amount, currency)
    (self.from, self.to, self.text) = (from, to, text)
  }

  /// The record's fields.
  var fields: [String] {
    ["D", id, purpose.post, String(amount), from.number, from.institution, from.name]
      + [to.number, to.institution, to.name, text]
  }

  fileprivate init(_ fields: [String], in currency: Currency, _ line: Int) throws(PostFault) {
    guard PostLine.isID(fields[1]) else { throw PostFault(line, "the order has no id") }
    guard let purpose = PaymentOrder.Purpose.allCases.first(where: { $0.post == fields[2] }) else {
      throw PostFault(line, "the order's purpose is not known")
    }
    guard let amount = PostLine.amount(in: fields[3]) else { throw PostFault(line, "the order has no amount") }
    self.init(
      id: fields[1], purpose: purpose, amount: amount, currency: currency,
      from: PaymentOrder.Holder(name: fields[6], number: fields[4], institution: fields[5]),
      to: PaymentOrder.Holder(name: fields[9], number: fields[7], institution: fields[8]), text: fields[10])
  }

  /// What differs in a later order of the same id; nil where it is the same. Names and texts may be put otherwise.
  func difference(from other: PostOrder) -> String? {
    if purpose != other.purpose { return "purpose" }
    if amount != other.amount || currency != other.currency { return "amount" }
    if from.number != other.from.number || from.institution != other.from.institution { return "payer" }
    return to.number != other.to.number || to.institution != other.to.institution ? "payee" : nil
  }

  /// A number is taken as it is, or not at all; a name may be put in simpler letters.
  private static func holder(_ holder: PaymentOrder.Holder, _ who: String) throws(PostRefusal) -> PaymentOrder.Holder {
    func isPlain(_ text: String) -> Bool {
      text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != PostLine.separator }
    }
    guard (1...PostLine.numberWidth).contains(holder.number.utf8.count), isPlain(holder.number) else {
      throw PostRefusal("the number of the \(who) is not 1 to \(PostLine.numberWidth) characters of ASCII")
    }
    guard holder.institution.utf8.count <= PostLine.numberWidth, isPlain(holder.institution) else {
      throw PostRefusal("the institution of the \(who) is more than \(PostLine.numberWidth) characters of ASCII")
    }
    return PaymentOrder.Holder(
      name: plain(holder.name, PostLine.nameWidth), number: holder.number, institution: holder.institution)
  }

  /// As much of a text as there is room for, in ASCII: letters without their marks, and `?` for what has no such letter.
  static func plain(_ text: String, _ width: Int) -> String {
    var plain = ""
    for character in text.prefix(width) {
      if let ascii = character.asciiValue, ascii >= 0x20, ascii <= 0x7E, ascii != PostLine.separator {
        plain.append(character)
      } else if character == ";" {
        plain.append(",")
      } else if character.isWhitespace {
        plain.append(" ")
      } else {
        plain.append(PostOrder.letter(character))
      }
    }
    return plain
  }

  private static func letter(_ character: Character) -> Character {
    // "é" is "e" and an accent, whichever way it came; most of Latin-1 and its neighbours is in this short list.
    guard let scalar = character.unicodeScalars.first else { return "?" }
    if scalar.isASCII, scalar.value >= 0x20, scalar.value <= 0x7E { return Character(scalar) }
    return letters[character] ?? "?"
  }

  private static let letters: [Character: Character] = {
    let rows =
      [
        "A": "ÀÁÂÃÄÅĀĂĄÆ", "C": "ÇĆČ", "D": "ĎĐÐ", "E": "ÈÉÊËĒĘĚ", "G": "ĞĢ", "I": "ÌÍÎÏĪİ", "L": "ŁĽĻ", "N": "ÑŃŇŅ",
        "O": "ÒÓÔÕÖØŌŐŒ", "R": "ŘŔ", "S": "ŚŠŞȘ", "T": "ŤŢȚÞ", "U": "ÙÚÛÜŪŮŰ", "Y": "ÝŸ", "Z": "ŹŻŽ", "a": "àáâãäåāăąæ",
        "c": "çćč", "d": "ďđð", "e": "èéêëēęě", "g": "ğģ", "i": "ìíîïīı", "l": "łľļ", "n": "ñńňņ", "o": "òóôõöøōőœ",
        "r": "řŕ", "s": "śšşșß", "t": "ťţțþ", "u": "ùúûüūůű", "y": "ýÿ", "z": "źżž",
      ] as KeyValuePairs<Character, String>
    return rows.reduce(into: [:]) { letters, row in for letter in row.value { letters[letter] = row.key } }
  }()
}

/// Why an order cannot be sent to any post office, ever.
struct PostRefusal: Error, Hashable, Sendable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension PaymentOrder.Purpose {
  /// As files have it.
  fileprivate var post: String {
    switch self {
    case .collect: "COLLECT"
    case .payOut: "PAYOUT"
    case .giveBack: "GIVEBACK"
    }
  }
}
