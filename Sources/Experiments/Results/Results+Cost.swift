import RegistryModel
import SimulationKernel
import Statistics

extension Results {
  static let costHeader = [
    "item", "region", "to_region", "per", "n", "quantity", "unit", "price", "currency", "mean",
    "half_width",
  ]

  /// One line of the bill over all replications.
  struct CostRow: Sendable {
    /// Of any replication, for its labels.
    var line: Cost.Line
    var quantity: Estimate?
    var amount: Estimate?
  }

  /// The bill of the measured time, or of a month that goes on like it.
  func costRows(perMonth: Bool) -> [CostRow] {
    let bills = replications.map {
      Cost(of: $0.report, scenario, per: perMonth ? .month : .run).lines
    }
    return (bills.first ?? []).indices.map { index in
      CostRow(
        line: bills[0][index],
        quantity: Estimate(meanOf: bills.map { $0[index].quantity }),
        amount: Estimate(meanOf: bills.map { $0[index].amount }))
    }
  }

  /// `cost.csv`: what the measured time costs (`run`), and what 30 days like it would (`30d`).
  ///
  /// Clients of another region than the one that served them have a line where there were any.
  func writeCost(to table: inout CSVWriter) throws {
    for (label, isMonth) in [("run", false), ("30d", true)] {
      for row in costRows(perMonth: isMonth) {
        guard let quantity = row.quantity, let amount = row.amount else { continue }
        if row.line.item == .clients, quantity.mean == 0 { continue }
        try table.row(
          [
            row.line.item.rawValue, row.line.region, row.line.toRegion, label,
            String(amount.count), NumberText.figure(quantity.mean), row.line.unit,
            row.line.price.map(NumberText.figure) ?? "", scenario.prices.currency,
          ] + amount.fields)
      }
    }
  }
}
