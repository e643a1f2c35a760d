// swift-tools-version: 6.2
import PackageDescription

// What measures the program is a package of its own, so that the program builds without it. Build it from the root of the
// repository, with `make measure`.

// The modules of the program declare `package`, which is visible under the name that SwiftPM gives the package that they
// are compiled in: the folder's name in lower case, with underscores for whatever no identifier may hold. Targets with
// `packageAccess: false` get no such name from SwiftPM, so they can be given that one.
let root = Context.packageDirectory.split(separator: "/").dropLast(2).last.map { $0.lowercased() } ?? ""
let identity = root.hasSuffix(".git") ? String(root.dropLast(4)) : root
let identifier = String(identity.map { $0.isLetter || $0.isNumber ? $0 : "_" })
let packageName = identifier.first?.isNumber == true ? "_" + identifier.dropFirst() : identifier

let package = Package(
    name: "Benchmarks",
    products: [.executable(name: "Measure", targets: ["Measure"])],
    dependencies: [
        .package(path: "../.."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "Measure",
            dependencies: [
                .product(name: "MeasuredModules", package: identity),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            packageAccess: false
        )
    ]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
        .unsafeFlags(["-package-name", packageName]),
    ]
}
