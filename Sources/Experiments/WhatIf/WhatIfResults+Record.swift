public import Foundation

extension ExperimentRecord {
  /// The record of a what-if; arguments as of ``init(run:_:scenarioFile:started:folder:)``.
  public init(
    whatif results: WhatIfResults, _ provenance: Provenance, scenarioFile file: String,
    started: Date, folder: String
  ) {
    self.init(
      run: results.undisturbed, provenance, scenarioFile: file, started: started, folder: folder)
    verb = ResultsKind.whatif.rawValue
    fingerprint = NumberText.hexadecimal(results.fingerprint)
  }
}

extension WhatIfResults {
  /// One number for the undisturbed run and all branches in their order.
  var fingerprint: UInt64 {
    ([undisturbed] + branches.map(\.results)).map(\.fingerprint).rollingFingerprint
  }

  /// Which branch each point is; the undisturbed run is point 0.
  public var experimentParameters: [ExperimentParameter] {
    branches.enumerated().map {
      ExperimentParameter(point: $0.offset + 1, key: "branch", value: $0.element.branch.name)
    }
  }

  /// What the undisturbed run found, and each branch.
  public var experimentMetrics: [ExperimentMetric] {
    undisturbed.experimentMetrics
      + branches.enumerated().flatMap { index, branch in
        branch.results.experimentMetrics.map { metric in
          var metric = metric
          metric.point = index + 1
          return metric
        }
      }
  }
}
