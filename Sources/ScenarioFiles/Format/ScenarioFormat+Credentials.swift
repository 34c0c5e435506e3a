import RegistryModel
import SimulationKernel

extension ScenarioFormat {
  static let credentialSet = Section<CredentialSetDescription>([
    Field(
      "name", \.name, .text("a credential set's name such as 'docker-hub'"),
      "The name by which rules refer to it, unique.", .required),
    Field(
      "userName", \.userName, secret,
      "The secret identifier of the user name, with or without a version; by-name: one after the "
        + "set, without.", .assumption("names do not matter")),
    Field(
      "password", \.password, secret,
      "The secret identifier of the password. With a version, a new one is not seen until the set "
        + "is changed.", .documented("Key Vault gives the newest version where none is named")),
    Field(
      "secretLifetime", \.secretLifetime, .span(),
      "How long a region keeps secrets that it has read.",
      .assumption("how soon the service notices a new secret is not known")),
    Field(
      "refusedSecret", \.refusedSecret, .word,
      "Whether a secret that the upstream refuses is kept until its time is over or read again.",
      .assumption("how soon the service notices a new secret is not known")),
    Field(
      "healthCheckInterval", \.healthCheckInterval,
      Codec<Span>.span(positive: true).or("none", starting: .hours(1)),
      "How often the home region reads the secrets and signs in to see whether they are good.",
      .assumption("the service has such checks; how often is not known")),
  ])

  private static let secret = Codec<String>.text(
    "a secret identifier such as 'https://my-vault.vault.azure.net/secrets/docker-password'"
  ).or("by-name", starting: "")

  static let keyVault = Section<KeyVaultDescription>([
    Field(
      "region", \.region, Codec<String>.region.or("home", starting: ""),
      "Where the vault stands; home: in the registry's home region.",
      .assumption("beside the registry")),
    Field(
      "sharesFateWithRegion", \.sharesFateWithRegion, .truth,
      "Whether the vault is out while that whole region, which then is one of the registry's, is out; "
        + "if not, it goes on.",
      .assumption(
        "services of a region fail apart; that a lost vault is read in the paired region is "
          + "documented, as a failover that may begin after hours only")),
    Field(
      "distance", \.distance, .span(), "One way between that region and the vault.",
      .assumption("as from a client to the region that it is in")),
    Field(
      "responseTime", \.responseTime, .delay, "How long the vault takes to answer.",
      .assumption("a look-up behind a check of the role")),
    Field(
      "failureRate", \.failureRate, .share, "The share of requests that fail with 5xx.",
      .assumption("faults are written, not presumed")),
    Field(
      "timeout", \.timeout, .span(positive: true), "How long a region waits for an answer.",
      .assumption("a usual client setting")),
    Field(
      "identityTime", \.identityTime, .delay,
      "How long a credential set's identity takes to get a token for the vault.",
      .assumption("a request to an endpoint in the region")),
    Field(
      "identityLifetime", \.identityLifetime, .span(positive: true), "How long that token serves.",
      .assumption("a day, as tokens of managed identities are kept")),
    Field(
      "requestsPer10Seconds", \.requestsPer10Seconds,
      Codec.integer(1...1_000_000_000).or("none", starting: 4_000),
      "The most requests that the vault serves in ten seconds; it refuses others with 429, and they "
        + "are asked again.",
      .documented("Azure Key Vault service limits: 4,000 GETs of secrets in a vault and region")),
  ])
}
