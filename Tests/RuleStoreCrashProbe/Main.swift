import CacheRules
import Foundation

/// Adds rules to a store until it is killed, and prints each name once it is confirmed.
///
/// `rulestore-crash-probe STORE PREFIX COUNT` adds so many rules `PREFIX-N`;
/// `rulestore-crash-probe STORE unprivileged` opens the store as an ordinary user.
@main struct Probe {
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
      let store = try RuleStore(path: arguments[1])
      let caller = Caller(principal: "probe", role: .contributor)
      for index in 0..<(Int(arguments[3]) ?? 0) {
        let name = "\(arguments[2])-\(index)"
        let rule = try CacheRule(
          name: name, source: "mcr.microsoft.com/\(name)", target: "cache/\(name)")
        try store.add(rule, by: caller, at: Date(timeIntervalSince1970: Double(index)))
        // Straight to the pipe: a name that is read was confirmed.
        FileHandle.standardOutput.write(Data((name + "\n").utf8))
      }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }
}
