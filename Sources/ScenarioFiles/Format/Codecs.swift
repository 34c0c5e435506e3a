import RegistryModel
import SimulationKernel
import Words

extension Codec where Value == String {
  /// Text that is not empty.
  static func text(_ expected: String) -> Codec {
    // One line, read from left to right: names and titles stand in tables and on terminals.
    let pattern =
      "^(?=.*\\S)[^\\u0000-\\u001F\\u007F-\\u009F\\u2028-\\u202E\\u2066-\\u2069]+$"
    return textOfOneLine(expected, pattern)
  }

  private static func textOfOneLine(_ expected: String, _ pattern: String) -> Codec {
    .scalar(
      .text(pattern: pattern, expected: expected), expected: expected,
      parse: { text, kind in
        guard kind == .text else { return .malformed("; quote it if it is meant as text") }
        guard !text.unicodeScalars.contains(where: \.isControl) else {
          return .malformed("; the text holds a control character")
        }
        let isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        return isBlank ? .malformed("; the text is empty") : .value(text)
      }, write: { .text($0) })
  }
}

extension Codec where Value: FixedWidthInteger {
  /// A whole number in a range.
  static func integer(_ range: ClosedRange<Value>) -> Codec {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return .scalar(
      .integer(Int64(clamping: range.lowerBound), UInt64(clamping: range.upperBound)),
      expected: expected,
      parse: { text, kind in
        switch kind {
        case .integer:
          let number =
            text.hasPrefix("0x")
            ? Value(text.dropFirst(2), radix: 16)
            : text.hasPrefix("0o") ? Value(text.dropFirst(2), radix: 8) : Value(text)
          guard let number, range.contains(number) else { return .malformed("") }
          return .value(number)
        case .number:
          // 3.0 is a whole number too, as JSON Schema has it.
          guard let number = Double(text).flatMap({ Value(exactly: $0) }), range.contains(number)
          else { return .malformed("") }
          return .value(number)
        case .text where Value(text) != nil: return .malformed("; write it without quotes")
        default: return .malformed("")
        }
      }, write: { .plain("\($0)") })
  }
}

extension Codec where Value == Double {
  /// A finite number in a range.
  static func number(_ range: ClosedRange<Double>) -> Codec {
    let low = Quantity.decimal(range.lowerBound)
    let high = Quantity.decimal(range.upperBound)
    return .scalar(
      .number(range.lowerBound, range.upperBound), expected: "a number from \(low) to \(high)",
      parse: { text, kind in
        guard kind == .integer || kind == .number, let number = Double(text), number.isFinite,
          range.contains(number)
        else {
          return .malformed(kind == .text && Double(text) != nil ? "; write it without quotes" : "")
        }
        return .value(number)
      }, write: { .plain(Quantity.decimal($0)) })
  }

  /// A share from 0 to 1, written in per cent.
  static var share: Codec {
    let expected = "a share such as 2% or 12.5%"
    return .scalar(
      .text(pattern: Quantity.pattern(["%"]), expected: expected), expected: expected,
      parse: { text, _ in
        guard let (number, unit) = Quantity.split(text) else { return .malformed("") }
        guard unit == "%" else {
          let meant = Quantity.suggestion(Quantity.withoutExponent(text, ["%"]))
          return .malformed(
            unit.isEmpty ? "; the unit is missing: %" : "; possible units: %\(meant)")
        }
        guard let share = Double("\(number)e-2"), share <= 1 else {
          return .outOfRange("expected at most 100%")
        }
        return .value(share)
      }, write: { .plain(Quantity.decimal($0, shift: 2) + "%") })
  }
}

extension Codec where Value == Bool {
  /// Yes or no, as YAML writes it.
  static var truth: Codec {
    .scalar(
      .truth, expected: "true or false",
      parse: { text, kind in
        let isTrue = text.lowercased() == "true"
        if kind == .truth { return .value(isTrue) }
        return .malformed(
          isTrue || text.lowercased() == "false"
            ? "; write it without quotes" : NearestWord.suggestion(text, among: ["true", "false"]))
      }, write: { .plain($0 ? "true" : "false") })
  }
}

extension Codec where Value == Span {
  /// A length of time.
  ///
  /// - Parameter positive: Whether 0s is refused.
  /// - Returns: A codec that is exact to the nanosecond.
  static func span(positive: Bool = false) -> Codec {
    let expected = "a time such as 250ms, 1.5h or 5min30s"
    return .scalar(
      .text(pattern: Quantity.timePattern, expected: expected), expected: expected,
      parse: { text, _ in
        switch Quantity.parseTime(text) {
        case .value(0) where positive: .outOfRange("expected more than 0s")
        case .value(let count): .value(.nanoseconds(count))
        case .malformed(let hint): .malformed(hint)
        case .outOfRange(let sentence): .outOfRange(sentence)
        }
      }, write: { .plain(Quantity.text($0.nanoseconds, Quantity.time)) })
  }

  /// An instant of the day, UTC.
  static var timeOfDay: Codec {
    let expected = "a time of day (UTC) such as 15:00 or 07:30"
    return .scalar(
      .text(
        pattern: "^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", expected: expected),
      expected: expected,
      parse: { text, _ in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), (1...2).contains(parts[0].count),
          parts.dropFirst().allSatisfy({ $0.count == 2 }),
          parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return .malformed("") }
        let numbers = parts.compactMap { Int64($0) }
        guard numbers.count == parts.count, numbers[0] < 24,
          numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return .malformed("") }
        return .value(
          .seconds(numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)))
      },
      write: { span in
        let seconds = span.nanoseconds / 1_000_000_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = "\(two(seconds / 3_600)):\(two(seconds / 60 % 60))"
        return .text(seconds % 60 == 0 ? minutes : "\(minutes):\(two(seconds % 60))")
      })
  }
}

