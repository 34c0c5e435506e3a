import CacheRules
import Foundation

/// Changes a store until it is killed, and prints the number of each change once it is confirmed.
///
/// `rulestore-crash-probe STORE CHANGE FROM TO` makes changes with these numbers, the last excluded;
/// `rulestore-crash-probe STORE unprivileged` opens the store as an ordinary user.
@main struct Probe {
  static let caller = Caller(principal: "probe", role: .contributor)

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { exit(64) }
    do {
      if arguments[2] == "unprivileged" {
        if geteuid() == 0, setuid(65_534) != 0 { exit(77) }
        _ = try RuleStore(path: arguments[1])
        print("opened")
        return
      }
      guard arguments.count == 5, let from = Int(arguments[3]), let to = Int(arguments[4]) else {
        exit(64)
      }
      let store = try RuleStore(path: arguments[1])
      for number in from..<to {
        try make(arguments[2], number, in: store, at: Date(timeIntervalSince1970: Double(number)))
        // Straight to the pipe: a number that is read was confirmed.
        FileHandle.standardOutput.write(Data("\(number)\n".utf8))
      }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  /// Makes one change; rules and sets are numbered like changes.
  static func make(_ change: String, _ number: Int, in store: RuleStore, at time: Date) throws {
    let name = "rule-\(number)"
    switch change {
    case "add":
      let rule = try CacheRule(
        name: name, source: "quay.io/first/\(number)", target: "cache/\(number)")
      try store.add(rule, by: caller, at: time)
    case "replace":
      let rule = try CacheRule(
        name: name, source: "quay.io/second/\(number)", target: "moved/\(number)")
      try store.add(rule, replacing: true, by: caller, at: time)
    case "update":
      let rule = try CacheRule(
        name: name, source: "quay.io/first/\(number)", target: "cache/\(number)",
        authentication: .credentialSet(try ResourceName("quay-set", of: .credentialSet)))
      try store.update(rule, by: caller, at: time)
    case "remove":
      try store.remove(try ResourceName(name), by: caller, at: time)
    case "add-set":
      try store.addCredentialSet(
        try ResourceName("set-\(number)", of: .credentialSet), loginServer: "quay.io", by: caller,
        at: time)
    case "change-set":
      let password = try SecretIdentifier("https://vault.vault.azure.net/secrets/number-\(number)")
      try store.changeCredentialSet(ResourceName(sought: "set-\(number)"), by: caller, at: time) {
        $0.password = password
        $0.health = CredentialHealth(.healthy)
      }
    case "remove-set":
      try store.removeCredentialSet(ResourceName(sought: "set-\(number)"), by: caller, at: time)
    default: exit(64)
    }
  }
}
