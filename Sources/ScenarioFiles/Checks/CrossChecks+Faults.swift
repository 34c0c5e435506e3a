import RegistryModel
import SimulationKernel
import Words

extension CrossChecks {
  /// What breaks and what is changed must be there, and happen during the run.
  func faults(_ reading: inout Reading) {
    unique(scenario.faults.map(\.name), "faults", "name", "fault", &reading)
    probes(scenario.routing.probes, "routing.probes", &reading)
    probes(scenario.registry.zoneProbes, "registry.zoneProbes", &reading)
    for (index, fault) in scenario.faults.enumerated() {
      let path = "faults.\(index)"
      let what = "\(path).what.\(fault.kind.word)"
      switch fault.kind {
      case .zoneOut(let region, let zone):
        own(region, "\(what).region", &reading)
        if !(1...scenario.registry.zones).contains(zone) {
          reading.doubt(
            reading.place("\(what).zone"),
            "there is no zone \(zone); expected 1 to \(scenario.registry.zones), as a region has")
        }
      case .regionOut(let region), .outOfRouting(let region), .replicationStalled(let region?):
        own(region, what, &reading)
      case .frontEndsSlow(let region, _): own(region, "\(what).region", &reading)
      case .linkImpaired(let from, let to, _):
        own(from, "\(what).from", &reading)
        own(to, "\(what).to", &reading)
        if !from.isEmpty, from == to {
          reading.doubt(
            reading.place("\(what).to"), "'\(to)' is both ends; expected another region")
        }
      case .upstreamOut(let host), .upstreamRefusing(let host): known(host, what, &reading)
      case .upstreamSlow(let host, _), .upstreamFailing(let host, _):
        known(host, "\(what).host", &reading)
      case .secretMissing(let set), .secretExpired(let set), .secretRotated(let set),
        .roleRevoked(let set):
        used(set, what, &reading)
      case .replicationStalled(nil), .healthMonitorOut, .keyVaultOut, .keyVaultSlow: break
      }
      if case .scheduled(let at, _) = fault.occurrence {
        begins(at, "fault '\(fault.name)'", "\(path).when.once.at", &reading)
      }
    }
    if let refusal = scenario.faultRefusal {
      reading.doubt(reading.place(refusal.place), refusal.sentence)
    }
    changes(&reading)
  }

  private func changes(_ reading: inout Reading) {
    for (index, change) in scenario.changes.enumerated() {
      let path = "changes.\(index)"
      begins(change.at, "the change", "\(path).at", &reading)
      switch change.kind {
      case .addReplica(let region):
        own(region, "\(path).what.addReplica", &reading)
        if region == scenario.registry.home {
          reading.doubt(
            reading.place("\(path).what.addReplica"),
            "'\(region)' is the home region; expected one of 'registry.replicas'")
        }
      case .takeOutOfRouting(let region): own(region, "\(path).what.takeOutOfRouting", &reading)
      case .putIntoRouting(let region): own(region, "\(path).what.putIntoRouting", &reading)
      }
    }
  }

  private func own(_ region: RegionName, _ path: String, _ reading: inout Reading) {
    expect(
      region, among: scenario.registry.regions, "'\(region)' is no region of the registry", path,
      &reading)
  }

  private func known(_ host: String, _ path: String, _ reading: inout Reading) {
    var hosts = scenario.upstreams.map(\.host)
    hosts += Self.hosts(of: scenario.rules).filter { !hosts.contains($0) }
    expect(host, among: hosts, "'\(host)' is no upstream of the scenario", path, &reading)
  }

  private func used(_ set: String, _ path: String, _ reading: inout Reading) {
    var sets: [String] = []
    for name in scenario.rules.compactMap(\.credentialSet) where !sets.contains(name) {
      sets.append(name)
    }
    expect(set, among: sets, "no rule uses a credential set '\(set)'", path, &reading)
  }

  /// A name that could be read must be one of some.
  private func expect(
    _ name: String, among names: [String], _ otherwise: String, _ path: String,
    _ reading: inout Reading
  ) {
    guard !name.isEmpty, !names.contains(name) else { return }
    reading.doubt(
      reading.place(path),
      "\(otherwise); expected \(listed(names))" + NearestWord.suggestion(name, among: names))
  }

  private func begins(
    _ at: Span, _ subject: String, _ path: String, _ reading: inout Reading
  ) {
    guard at >= scenario.run.duration else { return }
    reading.doubt(
      reading.place(path),
      "\(subject) begins at \(Quantity.text(at.nanoseconds, Quantity.time)), when the run is over; "
        + "expected less than its duration, "
        + Quantity.text(scenario.run.duration.nanoseconds, Quantity.time))
  }

  private func probes(_ probes: ProbeDescription, _ path: String, _ reading: inout Reading) {
    guard probes.timeout > probes.interval else { return }
    reading.doubt(
      reading.place("\(path).timeout"),
      "a probe waits longer than until the next one; expected at most the interval, "
        + Quantity.text(probes.interval.nanoseconds, Quantity.time))
  }
}