extension Codec where Value == ByteCount {
  /// An amount of data, more than nothing.
  static var bytes: Codec {
    let expected = "an amount of data such as 500MiB or 20GiB"
    return .scalar(
      .text(pattern: Quantity.pattern(Quantity.bytes.map(\.word)), expected: expected),
      expected: expected,
      parse: { text, _ in
        switch Quantity.parse(text, Quantity.bytes) {
        case .value(0): .outOfRange("expected more than 0B")
        case .value(let count): .value(ByteCount(count))
        case .malformed(let hint): .malformed(hint)
        case .outOfRange(let sentence): .outOfRange(sentence)
        }
      }, write: { .plain(Quantity.text($0.bytes, Quantity.bytes)) })
  }
}

extension Codec where Value == Bandwidth {
  /// A speed of data, more than nothing.
  static var bandwidth: Codec {
    let expected = "a bandwidth such as 480Mbit/s or 10Gbit/s"
    return .scalar(
      .text(pattern: Quantity.pattern(Quantity.bandwidth.map(\.word)), expected: expected),
      expected: expected,
      parse: { text, _ in
        switch Quantity.parse(text, Quantity.bandwidth) {
        case .value(0): .outOfRange("expected more than 0bit/s")
        case .value(let count): .value(Bandwidth(bitsPerSecond: count))
        case .malformed(let hint): .malformed(hint)
        case .outOfRange(let sentence): .outOfRange(sentence)
        }
      }, write: { .plain(Quantity.text($0.bitsPerSecond, Quantity.bandwidth)) })
  }
}

extension Codec where Value == Rate {
  private static var units: [(word: String, seconds: Double)] {
    [("/s", 1), ("/min", 60), ("/h", 3_600), ("/d", 86_400)]
  }

  /// How often something happens.
  static var rate: Codec {
    let expected = "a rate such as 300/min or 2.5/s"
    let words = units.map(\.word)
    return .scalar(
      .text(pattern: Quantity.pattern(words), expected: expected), expected: expected,
      parse: { text, _ in
        guard let (number, word) = Quantity.split(text) else { return .malformed("") }
        guard let unit = units.first(where: { $0.word == word }) else {
          let near = word == "/m" ? "/min" : NearestWord.to(String(word), among: words)
          let meant = Quantity.suggestion(
            Quantity.withoutExponent(text, words) ?? near.map { "\(number)\($0)" })
          return .malformed("; possible units: \(words.joined(separator: ", "))\(meant)")
        }
        guard let count = Double(number), (1e-9...1e9).contains(count / unit.seconds) else {
          return .outOfRange("expected more than 0 and at most 1000000000/s")
        }
        return .value(Rate(perSecond: count / unit.seconds))
      },
      write: { rate in
        // The shortest of the texts that read back as the same number.
        let texts = units.compactMap { unit -> String? in
          let number = Quantity.decimal(rate.perSecond * unit.seconds)
          return (Double(number) ?? 0) / unit.seconds == rate.perSecond ? number + unit.word : nil
        }
        let exact = Quantity.decimal(rate.perSecond) + "/s"
        return .plain(texts.min { $0.utf8.count < $1.utf8.count } ?? exact)
      })
  }
}

extension Codec where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the words of an enumeration.
  static var word: Codec {
    let words = Value.allCases.map(\.rawValue)
    return .scalar(
      .words(words), expected: listed(words),
      parse: { text, _ in
        Value(rawValue: text).map { .value($0) }
          ?? .malformed(NearestWord.suggestion(text, among: words))
      }, write: { .plain($0.rawValue) })
  }
}

extension Codec {
  /// One of some words, or what another codec reads.
  static func words<Other: Sendable>(
    _ words: [(word: String, value: Value)], or other: Codec<Other>,
    starting: Other,
    make: @escaping @Sendable (Other) -> Value, take: @escaping @Sendable (Value) -> Other?
  ) -> Codec where Value: Equatable {
    let names = words.map(\.word)
    return Codec(
      .either([.words(names), other.shape]),
      read: { tree, path, source, value, reading in
        if case .scalar(let text, _) = tree.content,
          let known = words.first(where: { $0.word == text })
        {
          reading.origins[path] = .file(tree.place)
          value = known.value
          return
        }
        var start = starting
        let before = reading.mistakes.count
        other.read(tree, path, source, &start, &reading)
        if reading.mistakes.count == before {
          value = make(start)
        } else if case .scalar(let text, _) = tree.content, var last = reading.mistakes.popLast() {
          last.offer(names, insteadOf: text)
          reading.mistakes.append(last)
        }
      },
      write: { value in
        if let payload = take(value) { return other.write(payload) }
        return .plain(words.first { $0.value == value }?.word ?? names.first ?? "")
      })
  }
}

extension Codec where Value == Delay {
  /// A delay that varies: its median alone, or `{median: …, sigma: …}`.
  static var delay: Codec {
    Section<Delay>(
      [
        Field("median", \.median, .span(), "The middle value; half of the delays are longer."),
        Field(
          "sigma", \.sigma, .number(0...5),
          "The variation: the standard deviation of the natural logarithm; 0 makes it constant."
        ),
      ], shorthand: "median"
    ).codec
  }
}
