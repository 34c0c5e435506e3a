import GRDB

/// Which experiments are meant: all that meet every condition.
public struct ExperimentQuery: Hashable, Sendable {
  /// Those with these numbers; empty: with any.
  public var ids: [Int64] = []
  public var verb: String?
  /// The scenario file's name, with or without its ending.
  public var scenario: String?
  /// Only so many of the newest.
  public var last: Int?

  public init(
    ids: [Int64] = [], verb: String? = nil, scenario: String? = nil, last: Int? = nil
  ) {
    (self.ids, self.verb, self.scenario, self.last) = (ids, verb, scenario, last)
  }
}

extension ResultsDatabase {
  /// Keeps the record of an experiment, with its parameters and what it found.
  ///
  /// - Returns: Its number.
  @discardableResult
  public func record(
    _ experiment: ExperimentRecord, parameters: [ExperimentParameter] = [],
    metrics: [ExperimentMetric] = []
  ) throws(ResultsDatabaseError) -> Int64 {
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO experiments
            (verb, title, scenario, scenario_text, scenario_hash, seed, replications, version,
             program, started_utc, folder, verdict, fingerprint)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          experiment.verb, experiment.title, experiment.scenario, experiment.scenarioText,
          experiment.scenarioHash, String(experiment.seed), experiment.replications,
          experiment.version, experiment.program, experiment.startedUTC, experiment.folder,
          experiment.verdict, experiment.fingerprint,
        ])
      let id = db.lastInsertedRowID
      let parameter = try db.makeStatement(
        sql: "INSERT INTO parameters (experiment, point, key, value) VALUES (?, ?, ?, ?)")
      for one in parameters {
        try parameter.execute(arguments: [id, one.point, one.key, one.value])
      }
      let metric = try db.makeStatement(
        sql: "INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      for one in metrics {
        try metric.execute(
          arguments: [id, one.point] + StatementArguments(one.metric.fields)
            + [one.metric.unit, one.count, one.mean, one.halfWidth, one.verdict])
      }
      return id
    }
  }

  /// The experiments that a query means, the newest last.
  ///
  /// - Throws: ``ResultsDatabaseError/noExperiment(_:nearest:path:)`` for a number that none has.
  public func experiments(
    matching query: ExperimentQuery = ExperimentQuery()
  ) throws(ResultsDatabaseError) -> [ExperimentRecord] {
    try read { db in
      for id in query.ids { try check(id, db) }
      var conditions = ["TRUE"]
      var arguments: StatementArguments = []
      if !query.ids.isEmpty {
        conditions.append("id IN (\(query.ids.map(String.init).joined(separator: ", ")))")
      }
      if let verb = query.verb {
        conditions.append("verb = ?")
        arguments += [verb]
      }
      if let scenario = query.scenario {
        conditions.append("scenario IN (?, ?, ?)")
        arguments += [scenario, scenario + ".yaml", scenario + ".yml"]
      }
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM experiments WHERE \(conditions.joined(separator: " AND "))
          ORDER BY id DESC LIMIT \(query.last ?? -1)
          """, arguments: arguments)
      return rows.reversed().map(ExperimentRecord.init)
    }
  }

  /// What an experiment was told, point by point, by key.
  public func parameters(
    of id: Int64
  ) throws(ResultsDatabaseError) -> [ExperimentParameter] {
    try read { db in
      try check(id, db)
      return try Row.fetchAll(
        db, sql: "SELECT * FROM parameters WHERE experiment = ? ORDER BY point, key",
        arguments: [id]
      ).map { ExperimentParameter(point: $0["point"], key: $0["key"], value: $0["value"]) }
    }
  }

  /// What an experiment found, point by point, in the order in which it was recorded.
  public func metrics(of id: Int64) throws(ResultsDatabaseError) -> [ExperimentMetric] {
    try read { db in
      try check(id, db)
      return try Row.fetchAll(
        db, sql: "SELECT * FROM metrics WHERE experiment = ? ORDER BY point, rowid",
        arguments: [id]
      ).map(ExperimentMetric.init)
    }
  }

  /// Makes sure that an experiment is there.
  private func check(_ id: Int64, _ db: Database) throws {
    let nearest = try Int64.fetchOne(
      db, sql: "SELECT id FROM experiments ORDER BY abs(id - CAST(? AS REAL)), id LIMIT 1",
      arguments: [id])
    guard nearest == id else {
      throw ResultsDatabaseError.noExperiment(id, nearest: nearest, path: path)
    }
  }
}

extension ExperimentRecord {
  fileprivate init(_ row: Row) {
    id = row["id"]
    verb = row["verb"]
    title = row["title"]
    scenario = row["scenario"]
    scenarioText = row["scenario_text"]
    scenarioHash = row["scenario_hash"]
    seed = UInt64(row["seed"] as String) ?? 0
    replications = row["replications"]
    version = row["version"]
    program = row["program"]
    startedUTC = row["started_utc"]
    folder = row["folder"]
    verdict = row["verdict"]
    fingerprint = row["fingerprint"]
  }
}

extension ExperimentMetric {
  fileprivate init(_ row: Row) {
    point = row["point"]
    var labels = Metric.Labels()
    for column in Metric.Labels.columns { labels[keyPath: column.path] = row[column.name] }
    metric = Metric(row["metric"], labels, unit: row["unit"])
    count = row["n"]
    // SQLite has no word for what is not a number.
    mean = row["mean"] ?? .nan
    halfWidth = row["half_width"]
    verdict = row["verdict"]
  }
}
