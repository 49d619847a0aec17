/// Where goods go, made of what the check manager has on file (S5'): one line of address, the postcode somewhere in it.
public import Ledger

extension Recipient {
  /// A recipient of name, address and telephone on file; nil when name or address are not.
  public init?(onFile name: Text, address: Text, telephone: Text) {
    guard !name.value.isEmpty, !address.value.isEmpty else { return nil }
    self.init(name: name, address: address, postcode: Recipient.postcode(in: address), telephone: telephone)
  }

  /// The last word of four to six digits that is not the first word (a house number in some countries), with a country's
  /// letters before a hyphen passed over (`D-50667`); empty when there is none. Other countries' postcodes are for people
  /// to give: a guess would send the vehicle somewhere else.
  public static func postcode(in address: Text) -> Text {
    let words = address.value.split { $0 == " " || $0 == "," }.dropFirst()
    for word in words.reversed() {
      let digits = word.split(separator: "-").last ?? word
      if (4...6).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
        return Text(String(digits)) ?? .empty
      }
    }
    return .empty
  }
}
