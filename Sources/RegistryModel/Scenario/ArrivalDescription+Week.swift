/// A rate of pulls that follows the hours of the day and the days of the week.
public struct WeeklyLoad: Hashable, Sendable {
  /// A day of the week.
  public enum Day: String, Hashable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The number of the day, Monday being 0.
    public var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The mean rate of a working day.
  public var mean: Rate
  /// The weight of each hour of the day (UTC), 24 of any sum.
  public var hours: [Double]
  /// The rate on Saturdays and Sundays over that of the other days, at the same hour.
  public var weekend: Double
  /// The day on which the run starts.
  public var firstDay: Day

  public init(
    mean: Rate, hours: [Double] = Self.officeHours, weekend: Double = 0.3,
    firstDay: Day = .monday
  ) {
    self.mean = mean
    self.hours = hours
    self.weekend = weekend
    self.firstDay = firstDay
  }

  /// Four times as much in office hours as at night.
  public static let officeHours: [Double] = [
    1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 3, 4, 4, 4, 4, 3, 2, 2, 1, 1, 1, 1,
  ]
}
