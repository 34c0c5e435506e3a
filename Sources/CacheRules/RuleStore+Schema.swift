import DatabaseFiles
import GRDB

extension RuleStore {
  /// Marks a database file as a rule store: "LSRS" in the header's application id.
  private static let applicationID: Int32 = 0x4C53_5253

  static var file: DatabaseFile { DatabaseFile(applicationID: applicationID, migrator: migrator) }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 rules, credential sets, audit log") { db in
      try db.execute(
        sql: """
          CREATE TABLE registry (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name TEXT NOT NULL
          ) STRICT;
          CREATE TABLE credentialSet (
            name TEXT PRIMARY KEY COLLATE NOCASE,
            loginServer TEXT NOT NULL,
            userName TEXT,
            password TEXT,
            principalID TEXT NOT NULL,
            healthStatus TEXT NOT NULL CHECK (healthStatus IN ('unverified', 'healthy', 'unhealthy')),
            healthCode TEXT,
            healthMessage TEXT
          ) STRICT;
          CREATE TABLE cacheRule (
            ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            source TEXT NOT NULL,
            target TEXT NOT NULL UNIQUE,
            credentialSet TEXT REFERENCES credentialSet (name) ON DELETE RESTRICT,
            managedIdentity TEXT,
            CHECK (credentialSet IS NULL OR managedIdentity IS NULL)
          ) STRICT;
          CREATE INDEX cacheRuleByCredentialSet ON cacheRule (credentialSet);
          CREATE TABLE auditLog (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            milliseconds INTEGER NOT NULL,
            principal TEXT NOT NULL,
            role TEXT NOT NULL,
            operation TEXT NOT NULL,
            subject TEXT NOT NULL,
            refusal TEXT
          ) STRICT;
          PRAGMA application_id = \(applicationID);
          """)
    }
    return migrator
  }
}
