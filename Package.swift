// swift-tools-version: 6.2
import PackageDescription

// Dependency runs one way, from the bottom of this list of targets to its top:
// the kernel, the rule engine and the content cache know nothing above them,
// and the command line knows everything and contains nothing.
let package = Package(
  name: "longshore",
  products: [
    .executable(name: "longshore", targets: ["longshore"]),
    .executable(name: "longshore-bench", targets: ["longshore-bench"]),
    // What Tests/Fuzz, a package of its own, is linked with.
    .library(name: "ScenarioFiles", targets: ["ScenarioFiles"]),
    .library(name: "CacheRules", targets: ["CacheRules"]),
    .library(name: "ContentCache", targets: ["ContentCache"]),
    .library(name: "RequestLog", targets: ["RequestLog"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: Foundations

    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .target(name: "SimulationKernel"),
    .target(name: "Randomness"),
    // What messages need of text: the nearest word, numbers with units, digits.
    .target(name: "Words"),
    // Regular files in, whole files out, in the system's words.
    .target(name: "LocalFiles", dependencies: ["Words"]),
    // SQLite files, opened with care.
    .target(
      name: "DatabaseFiles",
      dependencies: ["LocalFiles", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(
      name: "Statistics",
      dependencies: [
        "CGSL", .product(name: "Histogram", package: "hdrhistogram-swift"),
      ]),

    // MARK: Production logic: no simulated time, no GSL

    .target(
      name: "CacheRules",
      dependencies: [
        "DatabaseFiles", "LocalFiles", "Words", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    // The processor's prefetch, which Swift has no word for.
    .systemLibrary(name: "CPrefetch"),
    .target(name: "Prefetch", dependencies: ["CPrefetch"]),
    .target(name: "ContentCache", dependencies: ["LocalFiles", "Prefetch", "Words"]),

    // MARK: The model and what surrounds it

    // Request logs of registries, read and made into pulls.
    .target(name: "RequestLog", dependencies: ["LocalFiles", "Words"]),
    .target(
      name: "ImageCatalogue", dependencies: ["LocalFiles", "Randomness", "Words"],
      resources: [.embedInCode("Data")]),
    .target(
      name: "NetworkGeography", dependencies: ["Words"], resources: [.embedInCode("Data")]),
    .target(
      name: "RegistryModel",
      dependencies: [
        "SimulationKernel", "Randomness", "Statistics", "CacheRules", "ContentCache",
        "ImageCatalogue", "NetworkGeography", "RequestLog",
      ]),
    .target(
      name: "ScenarioFiles",
      dependencies: [
        "RegistryModel", "RequestLog", "SimulationKernel", "CacheRules", "ImageCatalogue",
        "NetworkGeography",
        "LocalFiles", "Words", .product(name: "Yams", package: "Yams"),
      ]),
    .target(
      name: "Experiments",
      dependencies: [
        "RegistryModel", "ScenarioFiles", "SimulationKernel", "Randomness", "Statistics",
        "CacheRules", "ContentCache", "DatabaseFiles", "ImageCatalogue", "LocalFiles",
        "NetworkGeography", "RequestLog", "Words", .product(name: "GRDB", package: "GRDB.swift"),
      ]),

    // MARK: Programs

    .executableTarget(
      name: "longshore",
      dependencies: [
        "CacheRules", "ContentCache", "DatabaseFiles", "RegistryModel", "ScenarioFiles",
        "Experiments", "SimulationKernel", "LocalFiles", "Words",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "longshore-bench",
      dependencies: [
        "SimulationKernel", "Randomness", "Prefetch", "ContentCache", "CacheRules",
        "RegistryModel", "Experiments", "ScenarioFiles", "ImageCatalogue", "NetworkGeography",
        "Words",
      ]),

    // MARK: Tests: a feature's tests have the feature's name

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "WordsTests", dependencies: ["Words"]),
    .testTarget(
      name: "SimulationKernelTests",
      dependencies: ["SimulationKernel", "Randomness", "Statistics", "TestSupport"]),
    .testTarget(
      name: "RandomnessTests", dependencies: ["Randomness", "Statistics", "CGSL", "TestSupport"]),
    .testTarget(name: "LocalFilesTests", dependencies: ["LocalFiles"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"]),
    .executableTarget(
      name: "rulestore-crash-probe", dependencies: ["CacheRules"],
      path: "Tests/RuleStoreCrashProbe"),
    .testTarget(
      name: "CacheRulesTests",
      dependencies: [
        "CacheRules", "rulestore-crash-probe", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(name: "ContentCacheTests", dependencies: ["ContentCache", "TestSupport"]),
    .testTarget(name: "RequestLogTests", dependencies: ["RequestLog", "TestSupport"]),
    .testTarget(name: "ImageCatalogueTests", dependencies: ["ImageCatalogue", "TestSupport"]),
    .testTarget(name: "NetworkGeographyTests", dependencies: ["NetworkGeography", "TestSupport"]),
    .testTarget(
      name: "RegistryModelTests",
      dependencies: [
        "RegistryModel", "ContentCache", "ImageCatalogue", "RequestLog", "SimulationKernel",
        "Randomness", "Statistics", "TestSupport",
      ]),
    .testTarget(
      name: "ScenarioFilesTests",
      dependencies: [
        "ScenarioFiles", "RegistryModel", "ImageCatalogue", "RequestLog", "SimulationKernel",
        "TestSupport", "Words",
      ]),
    .executableTarget(
      name: "results-crash-probe", dependencies: ["Experiments"],
      path: "Tests/ResultsCrashProbe"),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "RegistryModel", "ScenarioFiles", "SimulationKernel", "Randomness",
        "Statistics", "ImageCatalogue", "ContentCache", "DatabaseFiles", "RequestLog",
        "TestSupport", "results-crash-probe", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "LongshoreTests",
      dependencies: [
        "longshore", "CacheRules", "Experiments", "RegistryModel", "ScenarioFiles",
        "SimulationKernel", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    // `any P` is written out, so that no existential slips into the event loop unseen.
    .enableUpcomingFeature("ExistentialAny"),
    // What a module imports stays its own business unless it says otherwise.
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    // Unsafe constructs are marked where they stand; there are few.
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
  ]
}

// Tests simulate hours of pulls, which unoptimised takes three times as long. So the modules that run
// inside are optimised in debug builds too, with every assertion of these.
let simulated: Set = [
  "CacheRules", "ContentCache", "Experiments", "ImageCatalogue", "NetworkGeography", "Randomness",
  "RegistryModel", "SimulationKernel", "Statistics", "Words",
]
for target in package.targets where simulated.contains(target.name) {
  target.swiftSettings? += [
    .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
  ]
}
