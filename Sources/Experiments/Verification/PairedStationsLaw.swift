import SimulationKernel
import Statistics

/// Two stations under common random numbers: the mean stay at the second less that at the first.
///
/// Both see the same arrivals, and draw their services from the same streams. What is verified is the
/// interval of paired differences that comparisons rest on: that dependence between the two makes it
/// narrow and leaves it right.
struct PairedStationsLaw: TheoryLaw {
  let name = "Two M/M/1, common numbers"
  let quantity = "mean stay gained, s"
  let setting = "load 0.4, mean services 1 s and 1.1 s"
  let replications = 20
  /// Arrivals a second.
  let arrivalRate = 0.4
  /// Of the first and the second station, in seconds.
  let meanServices = (first: 1.0, second: 1.1)
  /// Customers followed at each station in a replication.
  let customers = 150

  func theory() throws(StatisticsError) -> Double {
    let first = try Theory.mm1(arrivalRate: arrivalRate, meanService: meanServices.first)
    let second = try Theory.mm1(arrivalRate: arrivalRate, meanService: meanServices.second)
    return second.meanStay - first.meanStay
  }

  func replicate(_ streams: ReplicationStreams) -> Double {
    meanStay(meanServices.second, streams) - meanStay(meanServices.first, streams)
  }

  /// The mean stay at a station of this mean service.
  func meanStay(_ meanService: Double, _ streams: ReplicationStreams) -> Double {
    let line = StationLine(
      arrivalRate: arrivalRate, [.init(service: .exponential(mean: meanService))],
      customers: customers, streams)
    return StationLine.run(line, states: streams.stream("states")).world.stays.mean
  }
}
