/// The table of regions and times as it stands in `Data/azure-round-trip-ms.csv`.
struct RegionTable: Sendable {
  struct Region: Sendable {
    var name: String
    var displayName: String
    var zones: AzureRegion.AvailabilityZones
    var pair: String?
  }

  /// What is wrong with the table.
  struct Mistake: Error, CustomStringConvertible {
    var description: String
  }

  var regions: [Region] = []
  var places: [String: Int] = [:]
  /// Milliseconds from row to column; `nil` on the diagonal.
  var times: [[Double?]] = []

  static let shared: RegionTable = {
    do {
      return try RegionTable(
        String(decoding: PackageResources.azure_round_trip_ms_csv, as: UTF8.self))
    } catch {
      // The table is part of the source and a test reads it; no input reaches this line.
      fatalError("Data/azure-round-trip-ms.csv: \(error)")
    }
  }()

  init(_ text: String) throws(Mistake) {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
    for line in lines {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 5,
        let zones = AzureRegion.AvailabilityZones(rawValue: String(fields[2]))
      else { throw Mistake(description: "'\(line.prefix(40))' is not a region") }
      places[String(fields[0])] = regions.count
      regions.append(
        Region(
          name: String(fields[0]), displayName: String(fields[1]), zones: zones,
          pair: fields[3].isEmpty ? nil : String(fields[3])))
      var row: [Double?] = []
      for entry in fields[4].split(separator: " ") {
        let time = Double(entry)
        guard time != nil || entry == "-" else {
          throw Mistake(description: "'\(entry)' in the row of \(fields[0]) is not a time")
        }
        row.append(time)
      }
      times.append(row)
    }
    for (place, row) in times.enumerated() {
      guard row.count == regions.count,
        row.indices.allSatisfy({ (row[$0] == nil) == ($0 == place) })
      else { throw Mistake(description: "the row of \(regions[place].name) is not complete") }
    }
  }
}
