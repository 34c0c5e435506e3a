@main struct Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "world": try WorldWorkload.run(arguments: Array(arguments.dropFirst()))
    default: LRUWorkload.run(arguments: arguments)
    }
  }
}
