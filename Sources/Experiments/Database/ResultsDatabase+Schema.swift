import DatabaseFiles
import GRDB

extension ResultsDatabase {
  /// Marks a database file as one of results: "LSDB" in the header's application id.
  private static let applicationID: Int32 = 0x4C53_4442

  static var file: DatabaseFile { DatabaseFile(applicationID: applicationID, migrator: migrator) }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    // Unsigned numbers of 64 bits are texts: SQLite's integers are signed.
    migrator.registerMigration("1 replications, experiments, parameters, metrics") { db in
      try db.execute(
        sql: """
          CREATE TABLE replications (
            identity TEXT NOT NULL,
            program TEXT NOT NULL,
            replication INTEGER NOT NULL CHECK (replication >= 0),
            fingerprint TEXT NOT NULL,
            figures BLOB NOT NULL,
            stored_utc TEXT NOT NULL,
            PRIMARY KEY (identity, program, replication)
          ) STRICT;
          CREATE TABLE experiments (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            verb TEXT NOT NULL,
            title TEXT NOT NULL,
            scenario TEXT NOT NULL,
            scenario_text TEXT NOT NULL,
            scenario_hash TEXT NOT NULL,
            seed TEXT NOT NULL,
            replications INTEGER NOT NULL,
            version TEXT NOT NULL,
            program TEXT NOT NULL,
            started_utc TEXT NOT NULL,
            folder TEXT NOT NULL,
            verdict TEXT NOT NULL,
            fingerprint TEXT NOT NULL
          ) STRICT;
          CREATE TABLE parameters (
            experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            point INTEGER NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (experiment, point, key)
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE metrics (
            experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            point INTEGER NOT NULL,
            metric TEXT NOT NULL,
            workload TEXT NOT NULL,
            region TEXT NOT NULL,
            to_region TEXT NOT NULL,
            upstream TEXT NOT NULL,
            outcome TEXT NOT NULL,
            fault TEXT NOT NULL,
            unit TEXT NOT NULL,
            n INTEGER NOT NULL,
            mean REAL,
            half_width REAL,
            verdict TEXT NOT NULL
          ) STRICT;
          CREATE INDEX metrics_by_experiment ON metrics (experiment, point);
          PRAGMA application_id = \(applicationID);
          """)
    }
    migrator.registerMigration("2 shards of sweeps") { db in
      try db.execute(
        sql: """
          CREATE TABLE shard (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            shard INTEGER NOT NULL,
            shards INTEGER NOT NULL,
            sweep TEXT NOT NULL,
            version TEXT NOT NULL,
            program TEXT NOT NULL,
            summary BLOB NOT NULL
          ) STRICT;
          CREATE TABLE shard_points (
            point INTEGER PRIMARY KEY CHECK (point >= 0),
            outcome BLOB NOT NULL
          ) STRICT;
          """)
    }
    return migrator
  }
}
