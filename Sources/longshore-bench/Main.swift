@main struct Main {
  static func main() { LRUWorkload.run(arguments: Array(CommandLine.arguments.dropFirst())) }
}
