import Foundation
import PackagePlugin

/// Writes the commit and the tag that the package is built from into a source file of the program, before each build.
///
/// The file changes only if one of them does, so a build without a new commit compiles nothing again. In a source
/// archive of `git archive`, which has no `.git`, git itself filled in `Version+Archive.swift`.
@main
struct BuildInformationPlugin: BuildToolPlugin {
    private static let script = #"""
        folder=$1 file=$2/BuildInformation.swift
        commit= tag= changes=false
        # Not the repository around an unpacked archive.
        if [ -e "$folder/.git" ] && cd "$folder"; then
            commit=$(git rev-parse HEAD 2>/dev/null || true)
            tag=$(git describe --tags --exact-match 2>/dev/null || true)
            git diff --quiet HEAD 2>/dev/null || changes=true
        fi
        text="/// What the program was built from, written by the plugin BuildInformation.
        enum BuildInformation {
            /// The id of the commit; empty outside a git repository.
            static let commit = \"$commit\"
            /// The tag of the commit; empty if it has none.
            static let tag = \"$tag\"
            /// Whether files differ from the commit.
            static let hasChanges = $changes
        }"
        mkdir -p "$2"
        [ "$(cat "$file" 2>/dev/null || true)" = "$text" ] || printf '%s\n' "$text" >"$file"
        """#

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.pluginWorkDirectoryURL
        let package = context.package.directoryURL
        return [
            .prebuildCommand(
                displayName: "Naming the commit",
                executable: URL(filePath: "/bin/sh"),
                arguments: [
                    "-euc", Self.script, "sh", package.path(percentEncoded: false), folder.path(percentEncoded: false),
                ],
                outputFilesDirectory: folder
            )
        ]
    }
}
