internal import JSON

/// What is known of artifacts before the conversation: whether commands can be run, and the result of the check.
package struct ArtifactOpening: Sendable, Equatable {
    /// The result of the check on the files as the agent left them.
    package struct Baseline: Sendable, Equatable {
        /// Whether the check passed.
        package let isPass: Bool
        /// How the check ended, as in ``ArtifactRunner/End``.
        package let end: String
        /// The output, redacted and shortened, without lines of the check's own files.
        package let output: String
    }

    /// The reason why no command can be run here, as a redacted sentence; `nil` if commands can be run.
    package let obstacle: String?
    /// The result of the check; `nil` without a check, or if it could not be run.
    package let baseline: Baseline?

    /// Whether the check can still prove a cause.
    package var canProve: Bool { baseline.map { !$0.isPass } ?? false }

    /// The opening as canonical JSON, for a ``ToolMemory``.
    package var encoded: [UInt8] {
        var writer = JSONWriter(order: .sorted)
        writer.object { writer in
            if let obstacle {
                writer.key("obstacle")
                writer.string(obstacle)
            }
            guard let baseline else { return }
            writer.key("baseline")
            writer.object { writer in
                writer.key("isPass")
                writer.bool(baseline.isPass)
                for (name, value) in [("end", baseline.end), ("output", baseline.output)] {
                    writer.key(name)
                    writer.string(value)
                }
            }
        }
        return writer.bytes
    }
}

extension ArtifactOpening {
    /// Decodes what ``encoded`` wrote; `nil` for anything else.
    package init?(decoding bytes: [UInt8]) {
        // Damaged data is the same as none: the opening is found out again.
        guard let json = try? JSON(parsing: bytes) else { return nil }
        obstacle = json["obstacle"]?.string
        guard let stored = json["baseline"] else {
            baseline = nil
            return
        }
        guard let isPass = stored["isPass"]?.bool, let end = stored["end"]?.string,
            let output = stored["output"]?.string
        else { return nil }
        baseline = Baseline(isPass: isPass, end: end, output: output)
    }
}
