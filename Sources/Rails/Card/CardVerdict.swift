/// What field 39 of an answer means.

/// What follows from a response code.
enum CardVerdict: Hashable, Sendable {
  /// It is done as asked.
  case approved
  /// It will not be done.
  case declined
  /// Nobody could decide it: it is asked again later.
  case later
  /// It may have been done, in another way than was asked or before: it is taken back.
  case unclear

  /// The verdict of a code. One that is not in the table declines: nobody is charged by it.
  init(code: String) { self = CardVerdict.table[code]?.verdict ?? .declined }

  /// What a code means, in words.
  static func words(of code: String) -> String { table[code]?.words ?? "the issuer does not say why" }

  /// ISO 8583:1987, A.9 (actions by response code), in our words.
  private static let table: [String: (verdict: CardVerdict, words: String)] = [
    "00": (.approved, "approved"),
    "01": (.declined, "the issuer wants to be called"),
    "02": (.declined, "the issuer wants to be called, on special conditions"),
    "03": (.declined, "the host does not know this merchant"),
    "04": (.declined, "the card is to be taken in"),
    "05": (.declined, "the issuer does not honour it"),
    "06": (.declined, "the host found an error"),
    "07": (.declined, "the card is to be taken in, on special conditions"),
    "08": (.unclear, "only with identification"),
    "09": (.later, "the host is still at it"),
    "10": (.unclear, "only a part was approved"),
    "11": (.unclear, "approved as for an important person"),
    "12": (.declined, "no such transaction is possible"),
    "13": (.declined, "the amount is not possible"),
    "14": (.declined, "there is no such card"),
    "15": (.declined, "there is no such issuer"),
    "19": (.later, "it is to be entered again"),
    "22": (.later, "the host may be faulty"),
    "25": (.declined, "the host does not find the original"),
    "30": (.declined, "the host does not understand the message"),
    "33": (.declined, "the card has expired, and is to be taken in"),
    "34": (.declined, "the issuer suspects a fraud"),
    "36": (.declined, "the card is restricted"),
    "39": (.declined, "there is no credit account"),
    "41": (.declined, "the card is lost"),
    "43": (.declined, "the card is stolen"),
    "51": (.declined, "there is not enough money"),
    "54": (.declined, "the card has expired"),
    "55": (.declined, "the PIN is wrong"),
    "57": (.declined, "the card's holder may not do this"),
    "58": (.declined, "this terminal may not do this"),
    "59": (.declined, "the issuer suspects a fraud"),
    "61": (.declined, "it is over the limit of the amount"),
    "62": (.declined, "the card is restricted"),
    "63": (.declined, "a rule of security was broken"),
    "65": (.declined, "it is over the limit of how often"),
    "68": (.unclear, "the issuer's answer came too late to the host"),
    "75": (.declined, "the PIN was tried too often"),
    "90": (.later, "the host is closing its day"),
    "91": (.later, "the issuer cannot be reached"),
    "92": (.later, "the host finds no way to the issuer"),
    "93": (.declined, "the law forbids it"),
    "94": (.unclear, "the host has had this message before"),
    "96": (.later, "the host does not work"),
    "98": (.later, "the host has no access to the issuer now"),
  ]
}
