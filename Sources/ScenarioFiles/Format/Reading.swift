import Foundation
import Words

/// Where the value of a key comes from.
public enum Origin: Hashable, Sendable, CustomStringConvertible {
  /// It stands in a file.
  case file(Place)
  /// The chosen profile sets it.
  case profile(String)
  /// Nobody wrote it; the text says where the default comes from.
  case byDefault(String)

  public var description: String {
    switch self {
    case .file(let place): place.description
    case .profile(let name): "profile \(name)"
    case .byDefault(let source): "default (\(source))"
    }
  }
}

/// What gathers while a scenario is read: mistakes, origins, places.
struct Reading {
  /// All mistakes so far.
  var mistakes: [Diagnostic] = []
  /// Where the value at each path comes from (`registry.frontEnds.servers`, `rules.0.name`).
  var origins: [String: Origin] = [:]
  /// Quantities as they were written, by path.
  var texts: [String: String] = [:]
  /// Where each written value stands.
  var places: [String: Place] = [:]
  /// Whether the tree is one that others are laid over, so that what is missing may yet come.
  var isPartial = false
  /// The profile, once read.
  var profile = ""
  /// What is good to know of a scenario without mistakes, a sentence each.
  var notes: [String] = []
  /// The place that stands for values that nobody wrote.
  var whole: Place

  /// Reports a mistake of form.
  mutating func refuse(_ place: Place, _ message: String) {
    mistakes.append(Diagnostic(place, .form, message))
  }

  /// Reports a mistake of meaning.
  mutating func doubt(_ place: Place, _ message: String) {
    mistakes.append(Diagnostic(place, .meaning, message))
  }

  /// Notes that a path's value is the default.
  mutating func note(defaultOf path: String, _ source: DefaultSource) {
    origins[path] = source == .profile ? .profile(profile) : .byDefault(source.description)
  }

  /// The place of a path, or of the closest part of the file round it.
  func place(_ path: String) -> Place {
    var path = Substring(path)
    while true {
      if let place = places[String(path)] { return place }
      guard let dot = path.lastIndex(of: ".") else { return places[""] ?? whole }
      path = path[..<dot]
    }
  }
}

/// How a type is read, written and described.
struct Codec<Value: Sendable>: Sendable {
  var shape: Shape
  /// Reads a tree into a value that holds the default; reports mistakes and leaves it then.
  var read: @Sendable (Tree, String, DefaultSource, inout Value, inout Reading) -> Void
  /// Notes the origins of a value that nobody wrote.
  var absent: @Sendable (String, DefaultSource, inout Reading) -> Void
  var write: @Sendable (Value) -> Output

  init(
    _ shape: Shape,
    read: @escaping @Sendable (Tree, String, DefaultSource, inout Value, inout Reading) -> Void,
    absent: @escaping @Sendable (String, DefaultSource, inout Reading) -> Void = {
      $2.note(defaultOf: $0, $1)
    },
    write: @escaping @Sendable (Value) -> Output
  ) {
    self.shape = shape
    self.read = read
    self.absent = absent
    self.write = write
  }

  /// A codec of scalars: `parse` gets the text and its kind, and says what is wrong.
  static func scalar(
    _ shape: Shape, expected: String,
    parse: @escaping @Sendable (String, Tree.Kind) -> Parsed<Value>,
    write: @escaping @Sendable (Value) -> Output
  ) -> Codec {
    Codec(
      shape,
      read: { tree, path, _, value, reading in
        reading.origins[path] = .file(tree.place)
        guard case .scalar(let text, let kind) = tree.content else {
          reading.refuse(tree.place, "\(tree.found) stands here; expected \(expected)")
          return
        }
        switch parse(text, kind) {
        case .value(let parsed):
          value = parsed
          reading.texts[path] = text
        case .malformed(let hint):
          reading.refuse(tree.place, "\(tree.found) is not possible; expected \(expected)\(hint)")
        case .outOfRange(let sentence):
          reading.doubt(tree.place, "\(tree.found) is not possible; \(sentence)")
        }
      }, write: write)
  }

  /// This codec for an optional whose absence is a word (`none`).
  func or(_ word: String, starting: Value) -> Codec<Value?> {
    Codec<Value?>(
      .either([.words([word]), shape]),
      read: { tree, path, source, value, reading in
        if case .scalar(word, _) = tree.content {
          reading.origins[path] = .file(tree.place)
          reading.texts[path] = word
          value = nil
          return
        }
        var present = value ?? starting
        let before = reading.mistakes.count
        read(tree, path, source, &present, &reading)
        value = present
        if reading.mistakes.count > before, case .scalar(let text, _) = tree.content,
          var last = reading.mistakes.popLast()
        {
          last.offer([word], insteadOf: text)
          reading.mistakes.append(last)
        }
      },
      write: { $0.map(write) ?? .plain(word) })
  }
}

extension Diagnostic {
  /// Adds words to what the message says was expected, and perhaps one as what was meant.
  mutating func offer(_ words: [String], insteadOf text: String) {
    let addition = ", or " + listed(words)
    if let expected = message.range(of: "expected "),
      let end = message[expected.upperBound...].range(of: "; ")
    {
      message.insert(contentsOf: addition, at: end.lowerBound)
    } else {
      message += addition
    }
    if !message.contains("did you mean") {
      message += NearestWord.suggestion(text, among: words)
    }
  }
}
