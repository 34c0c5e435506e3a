import RegistryModel
import SimulationKernel

/// What tags point to: changes upstream, and pushes to the registry itself.
extension ScenarioFormat {
  static let tagChanges = Section<TagChangeDescription>([
    Field(
      "rate", \.rate, Codec.rate.or("none", starting: Rate(perSecond: 1.0 / 86_400)),
      "How often each of the changing tags is rebuilt (a Poisson process).",
      .assumption("only the changes that are written")),
    Field(
      "share", \.share, .share,
      "The share of tags that change at the rate; the seed decides which, for all replications.",
      .assumption("all of them")),
    Field(
      "changedLayers", \.changedLayers, .share,
      "How much of its bytes a rebuilt image has new, from the top layer down, in layers as large as "
        + "before; one at least.",
      .assumption("a rebuild leaves the base as it is")),
    Field(
      "events", \.events,
      .list(of: tagChangeEvent.codec, starting: TagChangeEvent(image: "", at: .zero)),
      "Changes at known times.", .assumption("none")),
    Field(
      "file", \.file,
      Codec.text("a path such as 'tag-changes.csv', relative to the scenario")
        .or("none", starting: ""),
      "A file of further changes: CSV with the header time,repository,tag. Times are seconds from "
        + "the start of the run, or timestamps, of which the earliest is the start; repositories are "
        + "the upstream's, such as docker.io/library/nginx. What comes after the end is left out.",
      .assumption("none")),
  ])

  static let tagChangeEvent = Section<TagChangeEvent>([
    Field("image", \.image, .image, "The image, as the registry's clients name it.", .required),
    Field(
      "at", \.at, .span(), "When upstream has the new content, from the start of the run.",
      .required),
  ])

  static let push = Section<PushDescription>([
    Field(
      "image", \.image, .text("an image such as 'apps/web:1.2'"),
      "Repository, which no rule covers, and tag.", .required),
    Field(
      "like", \.like, Codec.image.or("none", starting: ""),
      "The image of the catalogue whose layers' sizes and platforms it has.",
      .assumption("layers says the sizes, or the push renews the tag's one before")),
    Field(
      "layers", \.layers, .list(of: .bytes, starting: ByteCount(1)),
      "The sizes of its layers, the base first, in place of like.",
      .assumption("like says the sizes, or the push renews the tag's one before")),
    Field(
      "changedLayers", \.changedLayers, .share,
      "Of a further push of a tag that gives no sizes: how much of its bytes is new, from the top "
        + "layer down.",
      .assumption("a rebuild leaves the base as it is")),
    Field(
      "at", \.at, .span(),
      "When the push is complete, from the start of the run; at 0s it is from the start in all "
        + "regions that there are then.",
      .assumption("it was pushed before the run")),
    Field(
      "region", \.region, Codec.region.or("home", starting: ""),
      "The region that it is pushed to. While that is out, the push is tried five times within "
        + "50s, as Docker does.",
      .assumption("the home region")),
  ])
}
