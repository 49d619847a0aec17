/// What a plan assumes and how much work it may be: each bound with its name and reason. A plan says them; they are no
/// measurements of anybody's streets.

/// The assumptions and bounds of planning.
public enum PlanningRules {
  /// How fast a vehicle gets on, in metres a minute as the crow flies: 30 km/h, which streets, bends and lights leave of
  /// the 40 to 50 that are driven.
  public static let metresPerMinute = 500
  /// How long a stop takes, in minutes: find the door, ring, hand over.
  public static let minutesPerStop = 5
  /// How long the way to a stop is taken to be whose postcode is unknown, in minutes, and from it to the next or home.
  public static let minutesToUnknown = 30
  /// How long a window is that a recipient is told, in minutes.
  public static let windowMinutes = 60
  /// Windows begin at a multiple of so many minutes: people remember a quarter of an hour.
  public static let windowStep = 15
  /// How many parcels a day's plan takes, the oldest first: it is one message, and some seconds of work at most.
  public static let maximumParcels = 2000
  /// How many improvements of one route are made before it is taken as it is. Routes of a day end far below: each
  /// improvement shortens, and a route of a hundred stops has had all of its own after a few hundred.
  public static let maximumImprovements = 10_000
  /// The longest part of a route that is moved as a whole (Or-opt).
  public static let longestMovedPart = 3
  /// How many rounds the lower bound is raised.
  public static let boundRounds = 120
  /// Above so many stops the lower bound is raised in fewer rounds, so that the work stays the same.
  public static let boundStops = 100
}
