/// A carrier: who it works for, its vehicles, where postcodes lie, and its day's routes.
public import Ledger

/// A vehicle.
public struct Vehicle: Hashable, Sendable {
  public var code: Code
  /// How much it holds, in litres.
  public var litres: UInt32
  /// When its day begins and ends, in minutes after midnight UTC.
  public var begins: UInt32
  public var ends: UInt32

  /// The end of a day, in minutes after midnight.
  public static let midnight: UInt32 = 24 * 60

  /// A vehicle; nil when it holds nothing, or its day has no length or is longer than a day.
  public init?(code: Code, litres: UInt32, begins: UInt32, ends: UInt32) {
    guard litres > 0, begins < ends, ends <= Vehicle.midnight else { return nil }
    self.code = code
    self.litres = litres
    self.begins = begins
    self.ends = ends
  }
}

/// Where a postcode lies, in metres east and north of anywhere, the same for all.
public struct Place: Hashable, Sendable {
  public var postcode: Text
  public var east: Int32
  public var north: Int32

  /// A place.
  public init(postcode: Text, east: Int32, north: Int32) {
    self.postcode = postcode
    self.east = east
    self.north = north
  }
}

/// A carrier as it shows itself.
public struct Company: Hashable, Sendable {
  public var code: DistributorID
  public var name: Text
  public var sellers: [Partner]
  public var vehicles: [Vehicle]
  /// How many postcodes it knows.
  public var places: UInt64
  /// How many deliveries it ever took.
  public var deliveries: UInt64
  /// How many messages have not been taken yet by whom they are for.
  public var waiting: UInt64
  /// Where its pages are; empty: it has none.
  public var pages = Text.empty

  /// A carrier.
  public init(
    code: DistributorID, name: Text, sellers: [Partner], vehicles: [Vehicle], places: UInt64, deliveries: UInt64,
    waiting: UInt64
  ) {
    self.code = code
    self.name = name
    self.sellers = sellers
    self.vehicles = vehicles
    self.places = places
    self.deliveries = deliveries
    self.waiting = waiting
  }
}

/// One vehicle's way on a day.
public struct Route: Hashable, Sendable {
  public var vehicle: Code
  /// In the order of the way.
  public var stops: [Delivery]
  /// How far it is.
  public var metres: UInt64
  /// How far no route to these stops could be under: the distance between says how good the route may still become.
  public var atLeastMetres: UInt64
  /// How much it is loaded with.
  public var litres: UInt32

  /// A way.
  public init(vehicle: Code, stops: [Delivery], metres: UInt64, atLeastMetres: UInt64, litres: UInt32) {
    self.vehicle = vehicle
    self.stops = stops
    self.metres = metres
    self.atLeastMetres = atLeastMetres
    self.litres = litres
  }
}

/// A day's routes, and what did not fit.
public struct DayPlan: Hashable, Sendable {
  /// Counted from 1970-01-01 UTC.
  public var day: UInt32
  public var routes: [Route]
  /// With the reason in the last event's note.
  public var leftOver: [Delivery]

  /// A plan.
  public init(day: UInt32, routes: [Route], leftOver: [Delivery]) {
    self.day = day
    self.routes = routes
    self.leftOver = leftOver
  }
}
