public import ArgumentParser
public import CacheRules
import Foundation

extension RulesCommand {
  /// `longshore rules credentials`: addresses of secrets in key vaults, never secrets.
  struct Credentials: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep credential sets: where an upstream's user name and password are kept.",
      subcommands: [
        Add.self, SetSecrets.self, SetHealth.self, Show.self, List.self, Remove.self,
      ])

    struct Secrets: ParsableArguments {
      @Option(help: "https://VAULT.vault.azure.net/secrets/NAME[/VERSION] of the user name.")
      var userNameSecret: String?
      @Option(help: "https://VAULT.vault.azure.net/secrets/NAME[/VERSION] of the password.")
      var passwordSecret: String?

      func read() throws -> (userName: SecretIdentifier?, password: SecretIdentifier?) {
        (
          try userNameSecret.map { try SecretIdentifier($0) },
          try passwordSecret.map { try SecretIdentifier($0) }
        )
      }
    }

    struct Add: PrintingCommand {
      static let configuration = CommandConfiguration(abstract: "Add a credential set.")
      @Argument(help: "The set's name: 5 to 50 letters, digits and hyphens.") var name: String
      @OptionGroup var options: StoreOption
      @Option(help: "The upstream's host, as in docker.io.") var loginServer: String
      @OptionGroup var secrets: Secrets

      func output() throws -> String {
        let name = try ResourceName(name, of: .credentialSet)
        let secrets = try secrets.read()
        let set = try options.open(creating: true).addCredentialSet(
          name, loginServer: loginServer, userName: secrets.userName, password: secrets.password,
          by: RulesCommand.caller, at: Date())
        return "added \(set.name) for \(set.loginServer); its identity is \(set.principalID)\n"
      }

      func run() throws { try perform() }
    }

    struct SetSecrets: PrintingCommand {
      static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Name the secrets of a credential set.")
      @Argument(help: "The set's name.") var name: String
      @OptionGroup var options: StoreOption
      @OptionGroup var secrets: Secrets

      func output() throws -> String {
        let named = try secrets.read()
        let set = try options.open().changeCredentialSet(
          ResourceName(sought: name), by: RulesCommand.caller, at: Date()
        ) { set in
          set.userName = named.userName ?? set.userName
          set.password = named.password ?? set.password
          set.health = CredentialHealth(.unverified)
        }
        return "updated \(set.name)\n"
      }

      func run() throws { try perform() }
    }

    struct SetHealth: PrintingCommand {
      static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Record whether the secrets of a credential set could be read.",
        discussion: """
          The store reaches no key vault itself: whoever has tried the secrets records here what \
          came of it. Naming other secrets makes the set unverified again.
          """)
      @Argument(help: "The set's name.") var name: String
      @Argument(help: "healthy, unhealthy or unverified.") var status: CredentialHealth.Status
      @OptionGroup var options: StoreOption
      @Option(help: "A code of what went wrong, where unhealthy.") var code: String?
      @Option(help: "A sentence of what went wrong, where unhealthy.") var message: String?

      func validate() throws {
        if status != .unhealthy, code != nil || message != nil {
          throw ValidationError("--code and --message belong to 'unhealthy'.")
        }
      }

      func output() throws -> String {
        let health = CredentialHealth(status, code: code, message: message)
        let set = try options.open().changeCredentialSet(
          ResourceName(sought: name), by: RulesCommand.caller, at: Date()
        ) { $0.health = health }
        return "\(set.name) is \(set.health)\n"
      }

      func run() throws { try perform() }
    }

    struct Show: PrintingCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show a credential set: its login server, identity, secrets and health.")
      @Argument(help: "The set's name.") var name: String
      @OptionGroup var options: StoreOption

      func output() throws -> String {
        let set = try options.open().credentialSet(
          ResourceName(sought: name), by: RulesCommand.caller, at: Date())
        return """
          name              \(set.name)
          login server      \(set.loginServer)
          identity          \(set.principalID)
          user name secret  \(set.userName?.description ?? "not named")
          password secret   \(set.password?.description ?? "not named")
          health            \(set.health)

          """
      }

      func run() throws { try perform() }
    }

    struct List: PrintingCommand {
      static let configuration = CommandConfiguration(abstract: "List the credential sets.")
      @OptionGroup var options: StoreOption
      @Flag(help: "Write CSV instead of a table.") var csv = false

      func output() throws -> String {
        let sets = try options.open().credentialSets(by: RulesCommand.caller, at: Date())
        let rows = sets.map { set in
          [
            set.name.text, set.loginServer, set.health.status.rawValue, set.principalID,
            set.userName?.description ?? "", set.password?.description ?? "",
          ]
        }
        let header = [
          "name", "login_server", "health", "identity", "user_name_secret", "password_secret",
        ]
        return try render(header, rows, csv: csv)
      }

      func run() throws { try perform() }
    }

    struct Remove: PrintingCommand {
      static let configuration = CommandConfiguration(
        abstract: "Remove a credential set that no rule uses.")
      @Argument(help: "The set's name.") var name: String
      @OptionGroup var options: StoreOption

      func output() throws -> String {
        let name = ResourceName(sought: name)
        try options.open().removeCredentialSet(name, by: RulesCommand.caller, at: Date())
        return "removed \(name)\n"
      }

      func run() throws { try perform() }
    }
  }
}

extension CredentialHealth.Status: ExpressibleByArgument {}
