public import SimulationKernel

/// Nodes that want some images, all within a short time: an autoscaler's step.
public struct ScaleOut: Hashable, Sendable {
  /// When it begins, from the start of the run.
  public var at: Span
  /// The image, where it is one.
  public var image: String?
  /// The images, where they are several. Each is a pull of its own; all of a node's begin together.
  public var images: [String]
  /// The time over which the nodes begin.
  public var within: Span
  /// After which time it happens again; nil: never.
  public var every: Span?
  /// How many of the pool's nodes it reaches, the next ones each time; nil: all.
  public var nodes: Int?
  /// Whether the nodes are new machines, without layers and without a resolved name.
  public var fresh: Bool

  public init(
    at: Span, image: String? = nil, images: [String] = [], within: Span, every: Span? = nil,
    nodes: Int? = nil, fresh: Bool = false
  ) {
    self.at = at
    self.image = image
    self.images = images
    self.within = within
    self.every = every
    self.nodes = nodes
    self.fresh = fresh
  }

  /// All images that a node pulls.
  public var allImages: [String] { (image.map { [$0] } ?? []) + images }
}

/// Nodes that pull some images one batch after the other: a deployment that replaces its pods.
public struct RollingDeployment: Hashable, Sendable {
  /// When it begins, from the start of the run.
  public var at: Span
  /// The image, where it is one.
  public var image: String?
  /// The images, where they are several. Each is a pull of its own; all of a node's begin together.
  public var images: [String]
  /// Nodes in a batch, of which all are unavailable at once.
  public var batch: Int
  /// The time from one batch to the next: from its start, or from its end if it is waited for.
  public var pause: Span
  /// Whether a batch begins only when every pull of the one before has ended.
  public var waits: Bool

  public init(
    at: Span, image: String? = nil, images: [String] = [], batch: Int, pause: Span,
    waits: Bool = false
  ) {
    self.at = at
    self.image = image
    self.images = images
    self.batch = batch
    self.pause = pause
    self.waits = waits
  }

  /// All images that a node pulls.
  public var allImages: [String] { (image.map { [$0] } ?? []) + images }
}

extension ArrivalDescription {
  /// Every node wants one image once, within so long from `at`.
  public static func scaleOut(at: Span, image: String, within: Span) -> Self {
    .scaleOut(ScaleOut(at: at, image: image, within: within))
  }

  /// The nodes pull one image one batch after the other, a batch when so long has passed.
  public static func rollingDeployment(at: Span, image: String, batch: Int, pause: Span) -> Self {
    .rollingDeployment(RollingDeployment(at: at, image: image, batch: batch, pause: pause))
  }

  /// The images of a scale-out or a rolling deployment; nil where each pull chooses its own.
  public var deployedImages: [String]? {
    switch self {
    case .scaleOut(let scaleOut): scaleOut.allImages
    case .rollingDeployment(let rollout): rollout.allImages
    case .steady, .timeOfDay, .week, .bursts, .closedLoop, .replay: nil
    }
  }
}
