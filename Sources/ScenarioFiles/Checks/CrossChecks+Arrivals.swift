import RegistryModel
import RequestLog
import SimulationKernel
import Words

/// The checks of what the arrivals of workloads say beside their form.
extension CrossChecks {
  func arrivals(_ reading: inout Reading) {
    let run = scenario.run
    let end = Quantity.text(run.duration.nanoseconds, Quantity.time)
    for (index, workload) in scenario.workloads.enumerated() {
      let path = "workloads.\(index).arrivals"
      switch workload.arrivals {
      case .scaleOut(let scaleOut):
        images(scaleOut.image, scaleOut.images, "\(path).scaleOut", &reading)
        if let nodes = scaleOut.nodes, nodes > workload.clients.nodes {
          reading.doubt(
            reading.place("\(path).scaleOut.nodes"),
            "\(nodes) nodes of \(workload.clients.nodes); expected no more than there are")
        }
      case .rollingDeployment(let rollout):
        images(rollout.image, rollout.images, "\(path).rollingDeployment", &reading)
      case .week(let load):
        if load.hours.count != 24 {
          reading.doubt(
            reading.place("\(path).week.hours"),
            "\(load.hours.count) weights; expected 24, one an hour from midnight UTC")
        } else if load.hours.allSatisfy({ $0 == 0 }) {
          reading.doubt(
            reading.place("\(path).week.hours"), "all weights are 0; expected one that is not")
        }
      case .replay(let replay):
        let place = "\(path).replay"
        if replay.shift >= run.duration {
          reading.doubt(
            reading.place("\(place).shift"),
            "the log begins after the end of the run; expected less than its duration, \(end)")
        }
        if let until = replay.until, until <= replay.from {
          reading.doubt(
            reading.place("\(place).until"),
            "it is not after the beginning; expected more than "
              + Quantity.text(replay.from.nanoseconds, Quantity.time))
        }
        if replay.sample == 0 {
          reading.doubt(
            reading.place("\(place).sample"), "no client is kept; expected more than 0%")
        }
      case .steady, .timeOfDay, .bursts, .closedLoop: break
      }
    }
  }

  private func images(
    _ image: String?, _ images: [String], _ path: String, _ reading: inout Reading
  ) {
    if image == nil, images.isEmpty {
      reading.doubt(
        reading.place(path),
        "the key 'image' is missing in '\(path)'; expected an image such as "
          + "'hub/library/nginx:latest', or several under 'images'")
    } else if image != nil, !images.isEmpty {
      reading.doubt(
        reading.place("\(path).images"),
        "'image' and 'images' stand here; expected one of them")
    }
    if Set(images).count < images.count {
      reading.doubt(
        reading.place("\(path).images"), "an image stands twice in the list; expected each once")
    }
  }

  /// The images of a workload: those that are deployed, or that some exist for its platform.
  func deployed(
    _ workload: WorkloadDescription, _ path: String, _ images: MappedImages,
    _ reading: inout Reading
  ) {
    let platform = workload.clients.platform
    func check(_ image: String?, _ list: [String], _ path: String) {
      if let image, let problem = images.problem(withImage: image, platform: platform) {
        reading.doubt(reading.place("\(path).image"), problem)
      }
      for (number, image) in list.enumerated() where !image.isEmpty {
        if let problem = images.problem(withImage: image, platform: platform) {
          reading.doubt(reading.place("\(path).images.\(number)"), problem)
        }
      }
    }
    switch workload.arrivals {
    case .scaleOut(let scaleOut):
      check(scaleOut.image, scaleOut.images, "\(path).arrivals.scaleOut")
    case .rollingDeployment(let rollout):
      check(rollout.image, rollout.images, "\(path).arrivals.rollingDeployment")
    case .replay: break
    case .steady, .timeOfDay, .week, .bursts, .closedLoop:
      if let problem = images.problem(
        withPlatform: platform, selection: workload.images.repositories)
      {
        reading.doubt(reading.place("\(path).clients.platform"), problem)
      }
    }
  }

  /// What shows of a replay only when its log has been read.
  func replays(_ loading: LogLoading, _ reading: inout Reading) {
    for (index, workload) in scenario.workloads.enumerated() {
      guard case .replay(let replay) = workload.arrivals, let log = loading.logs[workload.name]
      else { continue }
      let path = "workloads.\(index).arrivals.replay"
      if log.pulls.isEmpty {
        reading.doubt(
          reading.place("\(path).file"),
          "none of \(log.counts.requests) requests is part of a pull; expected GETs of manifests or "
            + "blobs" + (log.counts.requests == 0 ? ", and a window in which there are any" : ""))
      } else if replay.loops, log.span > 0 {
        let lap = Double(log.span) / 1e9 / replay.speedUp
        let laps = scenario.run.duration.seconds / max(lap, 1e-9)
        if (laps + 1) * Double(log.pulls.count) > Self.mostPulls {
          reading.doubt(
            reading.place("\(path).loop"),
            "more than 4000000000 pulls in the run; expected a longer log or a shorter run")
        }
      }
    }
  }
}
