public import ArgumentParser
public import CacheRules
import Experiments
import Foundation

/// `longshore rules`: the real rule engine on a store file.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Keep cache rules in a store file, and ask which rule matches a pull and why.",
    discussion: """
      Worked example, for Docker Hub, which is pulled from with credentials only:
        V=https://my-vault.vault.azure.net/secrets
        longshore rules credentials add hub-login --store rules.db \\
          --login-server docker.io \\
          --user-name-secret $V/user --password-secret $V/password
        longshore rules add hub-rule --store rules.db \\
          --source 'docker.io/*' --target 'hub/*' --credential-set hub-login
        longshore rules match --store rules.db hub/redis:7
        longshore rules check --store rules.db
      """,
    subcommands: [
      Add.self, List.self, Remove.self, Match.self, Check.self, Credentials.self, Audit.self,
    ])

  struct StoreOption: ParsableArguments {
    @Option(help: "The store file.") var store: String

    /// Opens the store; only what adds something makes a file.
    func open(creating: Bool = false) throws -> RuleStore {
      try RuleStore(path: store, creating: creating)
    }
  }

  /// Whoever may run this program on the store's file acts as contributor under the login name.
  static var caller: Caller { Caller(principal: NSUserName(), role: .contributor) }

  struct Add: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a rule, making the store where there is none.",
      discussion: """
        A credential set that does not exist yet is registered by this command under the given \
        name for the rule's upstream; name its secrets with 'rules credentials set'.
        """)
    @Argument(help: "The rule's name: 5 to 50 letters, digits and hyphens.") var name: String
    @OptionGroup var options: StoreOption
    @Option(help: "HOST/PATH, HOST/PREFIX/* or HOST/*.") var source: String
    @Option(help: "PATH, PREFIX/* or * in this registry.") var target: String
    @Option(help: "The credential set to use; registered on first use.")
    var credentialSet: String?
    @Option(help: "The managed identity to use, by resource identifier (*.azurecr.io only).")
    var identity: String?
    @Option(help: "Overlapping wildcards: ordered (the more specific wins) or refused.")
    var overlap = OverlapPolicy.ordered
    @Option(name: .customLong("repository"), help: "A repository that exists already; repeatable.")
    var repositories: [String] = []
    @Flag(help: "Replace a rule of the same name.") var replace = false

    func validate() throws {
      if credentialSet != nil, identity != nil {
        throw ValidationError("Give --credential-set or --identity, not both.")
      }
    }

    func output() throws -> String {
      var authentication = RuleAuthentication.anonymous
      if let credentialSet {
        authentication = .credentialSet(try ResourceName(credentialSet, of: .credentialSet))
      } else if let identity {
        authentication = .managedIdentity(identity)
      }
      let rule = try CacheRule(
        name: name, source: source, target: target, authentication: authentication)
      try options.open(creating: true).add(
        rule, replacing: replace, policy: overlap, repositories: try paths(repositories),
        registeringCredentialSet: true, by: RulesCommand.caller, at: Date())
      return "added \(rule.name): \(rule.target) from \(rule.source)\n"
    }

    func run() throws { try perform() }
  }

  struct List: PrintingCommand {
    static let configuration = CommandConfiguration(abstract: "List the rules by name.")
    @OptionGroup var options: StoreOption
    @Flag(help: "Write CSV instead of a table.") var csv = false

    func output() throws -> String {
      let set = try options.open().ruleSet(by: RulesCommand.caller, at: Date())
      let rows = set.rules.sorted { $0.name < $1.name }.map { rule in
        var credential = ""
        switch rule.authentication {
        case .anonymous: break
        case .credentialSet(let name): credential = name.text
        case .managedIdentity(let identity): credential = identity
        }
        return [rule.name.text, rule.target.description, rule.source.description, credential]
      }
      return try render(["name", "target", "source", "credentials"], rows, csv: csv)
    }

    func run() throws { try perform() }
  }

  struct Remove: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove a rule; repositories that it cached stay.")
    @Argument(help: "The rule's name.") var name: String
    @OptionGroup var options: StoreOption

    func output() throws -> String {
      let name = ResourceName(sought: name)
      let rule = try options.open().remove(name, by: RulesCommand.caller, at: Date())
      return "removed \(rule.name)\n"
    }

    func run() throws { try perform() }
  }

  struct Match: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say which rule a pull matches, why, and what is fetched from where.",
      discussion: """
        Rules speak of repositories of this registry, so its login server in front, as in \
        myregistry.azurecr.io/hub/redis or localhost:5000/hub/redis, is left out of account.
        """)
    @OptionGroup var options: StoreOption
    @Argument(help: "What is pulled: [LOGIN-SERVER/]REPOSITORY[:TAG][@DIGEST].")
    var reference: String

    func output() throws -> String {
      let reference = try ImageReference(reference)
      let match = try options.open().match(reference, by: RulesCommand.caller, at: Date())
      return """
        rule      \(match.rule.name) (\(match.rule.target) from \(match.rule.source))
        why       \(match.reason)
        upstream  \(match.upstream)\(reference.suffix)

        """
    }

    func run() throws { try perform() }
  }

  struct Check: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a whole store; exit 1 where anything is wrong.",
      discussion: """
        An unhealthy credential set is wrong; one that is unverified is said to be so.
        """)
    @OptionGroup var options: StoreOption
    @Option(help: "Overlapping wildcards: ordered or refused.") var overlap = OverlapPolicy.ordered

    func output() throws -> String {
      let store = try options.open()
      let problems = try store.problems(policy: overlap, by: RulesCommand.caller, at: Date())
      if problems.isEmpty {
        let notes = try store.credentialSets(by: RulesCommand.caller, at: Date())
          .filter { $0.health.status == .unverified }.map { set in
            let unnamed = set.userName == nil || set.password == nil
            return "credential set \(set.name) is unverified: "
              + (unnamed ? "its secrets are not named" : "nobody has read its secrets") + " yet\n"
          }
        return (["all rules and credential sets are in order\n"] + notes).joined()
      }
      throw PrintedFailure(
        description: "\(problems.count) problem\(problems.count == 1 ? "" : "s") found",
        output: problems.map { $0 + "\n" }.joined())
    }

    func run() throws { try perform() }
  }
}

extension OverlapPolicy: ExpressibleByArgument {}

extension PrintingCommand {
  func paths(_ texts: [String]) throws -> [RepositoryPath] { try texts.map { try .init($0) } }
}
