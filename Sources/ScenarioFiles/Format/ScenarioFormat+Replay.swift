import RegistryModel
import RequestLog
import SimulationKernel

extension ScenarioFormat {
  static let replay = Case<ArrivalDescription>(
    "replay",
    "The pulls that a registry's request log shows, at its times; it brings its own images.",
    Section<LogReplay>([
      Field(
        "file", \.file, .text("a path such as 'access.log', relative to the scenario"),
        "The log: a web server's access log, records in JSON, or a table.", .required),
      Field(
        "format", \.format, Codec.word.or("by-content", starting: .accessLog),
        "The form of the log.", .assumption("told by its first bytes")),
      Field(
        "upstream", \.upstream, .text("a host and perhaps a path such as 'docker.io/team'"),
        "Below what the log's repositories lie upstream; a rule must map them.", .required),
      Field(
        "speedUp", \.speedUp, .number(0.001...1_000_000),
        "How many times as fast as in the log everything follows.", .assumption("as it was")),
      Field(
        "shift", \.shift, .span(), "When the log begins, from the start of the run.",
        .assumption("with the run")),
      Field(
        "loop", \.loops, .truth,
        "Whether the log begins anew when it is over, until the end of the run.",
        .assumption("what happened once happens once")),
      Field(
        "sample", \.sample, .share,
        "The share of the log's clients that are kept, chosen by their addresses.",
        .assumption("all of them")),
      Field(
        "from", \.from, .span(), "Where the log is read from, from its first request.",
        .assumption("from its beginning")),
      Field(
        "until", \.until, Codec.span(positive: true).or("end", starting: .hours(1)),
        "Where the log is read to, from its first request.", .assumption("to its end")),
      Field(
        "unknownLayerSize", \.unknownLayerSize, .bytes,
        "The size of a layer that the log never shows answered with content (redirects hide it).",
        .measured("IBM's registry in 2017: blob downloads of 14 MB on average")),
    ]).codec,
    starting: LogReplay(file: "", upstream: ""),
    make: { .replay($0) },
    take: { if case .replay(let replay) = $0 { replay } else { nil } })
}
