/// What the programs ask of peers besides a run.
public enum Peers {
  /// The books of a PostgreSQL that `Tools/benchmark/postgres.py` has started.
  public static func provePostgres(_ target: Target) throws -> Proof { try PostgresDialect.prove(target) }
}
