import RegistryModel
import SimulationKernel

extension RunSummaryTable {
  /// What 30 days like the measured time would cost, by what is paid for.
  var cost: [String] {
    let prices = results.scenario.prices
    let rows = results.costRows(perMonth: true)
    var table = TextTable()
    let labels: [([Cost.Item], String)] = [
      ([.tier], "tier"), ([.frontEnds], "front ends"), ([.cacheCapacity], "cache capacity"),
      ([.storage], "storage"), ([.transfer], "between regions"),
      ([.clients], "to clients"), ([.internet], "to internet"), ([.upstreams], "upstreams"),
      ([.keyVault], "key vault"),
      ([.privateEndpoints, .privateEndpointData], "private endpoints"), ([.total], "total"),
    ]
    var header: [String] = []
    var cells: [String] = []
    for (items, label) in labels {
      let amount = rows.filter { items.contains($0.line.item) }
        .reduce(0) { $0 + ($1.amount?.mean ?? 0) }
      // What must be paid for in any case, and what does not come to nothing when it is rounded.
      guard amount >= 0.005 || items == [.tier] || items == [.total] else { continue }
      header.append(label)
      cells.append(HumanUnits.fixed(amount, digits: 2))
    }
    table.row([""] + header)
    table.row([prices.currency] + cells)
    return TerminalText.wrapped(
      "Cost of 30 days like the measured time, at prices of \(prices.date)") + table.lines
  }
}
