// swift-tools-version: 6.2
import PackageDescription

// Fuzz targets: a package of their own, because the fuzzer's main function and its
// instrumentation have no place in the tests' build.
let package = Package(
  name: "longshore-fuzz",
  dependencies: [.package(name: "longshore", path: "../..")],
  targets: [
    .executableTarget(
      name: "FuzzScenario",
      dependencies: [.product(name: "ScenarioFiles", package: "longshore")]),
    .executableTarget(
      name: "FuzzReferences",
      dependencies: [.product(name: "CacheRules", package: "longshore")]),
    .executableTarget(
      name: "FuzzTrace",
      dependencies: [.product(name: "ContentCache", package: "longshore")]),
    .executableTarget(
      name: "FuzzRequestLog",
      dependencies: [.product(name: "RequestLog", package: "longshore")]),
  ]
)

for target in package.targets {
  target.swiftSettings = [.unsafeFlags(["-parse-as-library"])]
}
