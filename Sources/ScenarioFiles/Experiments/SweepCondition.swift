/// Which points of a sweep are wanted, such as
/// `registry.cache.capacity >= 2 * 5GiB and not registry.cache.policy = fifo`.
///
/// Axes are named by their key or name, in backquotes where it has blanks. `=`, `!=`, `<`, `<=`,
/// `>` and `>=` compare values: quantities by their size, whatever their units, and words by
/// whether they are the same. `+`, `-`, `*` and `/` between blanks calculate; `and`, `or`, `not`
/// and parentheses combine. A word in quotes is never an axis.
public struct SweepCondition: Hashable, Sendable, CustomStringConvertible {
  /// The text that was read.
  public let description: String
  /// Where it is written.
  public let place: Place
  let expression: Expression

  /// - Parameter place: Where the text is written; nil for the command line's `--where TEXT`.
  /// - Throws: What is wrong with the text, and at which of its characters.
  public init(parsing text: String, place: Place? = nil) throws(ScenarioErrors) {
    let place = place ?? ScenarioChange.place(text, option: "--where")
    description = text
    self.place = place
    do throws(ConditionMistake) {
      var parser = ConditionParser(try ConditionToken.tokens(of: text))
      expression = try parser.parse()
    } catch {
      throw error.asErrors(place)
    }
  }

  /// A condition that nothing has been read into yet.
  init() {
    description = ""
    place = Place(file: "")
    expression = .word("", .text, 1)
  }

  public static func == (left: SweepCondition, right: SweepCondition) -> Bool {
    left.description == right.description
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(description) }

  /// A part of a condition, with the character (from 1) at which it begins.
  indirect enum Expression: Hashable, Sendable {
    case word(String, Name, Int)
    case calculation(String, Expression, Expression, Int)
    case comparison(String, Expression, Expression, Int)
    case not(Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)

    /// What a word can stand for.
    enum Name: Hashable, Sendable {
      /// An axis, a quantity, or itself.
      case any
      /// In backquotes: an axis.
      case axis
      /// In quotes: itself.
      case text
    }
  }
}
